import { readTenants } from '@samsvar/service';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readSettings } from './settings.js';

describe('the settings of the local stack', () => {
  test('are the documented ones when nothing is set', () => {
    expect(readSettings({})).toMatchObject({
      kafkaBrokers: undefined,
      sandboxRecords: 600,
      ports: { link: 7070, sandbox: 7071, 'link-consumer': 7075, kafka: 19092, postgres: 15432 },
    });
  });

  test('that are wrong are told all at once, each with an example', () => {
    const read = () => readSettings({ LINK_PORT: 'x', SANDBOX_RECORDS: '-4', MAPPING_PORT: '7071' });
    expect(read).toThrow(/LINK_PORT +"x" is no whole number from 1 to 65535 +LINK_PORT=7070/);
    expect(read).toThrow(/SANDBOX_RECORDS +"-4" is no whole number from 0 to 200000 +SANDBOX_RECORDS=600/);
    expect(read).toThrow(/SANDBOX_PORT +7071 is the port of mapping too +SANDBOX_PORT=7071/);
  });
});

describe('the tenants that ship', () => {
  test('read well: the sandbox is written to, its second tenant is not', () => {
    const { config } = readSettings({});
    const named = [...readFileSync(config, 'utf8').matchAll(/env:(\w+)/g)].map(([, name]) => name!);
    const env = Object.fromEntries(named.map((name) => [name, name.endsWith('_URL') ? 'http://sandbox.test' : name]));
    expect(readTenants(config, env).map(({ id, firstContact }) => [id, firstContact])).toEqual([
      ['default', 'live'],
      ['second', 'match'],
    ]);
  });
});
