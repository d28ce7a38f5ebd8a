import { describe, expect, test } from 'vitest';
import { readOptions } from './config.js';

describe('the settings', () => {
  test('have defaults that fit a local start', () => {
    expect(readOptions({})).toEqual({
      port: 7071,
      host: '127.0.0.1',
      seed: 1,
      records: 600,
      tenants: ['default', 'second'],
      lagMs: 500,
    });
  });

  test('are all told of at once when they are wrong, each with an example', () => {
    const options = readOptions({ SANDBOX_PORT: '70000', SANDBOX_SEED: 'x', SANDBOX_TENANTS: 'A B' });
    const lines = 'wrong' in options ? options.wrong.split('\n') : [];
    expect(lines).toHaveLength(5);
    expect(lines[2]).toMatch(/^SANDBOX_PORT +70000 +must be from 0 to 65535 +7071$/);
  });
});
