import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Collector, type CollectedSpan, eventually } from '@samsvar/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { credentialsOf } from '../sandbox-keys.js';
import { productRows } from '../services.js';
import { partsOf } from '../stack/left-behind.js';
import { healthOf } from './health.js';
import { loadedIn, sayingWhatIsLoaded } from './loaded.js';
import { agreement, type Office, openOffice, recordsOf, type Shown } from './office.js';
import { agreeingPairs, type Pair } from './pairs.js';
import { People } from './people.js';
import { pathOf } from './rows.js';

const within = { withinMs: 60_000, everyMs: 250 };
/** A word that is nowhere but in what we plant. */
const planted = ['Kanarifugl tittel', 'Kanarifugl senere', 'Kanarifugl igjen'] as const;
let collector = new Collector();
let address: string;
let office: Office;
let people: People;
let edited: Pair;

beforeAll(async () => {
  address = await collector.open();
  const told = { OTEL_EXPORTER_OTLP_ENDPOINT: address, OTEL_EXPORTER_OTLP_HEADERS: 'x-collector-key=let-me-in' };
  office = await openOffice({ records: 60, tenants: ['default'] }, { ...told, ...sayingWhatIsLoaded });
  await office.stack.startProduct();
  expect((await agreement(office, 120_000)).agreed).toBe(true);
  people = await People.of(office.stack.sandboxUrl);
  edited = (await agreeingPairs(office)).find(({ go }) => go.category === 'EMPLOYEE')!;
}, 300_000);
afterAll(async () => {
  await office.close();
  await collector.close();
}, 60_000);

const named = ({ service, name }: CollectedSpan) => `${service}: ${name}`;
const keyOf = ({ ref }: Shown) => `default/${ref.system}/${ref.resource}/${ref.id}`;

/** A trace as a tree, two blanks a step; what happens twice below one span is there once. */
function treeOf(spans: readonly CollectedSpan[], parent?: string, depth = 0): readonly string[] {
  const below = spans
    .filter(({ parentSpanId }) => parentSpanId === parent)
    .toSorted((a, b) => named(a).localeCompare(named(b)))
    .flatMap((span) => [`${'  '.repeat(depth)}${named(span)}`, ...treeOf(spans, span.spanId, depth + 1)]);
  return [...new Set(below)];
}

async function editTitle(value: string): Promise<void> {
  await people.goSet(pathOf(edited.go), 'JobTitle', value);
  await eventually(async () => expect((await people.hrmRow(pathOf(edited.hrm)))['jobTitle']).toBe(value), within);
}

/** Whatever was collected of the trace in which the edited record was written in the HRM. */
function traceOfEdit(): readonly CollectedSpan[] {
  const isWrite = ({ name, attributes }: CollectedSpan) =>
    name === 'update employee' && attributes['samsvar.record'] === keyOf(edited.hrm);
  const write = collector.spans.findLast(isWrite);
  return collector.spans.filter(({ traceId }) => traceId === write?.traceId);
}

const wholeTree = `
powerofficego-connector: poll contact
  powerofficego-connector: send samsvar.records.native.powerofficego
    mapping: process samsvar.records.native.powerofficego
      mapping: send samsvar.records.canonical
        link-consumer: process samsvar.records.canonical
          link-consumer: send samsvar.commands.canonical
            mapping: process samsvar.commands.canonical
              mapping: send samsvar.commands.native.customhrm
                customhrm-connector: process samsvar.commands.native.customhrm
                  customhrm-connector: update employee
                    customhrm-connector: send samsvar.records.native.customhrm
                      mapping: process samsvar.records.native.customhrm
                        mapping: send samsvar.records.canonical
                          link-consumer: process samsvar.records.canonical
                            link-consumer: send samsvar.links
          link-consumer: send samsvar.links`;

