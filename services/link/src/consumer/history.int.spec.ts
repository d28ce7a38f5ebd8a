import type { CanonicalRecordSeen, Message, Values } from '@samsvar/contracts';
import type { Database } from '@samsvar/persistence';
import type { LinkEvent, Out, RecordRow, Wait } from '@samsvar/sync';
import { choicesNoticed, link, noLink, pack, waitsOf } from '@samsvar/sync';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findRecords } from '../ledger/record-rows.js';
import { findWaits } from '../ledger/waits.js';
import { linkDatabase } from '../testing/link-database.js';
import { TwinOffice } from '../testing/twin-office.js';
import { rebuildTenant } from '../rebuild/rebuild-tenant.js';
import { recount } from './recount.js';

let database: Database;
beforeAll(async () => (database = await linkDatabase()));
afterAll(() => database.close());

const key = (resource: string, id: string) => `default/powerofficego/${resource}/${id}`;
const names = ['Æra', 'Bø', 'Ås', 'C "D" \\u0000 😀', '\u0007odd\u007f'];

/** Something that happens to the office: somebody edits, a system answers, or a message comes twice. */
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ type: fc.constant('pogo' as const), who: fc.nat(9), what: fc.nat(99) }) },
  { weight: 4, arbitrary: fc.record({ type: fc.constant('hrm' as const), who: fc.nat(99), what: fc.nat(99) }) },
  { weight: 4, arbitrary: fc.record({ type: fc.constant('obey' as const), who: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('refuse' as const), who: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('stale' as const), who: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('again' as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** Plays a history: some records before the first meeting, the rest after it. */
class Play {
  private last: readonly Message[] = [];
  constructor(private readonly office: TwinOffice) {}

  async take(one: Step): Promise<void> {
    if (one.type === 'pogo') return this.hear(this.pogo(one.who, one.what));
    if (one.type === 'hrm') return this.hear(...this.hrm(one.who, one.what));
    if (one.type === 'again') return this.hear(...this.last);
    const commands = this.office.commands.splice(0, one.type === 'obey' ? 1 + one.who * 3 : 1);
    return this.hear(...commands.map((command) => this.answered(this.office.done(command), one.type)));
  }

  private async hear(...messages: readonly Message[]): Promise<void> {
    if (messages.length === 0) return;
    this.last = messages;
    await this.office.hear(...messages);
  }

  private pogo(who: number, what: number): Message {
    const id = String(who);
    const lastName = names[what % names.length]!;
    const refs = { departmentId: key('departments', String(what % 3)), managerId: key('contact', String(what % 10)) };
    const all: readonly (readonly [Parameters<TwinOffice['seen']>[1], Values])[] = [
      ['DEPARTMENT', { name: lastName, code: String(what % 4), managerId: what % 2 ? key('contact', '4') : null }],
      ['CUSTOMER', { name: lastName, code: id }],
      ['EMPLOYEE', { lastName, email: what % 3 ? `${who}@x.no` : null, ...refs }],
      ['EMPLOYEE', { lastName, email: `${what % 5}@x.no`, departmentId: null, managerId: refs.managerId }],
      ['CONTACT_PERSON', { lastName, email: null, departmentId: key('contact', '1') }],
    ];
    const [category, values] = all[who % all.length]!;
    const revision = this.revisionOf(
      `default/powerofficego/${this.office.ref('powerofficego', category, id).resource}/${id}`,
    );
    return this.office.seen('powerofficego', category, id, values, { revision });
  }

  /** A person edits what the HRM has, or makes somebody there. */
  private hrm(who: number, what: number): readonly Message[] {
    const rows = [...this.office.ledger.rows.values()].filter(({ ref }) => ref.system === 'customhrm');
    const row = rows[who % (rows.length + 1)];
    const name = names[what % names.length]!;
    if (!row)
      return [this.office.seen('customhrm', 'EMPLOYEE', `b${what}`, { lastName: name, email: `${who % 10}@x.no` })];
    const said = row.kind === 'department' ? { name } : what % 3 ? { lastName: name } : { email: null };
    const values = { ...row.values, ...said };
    return [this.office.message('RecordSeen', seenOf(row, values))];
  }

  private answered(message: Message, type: 'obey' | 'refuse' | 'stale'): Message {
    if (type === 'obey') return message;
    const { ref: _, values: __, ...data } = message.data as Record<string, unknown>;
    const field = Object.keys(_ ?? {}).length % 2 ? 'lastName' : null;
    const refusals = [{ field, code: 'refused', words: 'nei' }];
    const said = type === 'refuse' ? { outcome: 'refused', refusals } : { outcome: 'stale', refusals: [] };
    return { ...message, data: { ...data, sent: [], ...said } };
  }

  private revisionOf = (record: string): number => (this.office.ledger.rows.get(record)?.revision ?? 0) + 1;
}

const seenOf = ({ ref, kind, category, roles, revision, mapping }: RecordRow, values: Values): CanonicalRecordSeen => ({
  ref,
  values: { ...values },
  stamps: {},
  incarnation: 1,
  revision: revision + 1,
  pollId: 'p',
  kind,
  category,
  roles: [...roles],
  mapping,
});

async function played(steps: readonly Step[]): Promise<TwinOffice> {
  await database.query('truncate event, link, record, record_match, reference_wait, outbox, position, due, tenant');
  const office = new TwinOffice(database);
  const play = new Play(office);
  const before = Math.min(8, steps.length >> 1);
  for (const one of steps.slice(0, before)) await play.take(one);
  await office.scansComplete();
  await office.meetAll();
  for (const one of steps.slice(before)) await play.take(one);
  await office.close();
  return office;
}

interface Stored {
  readonly id: string;
  readonly version: number;
  readonly snapshot: string;
}
const linksStored = () => database.query<Stored>('select id, version, snapshot from link order by id collate "C"');

/** Every stream, told again from its first event: the state it comes to, as it would be stored. */
async function folded(): Promise<readonly Stored[]> {
  const events = await database.query<{ stream: string; type: string; data: object }>(
    'select stream, type, data::json as data from event order by stream, version',
  );
  return [...Map.groupBy(events, ({ stream }) => stream)].map(([id, all]) => {
    const state = all.map(({ type, data }) => ({ type, ...data }) as LinkEvent).reduce(link.evolve, noLink(id));
    return { id, version: all.length, snapshot: JSON.stringify(pack(state)) };
  });
}

/** What the ledger of the simulation holds, and what it tells, each in one order. */
async function sameAsInMemory(office: TwinOffice): Promise<void> {
  const { ledger } = office;
  const kept = [...ledger.kept].map(([id, { packed, version }]) => ({ id, version, snapshot: JSON.stringify(packed) }));
  expect(await linksStored()).toEqual(kept.sort((a, b) => (a.id < b.id ? -1 : 1)));
  const rows = await findRecords(database, 'true order by key', []);
  expect(rows).toEqual([...ledger.rows.values()].sort((a, b) => (a.key < b.key ? -1 : 1)));
  expect(byKey(office.told)).toEqual(byKey(office.out));
  expect(await tenantStored()).toEqual(ledger.state);
  const waits = [...ledger.kept.values()].flatMap(({ changed }) => waitsOf(changed.state));
  expect(
    (
      await findWaits(
        database,
        waits.map(({ target }) => target),
      )
    )
      .map(nameOf)
      .sort(),
  ).toEqual(waits.map(nameOf).sort());
  const [count] = await database.query<{ all: number }>('select count(*)::int as all from reference_wait');
  expect(count!.all).toBe(new Set(waits.map(nameOf)).size);
}

const nameOf = ({ target, linkId, field }: Wait) => `${target} ${linkId} ${field}`;
/** What is told about one key keeps its order; between keys there is none. */
const byKey = (told: readonly Out[]): ReadonlyMap<string, readonly Out[]> =>
  Map.groupBy(
    told.map(({ topic, key, message }) => ({ topic, key, message })),
    ({ key }) => key,
  );

async function tenantStored(): Promise<unknown> {
  const [row] = await database.query<{ state: unknown }>('select state from tenant');
  return row!.state;
}

test('after any history PostgreSQL holds what memory holds, what its streams tell, and what a count gives', async () => {
  const history = fc.array(step, { minLength: 10, maxLength: 50, size: 'max' });
  await fc.assert(
    fc.asyncProperty(history, async (steps) => {
      const office = await played(steps);
      await sameAsInMemory(office);
      expect(await folded()).toEqual(await linksStored());
      await recount(database, office.settings);
      expect(await tenantStored()).toEqual(choicesNoticed(office.ledger.state, office.settings));
      const [{ schema }] = (await database.query<{ schema: string }>('select current_schema() as schema')) as [
        { schema: string },
      ];
      const options = { database, schema, check: true, slice: 3 };
      expect((await rebuildTenant(options, office.settings)).differences).toEqual([]);
    }),
    { numRuns: 20, endOnFailure: true },
  );
});
