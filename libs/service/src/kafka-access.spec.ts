import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ConfigurationProblem } from './config.js';
import { kafkaAccess } from './kafka-access.js';

describe('how a service is let in by Kafka', () => {
  test('is by nothing where nothing is set', () => {
    expect(kafkaAccess({})).toEqual({});
  });

  test('is by name and password, and the certificates of a file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'samsvar-ca-'));
    const file = join(folder, 'ca.crt');
    writeFileSync(file, 'PEM');
    const access = kafkaAccess({ KAFKA_USERNAME: 'link', KAFKA_PASSWORD: 'p', KAFKA_CA_FILE: file });
    rmSync(folder, { recursive: true });
    expect(access).toEqual({ username: 'link', password: 'p', ca: 'PEM' });
  });

  test.each([
    [{ KAFKA_USERNAME: 'link' }, /KAFKA_PASSWORD +is not set/],
    [{ KAFKA_PASSWORD: 'p' }, /KAFKA_USERNAME +is not set/],
    [{ KAFKA_CA_FILE: '/nowhere/ca.crt' }, /KAFKA_CA_FILE .*cannot be read/],
  ])('is refused in words: %o', (settings, words) => {
    const read = () => kafkaAccess(settings);
    expect(read).toThrow(ConfigurationProblem);
    expect(read).toThrow(words);
  });
});
