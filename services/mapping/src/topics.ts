import { ensureTopics } from '@samsvar/bus';
import { createLog, readConfig, runMain } from '@samsvar/service';
import { TopicsSettings } from './config.js';

/** Makes the topics that are missing and checks those that stand, where nobody else keeps them. */
runMain(async () => {
  const { KAFKA_BROKERS, LOG_LEVEL } = readConfig(TopicsSettings, process.env);
  const { created } = await ensureTopics(KAFKA_BROKERS, { log: createLog('topics', LOG_LEVEL) });
  process.stdout.write(`topics: ${created.length === 0 ? 'all there' : created.join(', ')}\n`);
});
