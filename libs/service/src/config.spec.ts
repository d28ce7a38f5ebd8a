import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { readConfig } from './config.js';
import { lookAt } from './health.js';
import { Secret } from './secret.js';
import { CommonSettings } from './settings.js';
import { parseTenants } from './tenants.js';

describe('settings', () => {
  const shape = z.object({ ...CommonSettings.shape, WHO: z.string().describe('whom to greet, for example WORLD') });
  test('are read with their defaults', () => {
    const read = readConfig(shape, { PORT: '7072', KAFKA_BROKERS: 'a:1,b:2', WHO: 'x', LOG_LEVEL: '' });
    expect(read).toEqual({ PORT: 7072, HOST: '127.0.0.1', LOG_LEVEL: 'info', KAFKA_BROKERS: ['a:1', 'b:2'], WHO: 'x' });
  });
  test('that are wrong are told all at once, each with what it is and an example', () => {
    const reading = () => readConfig(shape, { PORT: 'seven', KAFKA_BROKERS: 'nowhere' });
    expect(reading).toThrow(
      /PORT .*\n.*KAFKA_BROKERS .*is no list of host:port.*127\.0\.0\.1:19092\n.*WHO +is not set +whom to greet, for example WORLD/,
    );
  });
});

describe('the file of tenants', () => {
  const parse = (text: string, env = {}) => parseTenants(text, { env, folder: '.', name: 'samsvar.yaml' });
  const example = readFileSync(new URL('../samsvar.example.yaml', import.meta.url), 'utf8');
  const env = Object.fromEntries([...example.matchAll(/env:(\w+)/g)].map(([, name]) => [name!, `${name} value`]));
  test('has an example that shows every key and reads well', () => {
    const [tenant] = parse(example, env);
    expect(tenant).toMatchObject({ id: 'fjordkraft', firstContact: 'match', pollSeconds: 300 });
    expect(tenant!.powerofficego.clientKey.reveal()).toBe('POWEROFFICEGO_CLIENT_KEY value');
  });
  test('names the line and the remedy of everything that is wrong, at once', () => {
    const wrong = example.replace('matching: safe', 'matching: sure').replace('pollSeconds: 300', 'pollSecond: 300');
    expect(() => parse(wrong, { ...env, HRM_CLIENT_ID: undefined })).toThrow(/HRM_CLIENT_ID is not set/);
    expect(() => parse(wrong, env)).toThrow(/line 5: tenants\.fjordkraft\.matching/);
    expect(() => parse(wrong, env)).toThrow(/unknown: pollSecond/);
  });
  test('that is no YAML, or names nobody, is said to be so', () => {
    expect(() => parse('tenants: [')).toThrow(/line 1/);
    expect(() => parse('tenants: {}')).toThrow(/names no tenant/);
  });
});

describe('a secret', () => {
  test('is seen nowhere but where it is asked for', () => {
    const secret = new Secret('hush');
    expect(`${String(secret)} ${JSON.stringify({ secret })}`).toBe('[secret] {"secret":"[secret]"}');
    expect(secret.reveal()).toBe('hush');
  });
});

describe('readiness', () => {
  test('says what is not well, in words', async () => {
    const health = await lookAt([
      { name: 'database', look: () => undefined },
      { name: 'keys', look: () => Promise.reject(new Error('the client key is wrong')) },
    ]);
    expect(health).toEqual({
      status: 'not ready',
      checks: [
        { name: 'database', ok: true },
        { name: 'keys', ok: false, words: 'the client key is wrong' },
      ],
    });
  });
});
