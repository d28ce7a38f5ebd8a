import { ensureTopics, WrongPartitions } from '@samsvar/bus';
import { CommonSettings, Complaint, kafkaAccess, readConfig, runMain } from '@samsvar/service';

const Settings = CommonSettings.pick({
  KAFKA_BROKERS: true,
  KAFKA_USERNAME: true,
  KAFKA_PASSWORD: true,
  KAFKA_CA_FILE: true,
});

/** Makes the topics that are missing, replicated as the broker does by itself; Strimzi has its own way. */
runMain(async () => {
  const settings = readConfig(Settings, process.env);
  const { KAFKA_BROKERS: brokers } = settings;
  const { created } = await ensureTopics(brokers, { access: kafkaAccess(settings) }).catch((error: unknown) => {
    if (error instanceof WrongPartitions) throw new Complaint(error.message);
    throw new Complaint(`The topics could not be made at ${brokers.join(',')}: ${String(error)}`);
  });
  process.stdout.write(`topics: ${created.length === 0 ? 'all there' : `${created.length} made`}\n`);
});
