import { spawnSync } from 'node:child_process';
import { type Database, openDatabase } from '@samsvar/persistence';
import { eventually } from '@samsvar/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { productEnvironment } from '../environments.js';
import { getJson } from '../http.js';
import { sandboxVariables } from '../sandbox-keys.js';
import { productRows, scriptOf } from '../services.js';
import { nodeOfRepository } from '../stack/folders.js';
import { changedSince, everythingSeen } from './everything.js';
import { openAgreed } from './agreed-office.js';
import { agreement, historyOf, type Office, recordsOf } from './office.js';
import { madeTwice } from './once.js';
import { type Pair, Pairs } from './pairs.js';
import type { People } from './people.js';
import { pathOf } from './rows.js';

let office: Office;
let people: People;
let before = 0;
beforeAll(async () => {
  ({ office, people, before } = await openAgreed({ records: 150, tenants: ['default'] }));
}, 300_000);
afterAll(() => office.close(), 60_000);

/** Nobody else in this file edits them. */
const pairs = new Pairs(() => office);
const hasTitle = ({ go }: Pair) => typeof go.values['jobTitle'] === 'string';

/** Stops the product, forgets services' schemas, lets people do something, and starts the product again. */
async function lose(schemas: readonly string[], meanwhile: () => Promise<void>): Promise<void> {
  await office.stack.supervisor.halt(productRows.map(({ name }) => name));
  await inDatabase(async (database) => {
    for (const schema of schemas) await database.query(`drop schema ${schema} cascade`);
  });
  await meanwhile();
  await office.stack.startProduct();
}

async function inDatabase(work: (database: Database) => Promise<void>): Promise<void> {
  const url = office.stack.servers.databaseUrl;
  const database = await openDatabase({ url, schema: 'public', applicationName: 'spec' });
  await work(database).finally(() => database.close());
}

/** Every resource was listed as a whole by connectors that began anew. */
const areListed = () =>
  inDatabase(async (database) => {
    for (const schema of connectors) {
      const scanned = await database.query(
        `select distinct state ->> 'scanned' as is from ${schema}.lease where name like 'poll/%'`,
      );
      expect(scanned).toEqual([{ is: 'true' }]);
    }
  });
const connectors = ['customhrm_connector', 'powerofficego_connector'];
const soon = { withinMs: 90_000, everyMs: 500 };

describe.each(connectors)('without its memory, %s', (schema) => {
  test('carries over what people did meanwhile, overwrites nothing else, and makes nothing twice (Inv 12, Inv 15)', async () => {
    const [one, other] = (await pairs.take(2, 'EMPLOYEE', hasTitle)) as [Pair, Pair];
    const held = await everythingSeen(people);
    const title = `Etter ${schema}`;
    await lose([schema], async () => {
      await people.goSet(pathOf(one.go), 'JobTitle', title);
      await people.hrmSet(pathOf(other.hrm), { jobTitle: title });
    });
    const arrived = async () => {
      expect((await people.hrmRow(pathOf(one.hrm)))['jobTitle']).toBe(title);
      expect((await people.goRow(pathOf(other.go)))['JobTitle']).toBe(title);
    };
    await eventually(arrived, soon).catch(async (error: unknown) => {
      throw new Error(`${String(error)}\n${await historyOf(office, one.go)}\n${await historyOf(office, other.go)}`);
    });
    const { flows } = await agreement(office, 60_000);
    expect(flows.map(({ id, differ }) => [id, differ])).toEqual(flows.map(({ id }) => [id, 0]));
    expect(changedSince(held, await everythingSeen(people))).toHaveLength(4);
    expect(await madeTwice(office, people, before)).toEqual([]);
  }, 240_000);
});

test('link without its memory overwrites nothing: what people did meanwhile waits for a person (Inv 15)', async () => {
  const [one, other] = (await pairs.take(2, 'EMPLOYEE', hasTitle)) as [Pair, Pair];
  let held: Awaited<ReturnType<typeof everythingSeen>> = {};
  await lose(['link'], async () => {
    await people.goSet(pathOf(one.go), 'JobTitle', 'Etter link');
    await people.hrmSet(pathOf(other.hrm), { jobTitle: 'Etter link' });
    // Lists of PowerOffice Go are up to two seconds late.
    await eventually(async () => {
      held = await everythingSeen(people);
      expect(held[`Employees/${one.go.ref.id}`]).toMatchObject({ JobTitle: 'Etter link' });
    }, soon);
  });
  await eventually(async () => {
    const { flows } = await agreement(office, 60_000);
    expect(flows.map(({ id, differ }) => [id, differ])).toEqual(flows.map(({ id }) => [id, 0]));
    expect(flows.find(({ id }) => id === 'employees-employee')!.records).toBeGreaterThan(10);
  }, soon).catch(async (error: unknown) => {
    const [left] = await recordsOf(office, 'powerofficego', '&state=differ');
    throw new Error(`${String(error)}\n${left ? await historyOf(office, left) : ''}`);
  });
  const open = await recordsOf(office, 'powerofficego', '&state=conflicts');
  expect(open.map(({ ref }) => ref.id)).toEqual(expect.arrayContaining([one.go.ref.id, other.go.ref.id]));
  expect(await everythingSeen(people)).toEqual(held);
  expect(await madeTwice(office, people, before)).toEqual([]);
}, 240_000);

test('projections are what the streams tell, compared beside the running service', async () => {
  const { settings, stack } = office;
  const row = productRows.find(({ name }) => name === 'link')!;
  const env = { ...(await sandboxVariables(stack.sandboxUrl)), ...productEnvironment(settings, stack.servers, row) };
  const { stdout, status } = spawnSync(nodeOfRepository, [scriptOf(row, 'rebuild'), '--check'], {
    env: { ...process.env, ...env },
    encoding: 'utf8',
  });
  expect(stdout).toMatch(/^default: \d+ links of \d+ events in .* s: equal\n$/);
  expect(status).toBe(0);
});

// At the end: link, without its memory, would have them made again (R8).
test('connectors without their memory tell of whom people deleted meanwhile, though they never knew them (Inv 19)', async () => {
  const [one, other] = (await pairs.take(2, 'CONTACT_PERSON')) as [Pair, Pair];
  await lose(connectors, async () => {
    expect(await people.hrmDelete(pathOf(one.hrm))).toBe(true);
    expect(await people.goDelete(pathOf(other.go))).toBe(true);
  });
  const shown = ({ ref: { system, resource, id } }: Pair['go']) =>
    getJson(`${office.stack.linkUrl}/api/v1/records/${system}/${resource}/${id}?tenant=default`);
  const areTold = async () =>
    expect(await Promise.all([shown(one.hrm), shown(other.go)])).toMatchObject([{ gone: true }, { gone: true }]);
  await eventually(areListed, soon);
  // Link asks about them when it starts, and then once a minute.
  await lose([], () => Promise.resolve());
  await eventually(areTold, { withinMs: 180_000, everyMs: 1_000 });
}, 300_000);
