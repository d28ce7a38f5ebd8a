import { expect, test } from 'vitest';
import { kafkaClient } from './client.js';

/** A client whose log is kept here. */
function heard() {
  const said: string[] = [];
  const say = (level: string) => (words: string) => void said.push(`${level} ${words}`);
  const log = { debug: say('debug'), info: say('info'), warn: say('warn'), error: say('error') };
  const kafka = kafkaClient({ brokers: ['127.0.0.1:1'], clientId: 'spec', log });
  return { said, logger: kafka.logger() };
}

test('what every group says that is dealt out anew, as in each upgrade, is worth no warning', () => {
  const { said, logger } = heard();
  for (const error of [
    'The group is rebalancing, so a rejoin is needed',
    'The coordinator is not aware of this member',
    'Specified group generation id is not valid',
  ])
    logger.error('Response OffsetCommit(key: 8, version: 5)', { error });
  expect(said).toEqual(Array(3).fill('debug kafka: Response OffsetCommit(key: 8, version: 5)'));
});

test('what else goes wrong is', () => {
  const { said, logger } = heard();
  logger.error('Connection error', { error: 'connect ECONNREFUSED' });
  expect(said).toEqual(['warn kafka: Connection error']);
});
