import type { Decision } from '@samsvar/contracts';
import { eventually } from '@samsvar/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { getJson } from '../http.js';
import { agreement, type Office, openOffice, recordsOf, type Shown } from './office.js';
import { type Pair, Pairs } from './pairs.js';
import { People } from './people.js';
import { pathOf } from './rows.js';

let office: Office;
let people: People;
let keys = 0;
const within = { withinMs: 30_000, everyMs: 250 };

beforeAll(async () => {
  office = await openOffice({ records: 400, tenants: ['default'] });
  await office.stack.startProduct();
  const { agreed } = await agreement(office, 120_000);
  expect(agreed).toBe(true);
  people = await People.of(office.stack.sandboxUrl);
}, 240_000);
afterAll(() => office.close(), 60_000);

const link = (path: string) => `${office.stack.linkUrl}/api/v1/${path}${path.includes('?') ? '&' : '?'}tenant=default`;

async function decide(decision: Decision): Promise<readonly string[]> {
  const answer = await fetch(link('decisions'), {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': `e2e-${++keys}` },
    body: JSON.stringify({ who: 'kari', why: 'looked at both', decision }),
  });
  const body = (await answer.json()) as { links: readonly string[] };
  expect([answer.status, body]).toMatchObject([200, {}]);
  return body.links;
}

const recordAt = ({ ref }: Pick<Shown, 'ref'>): Promise<Shown> =>
  getJson<Shown>(link(`records/${ref.system}/${ref.resource}/${ref.id}`));

/** Nobody else in this file takes them. */
const pairs = new Pairs(() => office);
const takePair = async (category: string, fits?: (pair: Pair) => boolean): Promise<Pair> =>
  (await pairs.take(1, category, fits))[0]!;

describe('a person who looks at two records', () => {
  test('says that they are not the same: both are left as they are, and nothing follows until somebody says more', async () => {
    const { go, hrm } = await takePair('EMPLOYEE');
    await decide({ type: 'unlink', link: go.linkId! });
    expect(await recordAt(go)).toMatchObject({ state: 'waiting' });
    expect(await recordAt(hrm)).toMatchObject({ state: 'onlyInHrm', linkId: null });
    await people.goSet(pathOf(go), 'JobTitle', 'Fisker');
    await people.hrmSet(pathOf(hrm), { jobTitle: 'Skipper' });
    await eventually(async () => {
      expect([(await recordAt(go)).values['jobTitle'], (await recordAt(hrm)).values['jobTitle']]).toEqual([
        'Fisker',
        'Skipper',
      ]);
    }, within);
    const two = {
      powerofficego: { resource: 'contact' as const, id: go.ref.id },
      customhrm: { resource: 'employee' as const, id: hrm.ref.id },
    };
    await decide({ type: 'takeBackNever', ...two });
    await decide({ type: 'link', ...two });
    await eventually(async () => {
      expect((await people.hrmRow(pathOf(hrm)))['jobTitle']).toBe('Fisker');
      expect(await recordAt(go)).toMatchObject({ state: 'agree' });
    }, within);
  });

  test('splits them: one gets a counterpart of its own, and the other is left behind', async () => {
    const { go, hrm } = await takePair('CONTACT_PERSON');
    const before = (await people.hrmList('employees')).length;
    const [, next] = await decide({ type: 'split', link: go.linkId! });
    await eventually(async () => {
      expect(await recordAt(go)).toMatchObject({ state: 'agree', linkId: next });
      expect((await people.hrmList('employees')).length).toBe(before + 1);
    }, within);
    expect(await recordAt(hrm)).toMatchObject({ linkId: null, state: 'onlyInHrm' });
    expect(await people.hrmRow(pathOf(hrm))).toMatchObject({ active: true, lastName: hrm.values['lastName'] });
  });

  test('leaves people where they are when their department is unlinked, and they agree once it is linked again', async () => {
    const staff = await takePair('EMPLOYEE', ({ go }) => typeof go.values['departmentId'] === 'string');
    const [, , resource, id] = String(staff.go.values['departmentId']).split('/');
    const department = await recordAt({ ref: { system: 'powerofficego', resource: resource!, id: id! } });
    const hrm = (await recordsOf(office, 'customhrm')).find(({ linkId }) => linkId === department.linkId)!;
    await decide({ type: 'unlink', link: department.linkId! });
    expect(await recordAt(staff.go)).toMatchObject({ state: 'waiting' });
    const two = {
      powerofficego: { resource: 'departments' as const, id: id! },
      customhrm: { resource: 'department' as const, id: hrm.ref.id },
    };
    await decide({ type: 'takeBackNever', ...two });
    await decide({ type: 'link', ...two });
    await eventually(async () => expect(await recordAt(staff.go)).toMatchObject({ state: 'agree' }), within);
    expect((await people.hrmRow(pathOf(staff.hrm)))['departmentId']).toBe(hrm.ref.id);
  });

  test('decides what is proposed, and is shown what speaks for it', async () => {
    interface Proposal {
      readonly linkId: string;
      readonly code: string;
      readonly rule: string;
      readonly compared: readonly string[];
      readonly candidates: readonly { readonly ref: { readonly id: string }; readonly linkId: string | null }[];
    }
    const { items } = await getJson<{ items: readonly Proposal[] }>(link('proposals'));
    const open = items.find(({ code, candidates }) => code !== 'unlinked' && candidates.some(({ linkId }) => !linkId));
    expect(open).toBeDefined();
    expect(open!.compared.length).toBeGreaterThan(0);
    const candidate = open!.candidates.find(({ linkId }) => !linkId)!.ref.id;
    await decide({ type: 'acceptProposal', link: open!.linkId, candidate });
    await eventually(async () => {
      const shown = await getJson<{ state: string; members: readonly { ref: { id: string } | null }[] }>(
        link(`links/${open!.linkId}`),
      );
      expect(shown.members.map(({ ref }) => ref?.id)).toContain(candidate);
      expect(shown.state).not.toBe('waiting');
    }, within);
  });
});

describe('a customer that becomes a person', () => {
  test('leaves one flow and enters the other, and comes back', async () => {
    const { go, hrm } = await takePair('CUSTOMER');
    const name = (await people.goRow(pathOf(go)))['Name'];
    await people.goSetAll(pathOf(go), { FirstName: 'Åse', LastName: 'Fjordvik', IsPerson: true });
    await eventually(async () => {
      expect((await people.hrmRow(pathOf(hrm)))['active']).toBe(false);
      const now = await recordAt(go);
      expect(now).toMatchObject({ state: 'agree', category: 'CUSTOMER_PERSON' });
      expect(now.linkId).not.toBe(go.linkId);
    }, within);
    const asPerson = (await people.hrmList('employees')).find(({ lastName }) => lastName === 'Fjordvik');
    expect(asPerson).toMatchObject({ firstName: 'Åse', kind: 'CUSTOMER_PERSON', active: true });
    await people.goSetAll(pathOf(go), { Name: name, IsPerson: false });
    await eventually(async () => {
      expect(await recordAt(go)).toMatchObject({ state: 'agree', category: 'CUSTOMER', linkId: go.linkId });
      expect((await people.hrmRow(pathOf(hrm)))['active']).toBe(true);
      expect((await people.hrmRow(`/employees/${String(asPerson!['id'])}`))['active']).toBe(false);
    }, within);
  });
});
