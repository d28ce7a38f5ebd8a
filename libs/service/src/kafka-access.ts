import { readFileSync } from 'node:fs';
import type { KafkaAccess } from '@samsvar/bus';
import { ConfigurationProblem } from './config.js';
import type { ServiceSettings } from './service-plan.js';

/** How a service is let in by Kafka; nothing where brokers ask nobody. */
export function kafkaAccess(
  settings: Pick<ServiceSettings, 'KAFKA_USERNAME' | 'KAFKA_PASSWORD' | 'KAFKA_CA_FILE'>,
): KafkaAccess {
  const { KAFKA_USERNAME: username, KAFKA_PASSWORD: password, KAFKA_CA_FILE: file } = settings;
  if ((username === undefined) !== (password === undefined)) {
    const [where, other] =
      username === undefined ? ['KAFKA_USERNAME', 'KAFKA_PASSWORD'] : ['KAFKA_PASSWORD', 'KAFKA_USERNAME'];
    throw new ConfigurationProblem([{ where, what: 'is not set', remedy: `set it, or leave ${other} out too` }]);
  }
  return {
    ...(username !== undefined && password !== undefined && { username, password }),
    ...(file !== undefined && { ca: certificates(file) }),
  };
}

function certificates(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    const remedy = 'name a PEM file that this service may read';
    throw new ConfigurationProblem([{ where: 'KAFKA_CA_FILE', what: `${file} cannot be read`, remedy }]);
  }
}