describe('where somebody collects spans', () => {
  test('a load begins hardly any trace: who wants to follow one of its records is not helped by one of each', () => {
    expect(collector.spans.filter(({ name }) => name.startsWith('poll ')).length).toBeLessThan(6);
  });

  test('an edit is one tree from the poll that met it to the write and its answer, over all services', async () => {
    await editTitle(planted[0]);
    await eventually(() => expect(treeOf(traceOfEdit())).toEqual(wholeTree.trim().split('\n')), within);
    const spans = traceOfEdit();
    const one = (name: string) => spans.find((span) => span.name === name)!;
    expect(one('poll contact').attributes['samsvar.record']).toBe(keyOf(edited.go));
    expect(one('update employee').attributes).toMatchObject({ 'samsvar.outcome': 'done', 'samsvar.tenant': 'default' });
    expect(JSON.stringify(one('update employee').attributes['samsvar.fields'])).toContain('jobTitle');
    expect(one('update employee').startMs).toBeGreaterThanOrEqual(one('poll contact').endMs);
    expect(spans.filter(({ isError }) => isError)).toEqual([]);
  });

  test('what a person decides begins a tree of its own', async () => {
    const answer = await fetch(`${office.stack.linkUrl}/api/v1/decisions?tenant=default`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': 'spec' },
      body: JSON.stringify({ who: 'spec', why: 'spec', decision: { type: 'poll', system: 'customhrm' } }),
    });
    expect(answer.status).toBe(200);
    const traces = () => collector.spans.filter((span) => named(span) === 'link: decide').map(({ traceId }) => traceId);
    await eventually(() => {
      expect(traces()).toHaveLength(1);
      expect(treeOf(collector.spans.filter(({ traceId }) => traceId === traces()[0]))).toEqual([
        'link: decide',
        '  link: send samsvar.commands.canonical',
        '    mapping: process samsvar.commands.canonical',
        '      mapping: send samsvar.commands.native.customhrm',
        '        customhrm-connector: process samsvar.commands.native.customhrm',
        '  link: send samsvar.operator',
      ]);
    }, within);
  });

  test('no span has a value of anybody, or a key (Inv 10)', async () => {
    const records = [...(await recordsOf(office, 'powerofficego')), ...(await recordsOf(office, 'customhrm'))];
    const personal = ['email', 'phone', 'lastName', 'jobTitle', 'address.line1', 'name', 'dateOfBirth'];
    const values = records.flatMap(({ values: all }) => personal.map((field) => all[field]));
    const texts = values.filter((value): value is string => typeof value === 'string' && value.length >= 8);
    expect(new Set(texts).size).toBeGreaterThan(50);
    expect(texts).toContain(planted[0]);
    const { powerofficego, customhrm } = await credentialsOf(office.stack.sandboxUrl, 'default');
    const secrets = [...Object.values(powerofficego), customhrm.clientSecret, 'let-me-in'];
    const told = collector.bodies.join('\n');
    expect(told).toContain(keyOf(edited.hrm));
    expect([...texts, ...secrets].filter((one) => told.includes(one))).toEqual([]);
    expect(new Set(collector.headers.map((headers) => headers['x-collector-key']))).toEqual(new Set(['let-me-in']));
  });

  test('edits go on while it is away, with little said of it; it is told again when it is back', async () => {
    await collector.close();
    await editTitle(planted[1]);
    for (const { name } of productRows) expect((await healthOf(office, name, 'ready')).words, name).toBe('');
    const said = () => logs().match(/spans could not be sent; check OTEL_EXPORTER_OTLP_ENDPOINT/g)?.length ?? 0;
    await eventually(() => expect(said()).toBeGreaterThan(0), within);
    expect(said()).toBeLessThan(3 * productRows.length);
    collector = new Collector();
    await collector.open(Number(new URL(address).port));
    await editTitle(planted[2]);
    await eventually(() => expect(treeOf(traceOfEdit())).toEqual(wholeTree.trim().split('\n')), within);
  });

  test('only there is its SDK loaded: where nobody does, observed.e2e.spec.ts finds nothing of it', () => {
    expect(loadedIn(logs())).toContain('sdk-trace');
  });
});

function logs(): string {
  const folder = partsOf(office.folder).logs;
  const names = readdirSync(folder).filter((name) => productRows.some((row) => name === `${row.name}.log`));
  return names.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
}
