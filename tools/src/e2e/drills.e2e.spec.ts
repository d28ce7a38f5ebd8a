import { eventually } from '@samsvar/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { productRows } from '../services.js';
import { loseTopics } from '../stack/kafka-client.js';
import { baseBackup, dump } from './backup.js';
import { changedSince, everythingSeen, type Seen } from './everything.js';
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
  ({ office, people, before } = await openAgreed({ records: 150, tenants: ['default'], creates: true }));
}, 300_000);
afterAll(() => office.close(), 60_000);

const soon = { withinMs: 90_000, everyMs: 500 };
const pairs = new Pairs(() => office);
const hasTitle = ({ go }: Pair) => typeof go.values['jobTitle'] === 'string';
const takePairs = (count: number) => pairs.take(count, 'EMPLOYEE', hasTitle);

const titles = async ({ go, hrm }: Pair) => [
  (await people.goRow(pathOf(go)))['JobTitle'],
  (await people.hrmRow(pathOf(hrm)))['jobTitle'],
];
const bothSay = async (pair: Pair, title: string): Promise<void> => {
  await eventually(async () => expect(await titles(pair)).toEqual([title, title]), soon).catch(
    async (error: unknown) => {
      throw new Error(`${String(error)}\n${await historyOf(office, pair.go)}`);
    },
  );
};
const goTitle = ({ go }: Pair, title: string) => people.goSet(pathOf(go), 'JobTitle', title);
const hrmTitle = ({ hrm }: Pair, title: string) => people.hrmSet(pathOf(hrm), { jobTitle: title });

/** Nothing differs; what waits for a person may. */
const nothingDiffers = () =>
  eventually(async () => {
    const { flows } = await agreement(office, 60_000);
    expect(flows.map(({ id, differ }) => [id, differ])).toEqual(flows.map(({ id }) => [id, 0]));
  }, soon);

/** What both say, or that a person is asked, and between what. */
async function endOf(pair: Pair): Promise<string> {
  const said = await titles(pair);
  const asked = await recordsOf(office, 'powerofficego', '&state=conflicts');
  if (asked.some(({ ref }) => ref.id === pair.go.ref.id)) return `asks: ${said.join(', ')}`;
  return said[0] === said[1] ? String(said[0]) : `differ: ${said.join(', ')}`;
}

const stopProduct = () => office.stack.supervisor.halt(productRows.map(({ name }) => name));

async function retell(key: string): Promise<void> {
  const answer = await fetch(`${office.stack.linkUrl}/api/v1/decisions?tenant=default`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify({ who: 'kari', why: 'a backup was put back', decision: { type: 'retell' } }),
  });
  expect(answer.status, await answer.text()).toBeLessThan(300);
}

/** Lists of PowerOffice Go are up to two seconds late. */
async function seenWith(pair: Pair, title: string): Promise<Seen> {
  let seen: Seen = {};
  await eventually(async () => {
    seen = await everythingSeen(people);
    expect(seen[`Employees/${pair.go.ref.id}`]).toMatchObject({ JobTitle: title });
  }, soon);
  return seen;
}

async function born(lastName: string): Promise<void> {
  await people.goMake('/Employees', { FirstName: 'Nina', LastName: lastName, IsActive: true });
  const made = async () => (await people.hrmList('employees')).filter((row) => row['lastName'] === lastName);
  await eventually(async () => expect(await made()).toHaveLength(1), soon);
}

/** How many bear a name in PowerOffice Go, and in the HRM. */
const namesakes = async (lastName: string): Promise<readonly number[]> => [
  (await people.goList('Employees')).filter((row) => row['LastName'] === lastName).length,
  (await people.hrmList('employees')).filter((row) => row['lastName'] === lastName).length,
];

async function hired(lastName: string, employeeNumber: string): Promise<void> {
  await people.hrmAdd('/employees', { firstName: 'Nora', lastName, employeeNumber });
  await eventually(async () => expect(await namesakes(lastName)).toEqual([1, 1]), soon);
  before += 1;
}

let numbers = 4_300;
const apart = 500;
describe.each([baseBackup, dump])(
  'with PostgreSQL as it was earlier, put back from $name',
  ({ name, isNoticed, ...sort }) => {
    test('what agreed stays, what people did is carried over, nothing is overwritten or made twice', async ({
      skip,
    }) => {
      skip(!sort.isPossible(office), 'the files of a PostgreSQL in a container are not at hand');
      const [agreed, twice, down] = (await takePairs(3)) as [Pair, Pair, Pair];
      const backup = await sort.take(office);
      const [later, latest] = [`Etter ${name}`, `Lenge etter ${name}`];
      await goTitle(agreed, later);
      await goTitle(twice, later);
      await born(`Født etter ${name}`);
      await hired(`Ansatt etter ${name}`, String((numbers += apart)));
      await bothSay(agreed, later);
      await bothSay(twice, later);
      await nothingDiffers();

      await stopProduct();
      await backup.putBack();
      await hrmTitle(twice, latest);
      await goTitle(down, latest);
      const held = await seenWith(down, latest);
      await office.stack.startProduct();
      if (!isNoticed) await retell(`after-${name.replaceAll(' ', '-')}`);

      await bothSay(down, latest);
      // Where the write of the first is looked at before anybody hears of the second, a person is asked whose it is.
      await eventually(async () => expect([`asks: ${later}, ${latest}`, latest]).toContain(await endOf(twice)), soon);
      await nothingDiffers();
      expect(await titles(agreed)).toEqual([later, later]);
      const changed = changedSince(held, await everythingSeen(people)).filter(
        (at) => at !== `Employees/${twice.go.ref.id}`,
      );
      expect(changed).toEqual([`employees/${down.hrm.ref.id}`]);
      expect(await madeTwice(office, people, before)).toEqual([]);
      expect(await namesakes(`Ansatt etter ${name}`)).toEqual([1, 1]);
    }, 300_000);
  },
);

describe('with every topic lost', () => {
  test('what people did meanwhile is carried over, and nothing is overwritten or made twice', async () => {
    const [atGo, atHrm] = (await takePairs(2)) as [Pair, Pair];
    await stopProduct();
    expect(await loseTopics(office.stack.servers.brokers)).toContain('samsvar.records.canonical');
    await goTitle(atGo, 'Uten emner');
    await hrmTitle(atHrm, 'Uten emner');
    const held = await seenWith(atGo, 'Uten emner');
    await office.stack.startProduct();
    await bothSay(atGo, 'Uten emner');
    await bothSay(atHrm, 'Uten emner');
    await nothingDiffers();
    const changed = [`Employees/${atHrm.go.ref.id}`, `employees/${atGo.hrm.ref.id}`];
    expect(changedSince(held, await everythingSeen(people))).toEqual(changed);
    expect(await madeTwice(office, people, before)).toEqual([]);
  }, 240_000);
});
