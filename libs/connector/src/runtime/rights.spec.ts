import { lookAt, Metrics } from '@samsvar/service';
import { eventually } from '@samsvar/testing';
import { afterEach, describe, expect, test } from 'vitest';
import { Forbidden, RetryLater } from '../failures.js';
import type { Connection } from '../port.js';
import { Rights } from './rights.js';

type Answer = readonly string[] | Error;
const open: Rights[] = [];
afterEach(() => open.splice(0).forEach((rights) => rights.close()));

/** What is found of tenants whose systems answer so, and of those whose polls are refused. */
async function found(answers: Readonly<Record<string, Answer>>, refusedPolls: Readonly<Record<string, string>> = {}) {
  let asked = 0;
  const check = async (answer: Answer) => {
    asked++;
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const connected = Object.entries(answers).map(
    ([tenant, answer]) => [tenant, { check: () => check(answer) }] as const,
  );
  const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  const rights = new Rights(
    { connections: new Map(connected) as unknown as ReadonlyMap<string, Connection>, log: silent },
    { troubleOf: (tenant) => refusedPolls[tenant] },
  );
  open.push(rights);
  const metrics = new Metrics('spec');
  rights.watch(metrics, 'customhrm');
  rights.start();
  await eventually(() => expect(asked).toBe(connected.length));
  await new Promise((resolve) => setImmediate(resolve));
  const { values } = await metrics.registry.getSingleMetric('samsvar_rights_missing')!.get();
  const missing = values.map(({ labels, value }) => [labels['tenant'], labels['system'], value]);
  return { health: await lookAt(rights.checks()), missing };
}

describe('keys and rights', () => {
  test('that one tenant lacks are told, counted, and stop no roll', async () => {
    const { health, missing } = await found({
      one: ['the right to read employees is missing', 'the right to write departments is missing'],
      other: [],
      third: new Forbidden('check customhrm.clientId'),
    });
    expect(health.status).toBe('ok');
    expect(health.checks).toEqual([
      { name: 'keys and rights of one', ok: false, words: 'the right to read employees is missing' },
      { name: 'keys and rights of other', ok: true },
      { name: 'keys and rights of third', ok: false, words: 'check customhrm.clientId' },
    ]);
    expect(missing).toEqual([
      ['one', 'customhrm', 2],
      ['other', 'customhrm', 0],
      ['third', 'customhrm', 1],
    ]);
  });

  test('that everybody lacks make the service not ready', async () => {
    const { health } = await found({ one: new Forbidden('check customhrm.clientId'), other: ['a right is missing'] });
    expect(health.status).toBe('not ready');
  });

  test('of a system that does not answer are not known: it stops no roll', async () => {
    const { health, missing } = await found({ one: new RetryLater('the HRM does not answer', 2_000) });
    expect(health).toMatchObject({ status: 'ok', checks: [{ ok: false, words: 'the HRM does not answer' }] });
    expect(missing).toEqual([]);
  });

  test('that were taken away later are found by polls', async () => {
    const { health, missing } = await found({ one: [], other: [] }, { one: 'the HRM refuses the list' });
    expect(health).toMatchObject({ status: 'ok', checks: [{ ok: false, words: 'the HRM refuses the list' }, {}] });
    expect(missing).toEqual([
      ['one', 'customhrm', 1],
      ['other', 'customhrm', 0],
    ]);
  });
});
