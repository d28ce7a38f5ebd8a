import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ConfigurationProblem, readConfig } from './config.js';
import { readBoth } from './read-both.js';
import { CommonSettings, DatabaseSettings, TenantSettingsFile } from './settings.js';

const shape = z.object({ ...CommonSettings.shape, WHO: z.string().describe('whom to greet, for example WORLD') });

describe('settings', () => {
  test('are read with their defaults; an empty variable is as good as none', () => {
    const read = readConfig(shape, { PORT: '7072', KAFKA_BROKERS: 'a:1, b:2', WHO: 'x', LOG_LEVEL: '', OTHER: 'x' });
    const tracing = { OTEL_TRACES_SAMPLER: 'parentbased_always_on', OTEL_TRACES_SAMPLER_ARG: 1 };
    const common = { PORT: 7072, HOST: '127.0.0.1', LOG_LEVEL: 'info', KAFKA_BROKERS: ['a:1', 'b:2'] };
    expect(read).toEqual({ ...common, ...tracing, WHO: 'x' });
  });

  test('that are wrong are told all at once, in one table, each with what it is and an example', () => {
    const reading = () => readConfig(shape, { PORT: 'seven', KAFKA_BROKERS: 'nowhere', LOG_LEVEL: 'loud' });
    expect(reading).toThrow(ConfigurationProblem);
    const lines = (words: string) => words.split('\n').filter((line) => line.startsWith('  '));
    try {
      reading();
    } catch (error) {
      expect(lines((error as Error).message)).toEqual([
        expect.stringMatching(/^ {2}setting +what is wrong +what it is, for example$/),
        expect.stringMatching(/^ {2}PORT +is no port number +where .*7072$/),
        expect.stringMatching(/^ {2}LOG_LEVEL +is none of debug, info, warn, error +how much is logged/),
        expect.stringMatching(
          /^ {2}KAFKA_BROKERS +is no list of host:port +the Kafka brokers, .*, for example 127\.0\.0\.1:19092$/,
        ),
        expect.stringMatching(/^ {2}WHO +is not set +whom to greet, for example WORLD$/),
      ]);
    }
  });

  test('out of bounds are told with the bound', () => {
    const bounded = z.object({ ROWS: z.coerce.number('is no number').int().min(1).max(10).describe('rows') });
    const reading = (ROWS: string) => () => readConfig(bounded, { ROWS });
    expect(reading('0')).toThrow(/ROWS +is less than 1 /);
    expect(reading('11')).toThrow(/ROWS +is more than 10 /);
    expect(reading('many')).toThrow(/ROWS +is no number /);
  });

  test('and the tenants of a service are told together when both are wrong', () => {
    const reading = () =>
      readBoth(shape, { PORT: '7072', KAFKA_BROKERS: 'a:1', SAMSVAR_CONFIG: 'nowhere.yaml' }, { systems: [] });
    expect(reading).toThrow(/WHO +is not set[^]*nowhere\.yaml +cannot be read/);
  });

  test('of every service say what they are and give an example', () => {
    const all = { ...CommonSettings.shape, ...DatabaseSettings.shape, ...TenantSettingsFile.shape };
    for (const [name, setting] of Object.entries(all)) {
      expect(setting.description, name).toMatch(/, for example /);
    }
  });
});
