import { ensureTopics } from '@samsvar/bus';
import { createLog, kafkaAccess, readConfig, runMain } from '@samsvar/service';
import { TopicsSettings } from './config.js';

/** Makes the topics that are missing and checks those that stand, where nobody else keeps them. */
runMain(async () => {
  const settings = readConfig(TopicsSettings, process.env);
  const log = createLog('topics', settings.LOG_LEVEL);
  const { created } = await ensureTopics(settings.KAFKA_BROKERS, { log, access: kafkaAccess(settings) });
  process.stdout.write(`topics: ${created.length === 0 ? 'all there' : created.join(', ')}\n`);
});
