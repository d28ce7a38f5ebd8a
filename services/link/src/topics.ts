import { ensureTopics, WrongPartitions } from '@samsvar/bus';
import { CommonSettings, Complaint, readConfig, runMain } from '@samsvar/service';

const Settings = CommonSettings.pick({ KAFKA_BROKERS: true });

/** Makes the topics that are missing, replicated as the broker does by itself; Strimzi has its own way. */
runMain(async () => {
  const { KAFKA_BROKERS: brokers } = readConfig(Settings, process.env);
  const { created } = await ensureTopics(brokers).catch((error: unknown) => {
    if (error instanceof WrongPartitions) throw new Complaint(error.message);
    throw new Complaint(`The topics could not be made at ${brokers.join(',')}: ${String(error)}`);
  });
  process.stdout.write(`topics: ${created.length === 0 ? 'all there' : `${created.length} made`}\n`);
});
