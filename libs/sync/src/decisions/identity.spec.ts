import type { CanonicalWriteAnswered, Decision, RecordRef, Values } from '@samsvar/contracts';
import { linkIdOf, referenceOf } from '@samsvar/contracts';
import { describe, expect, test } from 'vitest';
import { askAgain } from '../batch/again.js';
import { Office, officeSettings } from '../testing/office.js';

const by = { who: 'kari', why: 'they are not the same' };
const key = (resource: string, id: string, system = 'powerofficego') => `default/${system}/${resource}/${id}`;
const department = (id: string, name: string, code: string | null): [string, Values] => [
  id,
  { name, code, managerId: null },
];
const ref = (id: string): RecordRef => ({ tenant: 'default', system: 'powerofficego', resource: 'departments', id });
const linkOf = (id: string, generation = 1) => linkIdOf(ref(id), 'department', generation);

/** An office in which people decide; departments of both systems have met. */
class Decided {
  private orders = 0;

  private constructor(readonly office: Office) {}

  static async of(go: readonly [string, Values][], hrm: readonly [string, Values][], settings = officeSettings()) {
    const office = new Office(settings);
    await office.hear(...go.map(([id, values]) => office.seen('powerofficego', 'DEPARTMENT', id, values)));
    if (hrm.length > 0)
      await office.hear(...hrm.map(([id, values]) => office.seen('customhrm', 'DEPARTMENT', id, values)));
    await office.scansComplete();
    await office.meetAll();
    return new Decided(office);
  }

  async decide(decision: Decision) {
    const order = { id: `k${++this.orders}`, by, decision };
    return this.office.carryOut(order);
  }

  async agree(): Promise<void> {
    while ((await this.office.obey()).length > 0);
  }

  state = (link: string) => this.office.ledger.kept.get(link)!.changed.state;
  standing = (link: string) => this.office.ledger.kept.get(link)!.changed.standing.state;
  row = (resource: string, id: string, system = 'customhrm') => this.office.ledger.rows.get(key(resource, id, system))!;
  types = (link: string) => this.office.ledger.kept.get(link)!.events.map(({ type }) => type);
}

const candidates = (...ids: string[]) => ids.map((id) => key('department', id, 'customhrm'));
const two = (go: string, hrm: string) => ({
  powerofficego: { resource: 'departments' as const, id: go },
  customhrm: { resource: 'department' as const, id: hrm },
});

describe('a proposal', () => {
  const twins = () =>
    Decided.of([department('1', 'Salg', '10')], [department('h1', 'Salg nord', '10'), department('h2', 'Salg', '10')]);

  test('is accepted: the two are linked, and the person is kept with it', async () => {
    const at = await twins();
    expect(at.standing(linkOf('1'))).toBe('waiting');
    expect(await at.decide({ type: 'acceptProposal', link: linkOf('1'), candidate: 'h1' })).toMatchObject({
      links: [linkOf('1')],
    });
    expect(at.office.ledger.kept.get(linkOf('1'))!.events).toContainEqual(
      expect.objectContaining({ type: 'MemberJoined', member: 'customhrm/department', by }),
    );
    expect(at.row('department', 'h1')).toMatchObject({ linkId: linkOf('1'), matched: true });
    await at.agree();
    expect(at.standing(linkOf('1'))).toBe('agree');
    expect(at.office.ledger.state.counts['departments-department']).toMatchObject({
      agree: 1,
      linked: 1,
      onlyInHrm: 1,
    });
  });

  test('is not accepted for a record that was not proposed', async () => {
    const at = await twins();
    expect(await at.decide({ type: 'acceptProposal', link: linkOf('1'), candidate: 'h3' })).toMatchObject({
      refused: { code: 'nothing-to-decide' },
    });
    expect(await at.decide({ type: 'acceptProposal', link: 'lnone', candidate: 'h1' })).toMatchObject({
      refused: { code: 'unknown' },
    });
  });

  test('of which one candidate is declined is about the others', async () => {
    const at = await twins();
    await at.decide({ type: 'declineProposal', link: linkOf('1'), candidate: 'h1', then: 'create' });
    expect(at.state(linkOf('1')).proposal?.candidates).toEqual(candidates('h2'));
    expect(at.office.commands).toEqual([]);
  });

  test('of which all are declined has the record made, with a reference of its own', async () => {
    const at = await twins();
    await at.decide({ type: 'declineProposal', link: linkOf('1'), then: 'create' });
    expect(at.office.commands).toMatchObject([{ op: 'create', values: { name: 'Salg' } }]);
    expect(at.types(linkOf('1'))).toContain('MatchDeclined');
    expect(at.state(linkOf('1')).apart).toEqual(candidates('h1', 'h2'));
  });

  test('that is declined is asked of the other rules, without those declined', async () => {
    const at = await Decided.of(
      [department('1', 'Salg', '10')],
      [department('h1', 'A', '10'), department('h2', 'B', '10'), department('h3', 'Salg', null)],
    );
    await at.decide({ type: 'declineProposal', link: linkOf('1'), then: 'create' });
    expect(at.state(linkOf('1')).proposal).toMatchObject({ rule: 'name', candidates: candidates('h3') });
    expect(at.office.commands).toEqual([]);
    await at.decide({ type: 'declineProposal', link: linkOf('1'), candidate: 'h3', then: 'leave-out' });
    expect(at.standing(linkOf('1'))).toBe('skipped');
    expect(at.office.commands).toEqual([]);
  });
});

describe('two records without a counterpart', () => {
  test('are linked by a person, whatever the rules say, and the first values meet', async () => {
    const at = await Decided.of([department('1', 'Salg', '10')], [department('h1', 'Noe annet', '99')]);
    await at.decide({ type: 'declineProposal', link: linkOf('1'), then: 'create' });
    const birth = at.office.commands.splice(0);
    expect(await at.decide({ type: 'link', ...two('1', 'h1') })).toMatchObject({
      refused: { code: 'not-possible', words: expect.stringContaining('being made') as string },
    });
    expect(birth).toHaveLength(1);
  });

  test('of another kind, or that are linked, are not', async () => {
    const at = await Decided.of(
      [department('1', 'Salg', '10'), department('2', 'Lager', '20')],
      [department('h1', 'Salg', '10'), department('h2', 'Lager', '20')],
    );
    const refused = { refused: { code: 'not-possible' } };
    expect(await at.decide({ type: 'link', ...two('1', 'h2') })).toMatchObject(refused);
    expect(await at.decide({ type: 'link', ...two('1', 'h1') })).toMatchObject({
      refused: { code: 'nothing-to-decide' },
    });
    expect(await at.decide({ type: 'link', ...two('9', 'h1') })).toMatchObject({ refused: { code: 'unknown' } });
  });
});

describe('a link that is unlinked', () => {
  const linked = async () => {
    const at = await Decided.of([department('1', 'Salg', '10')], [department('h1', 'Salg', '10')]);
    await at.agree();
    expect(at.standing(linkOf('1'))).toBe('agree');
    return at;
  };

  test('ends: its HRM record is left behind, its other record waits for a person in the next generation', async () => {
    const at = await linked();
    expect(await at.decide({ type: 'unlink', link: linkOf('1') })).toMatchObject({
      links: [linkOf('1'), linkOf('1', 2)],
    });
    expect(at.office.ledger.kept.get(linkOf('1'))!.events.at(-1)).toEqual({
      type: 'LinkEnded',
      why: 'unlinked',
      left: { 'customhrm/department': key('department', 'h1', 'customhrm') },
      by,
    });
    expect(at.row('department', 'h1')).toMatchObject({ linkId: undefined, leftBy: linkOf('1'), matched: false });
    expect(at.row('departments', '1', 'powerofficego').linkId).toBe(linkOf('1', 2));
    expect([at.standing(linkOf('1')), at.standing(linkOf('1', 2))]).toEqual(['ended', 'waiting']);
    expect(at.office.commands).toEqual([]);
    expect(at.office.ledger.state.counts['departments-department']).toMatchObject({
      records: 1,
      waiting: 1,
      agree: 0,
      linked: 0,
      onlyInHrm: 1,
    });
  });

  test('is asked nothing more, though it never heard of its last write', async () => {
    const at = await linked();
    const edited = { name: 'Butikk', code: '10', managerId: null };
    await at.office.hear(at.office.seen('powerofficego', 'DEPARTMENT', '1', edited, { revision: 2 }));
    const again = async () => (await askAgain(at.office.ledger, officeSettings(), [linkOf('1')])).out;
    expect(await again()).toHaveLength(1);
    await at.decide({ type: 'unlink', link: linkOf('1') });
    expect(await again()).toEqual([]);
  });

  test.each(['unlink', 'split'] as const)(
    'by %s while its record is deleted waits for it to come back',
    async (type) => {
      const at = await linked();
      const ref = at.office.ref('powerofficego', 'DEPARTMENT', '1');
      await at.office.hear(at.office.message('RecordGone', { ref, incarnation: 1, revision: 2, proof: 'not listed' }));
      at.office.commands.splice(0);
      await at.decide({ type, link: linkOf('1') });
      const values = { name: 'Salg', code: '10', managerId: null };
      await at.office.hear(
        at.office.seen('powerofficego', 'DEPARTMENT', '1', values, { revision: 3, incarnation: 2 }),
        at.office.seen('customhrm', 'DEPARTMENT', 'h1', { ...values, name: 'Solgt' }, { revision: 5 }),
      );
      expect(at.row('departments', '1', 'powerofficego').linkId).toBe(linkOf('1', 2));
      expect(at.row('department', 'h1')).toMatchObject({ linkId: undefined, leftBy: linkOf('1') });
      expect(at.standing(linkOf('1', 2))).toBe(type === 'unlink' ? 'waiting' : 'differ');
      expect(at.office.commands.map(({ op }) => op)).toEqual(type === 'unlink' ? [] : ['create']);
    },
  );

  test('while its record is deleted waits also where the answer to an old write finds it back', async () => {
    const at = await linked();
    const values = { name: 'Solgt', code: '10', managerId: null };
    await at.office.hear(at.office.seen('customhrm', 'DEPARTMENT', 'h1', values, { revision: 5 }));
    const answer = at.office.done(at.office.commands.splice(0)[0]!).data as CanonicalWriteAnswered;
    const ref = at.office.ref('powerofficego', 'DEPARTMENT', '1');
    await at.office.hear(at.office.message('RecordGone', { ref, incarnation: 1, revision: 2, proof: 'not listed' }));
    await at.decide({ type: 'unlink', link: linkOf('1') });
    await at.office.hear(at.office.message('WriteAnswered', { ...answer, outcome: 'stale', sent: [], revision: 3 }));
    expect(at.standing(linkOf('1', 2))).toBe('waiting');
  });

  test('while its HRM record is deleted leaves that behind also when it comes back', async () => {
    const at = await linked();
    const ref = at.office.ref('customhrm', 'DEPARTMENT', 'h1');
    await at.office.hear(at.office.message('RecordGone', { ref, incarnation: 1, revision: 5, proof: 'not listed' }));
    at.office.commands.splice(0);
    await at.decide({ type: 'unlink', link: linkOf('1') });
    const back = { revision: 6, incarnation: 2 };
    const values = { name: 'Salg', code: '10', managerId: null };
    await at.office.hear(at.office.seen('customhrm', 'DEPARTMENT', 'h1', values, back));
    expect(at.row('department', 'h1')).toMatchObject({ gone: false, linkId: undefined, leftBy: linkOf('1') });
    expect(at.standing(linkOf('1', 2))).toBe('waiting');
  });

  test('is not unlinked twice, and what has no counterpart cannot be', async () => {
    const at = await linked();
    await at.decide({ type: 'unlink', link: linkOf('1') });
    const nothing = { refused: { code: 'nothing-to-decide' } };
    expect(await at.decide({ type: 'unlink', link: linkOf('1') })).toMatchObject(nothing);
    expect(await at.decide({ type: 'unlink', link: linkOf('1', 2) })).toMatchObject(nothing);
  });

  test('is not found again by any rule, however often both are seen', async () => {
    const at = await linked();
    await at.decide({ type: 'unlink', link: linkOf('1') });
    const values = { name: 'Salg', code: '10', managerId: null };
    await at.office.hear(
      at.office.seen('powerofficego', 'DEPARTMENT', '1', { ...values, name: 'Salget' }, { revision: 5 }),
      at.office.seen('customhrm', 'DEPARTMENT', 'h1', { ...values, name: 'Solgt' }, { revision: 5 }),
    );
    await at.decide({ type: 'declineProposal', link: linkOf('1', 2), then: 'create' });
    expect(at.row('department', 'h1')).toMatchObject({ linkId: undefined, leftBy: linkOf('1') });
    expect(at.office.commands).toMatchObject([
      { op: 'create', values: { name: 'Salget' }, reference: referenceOf(ref('1'), 2) },
    ]);
    await at.agree();
    expect(at.standing(linkOf('1', 2))).toBe('agree');
  });

  test('is linked again by a person only after what keeps them apart was taken back', async () => {
    const at = await linked();
    await at.decide({ type: 'unlink', link: linkOf('1') });
    expect(await at.decide({ type: 'link', ...two('1', 'h1') })).toMatchObject({
      refused: { code: 'not-possible', words: expect.stringContaining('takeBackNever') as string },
    });
    await at.decide({ type: 'takeBackNever', ...two('1', 'h1') });
    await at.decide({ type: 'link', ...two('1', 'h1') });
    await at.agree();
    expect(at.standing(linkOf('1', 2))).toBe('agree');
    const linkedAgain = at.row('department', 'h1');
    expect([linkedAgain.linkId, linkedAgain.leftBy]).toEqual([linkOf('1', 2), undefined]);
  });

  test('while its counterpart is being made leaves the newborn behind, held by its reference', async () => {
    const at = await Decided.of([department('1', 'Salg', '10')], []);
    const [create] = at.office.commands.splice(0);
    await at.decide({ type: 'unlink', link: linkOf('1') });
    await at.office.hear(at.office.done(create!));
    const newborn = [...at.office.ledger.rows.values()].find((row) => row.ref.system === 'customhrm')!;
    expect(newborn).toMatchObject({ linkId: undefined, leftBy: linkOf('1'), ours: true });
    expect(at.types(linkOf('1')).slice(-2)).toEqual(['LinkEnded', 'WriteSettled']);
    expect(at.standing(linkOf('1', 2))).toBe('waiting');
    const reference = referenceOf(ref('1'));
    await at.office.hear(
      at.office.seen('customhrm', 'DEPARTMENT', newborn.ref.id, newborn.values, { revision: 9, reference }),
    );
    expect(at.row('department', newborn.ref.id)).toMatchObject({ linkId: undefined, leftBy: linkOf('1') });
    await at.decide({ type: 'declineProposal', link: linkOf('1', 2), then: 'create' });
    expect(at.office.commands).toMatchObject([{ op: 'create', reference: referenceOf(ref('1'), 2) }]);
  });

  test('has the ticket of a write under way settled, and the newborn of one never answered left behind', async () => {
    const at = await Decided.of([department('1', 'Salg', '10')], []);
    await at.decide({ type: 'unlink', link: linkOf('1') });
    const reference = referenceOf(ref('1'));
    await at.office.hear(at.office.seen('customhrm', 'DEPARTMENT', 'h9', { name: 'Salg', code: '10' }, { reference }));
    expect(at.row('department', 'h9')).toMatchObject({ linkId: undefined, leftBy: linkOf('1') });
    expect(at.standing(linkOf('1', 2))).toBe('waiting');
  });

  test('takes what its last write did for a fact about the record, and for nobody’s edit', async () => {
    const at = await linked();
    const values = { name: 'Salg Nord', code: '10', managerId: null };
    await at.office.hear(at.office.seen('customhrm', 'DEPARTMENT', 'h1', values, { revision: 2 }));
    const [write] = at.office.commands.splice(0);
    expect(write).toMatchObject({ op: 'update', values: { name: 'Salg Nord' } });
    await at.decide({ type: 'unlink', link: linkOf('1') });
    await at.office.hear(at.office.done(write!));
    expect(at.state(linkOf('1', 2)).agreed['name']).toBe('Salg Nord');
    expect(at.state(linkOf('1')).members).toMatchObject({ 'powerofficego/departments': { said: {} } });
    expect(at.office.commands).toEqual([]);
  });

  test('and linked anew meanwhile says what nothing was agreed about there', async () => {
    const at = await Decided.of([department('1', 'Salg', null)], [department('h1', 'Salg', null)]);
    await at.decide({ type: 'acceptProposal', link: linkOf('1'), candidate: 'h1' });
    await at.agree();
    const says = (code: string | null, revision: number) =>
      at.office.hear(
        at.office.seen('customhrm', 'DEPARTMENT', 'h1', { name: 'Salg', code, managerId: null }, { revision }),
      );
    await says('20', 2);
    const [write] = at.office.commands.splice(0);
    expect(write).toMatchObject({ op: 'update', values: { code: '20' } });
    await says(null, 3);
    await at.decide({ type: 'unlink', link: linkOf('1') });
    await at.decide({ type: 'takeBackNever', ...two('1', 'h1') });
    await at.decide({ type: 'link', ...two('1', 'h1') });
    await at.office.hear(at.office.done(write!));
    expect(at.office.commands).toMatchObject([{ op: 'update', values: { code: '20' } }]);
    await at.agree();
    expect(at.row('department', 'h1').values['code']).toBe('20');
    expect(at.standing(linkOf('1', 2))).toBe('agree');
  });

  test('and linked anew meanwhile is written back to what was agreed there', async () => {
    const at = await Decided.of(
      [department('1', 'Salg', '10')],
      [department('h1', 'Salg', '10'), department('h2', 'Salg', '11')],
    );
    await at.agree();
    const values = { name: 'Salg Nord', code: '10', managerId: null };
    await at.office.hear(at.office.seen('customhrm', 'DEPARTMENT', 'h1', values, { revision: 2 }));
    const [write] = at.office.commands.splice(0);
    await at.decide({ type: 'unlink', link: linkOf('1') });
    await at.decide({ type: 'link', ...two('1', 'h2') });
    await at.agree();
    await at.office.hear(at.office.done(write!));
    expect(at.office.commands).toMatchObject([
      { op: 'update', values: { name: 'Salg' }, expected: { name: 'Salg Nord' } },
    ]);
  });
});

test('a link that is split has its record made anew, and the two stay apart', async () => {
  const at = await Decided.of([department('1', 'Salg', '10')], [department('h1', 'Salg', '10')]);
  await at.agree();
  await at.decide({ type: 'split', link: linkOf('1') });
  expect(at.office.commands).toMatchObject([{ op: 'create', reference: referenceOf(ref('1'), 2) }]);
  await at.agree();
  expect(at.standing(linkOf('1', 2))).toBe('agree');
  expect(at.state(linkOf('1', 2)).apart).toEqual(candidates('h1'));
});

describe('two that are never to be linked', () => {
  test('are not, until that is taken back', async () => {
    const at = await Decided.of(
      [department('1', 'Salg', '10')],
      [department('h1', 'A', '10'), department('h2', 'B', '10'), department('h3', 'C', '30')],
    );
    await at.decide({ type: 'never', ...two('1', 'h3') });
    expect(at.office.ledger.kept.get(linkOf('1'))!.events.at(-1)).toEqual({
      type: 'NeverLinked',
      record: candidates('h3')[0],
      by,
    });
    expect(await at.decide({ type: 'never', ...two('1', 'h3') })).toMatchObject({
      refused: { code: 'nothing-to-decide' },
    });
    expect(await at.decide({ type: 'link', ...two('1', 'h3') })).toMatchObject({ refused: { code: 'not-possible' } });
    expect(await at.decide({ type: 'never', ...two('1', 'h1') })).toMatchObject({ refused: { code: 'not-possible' } });
    await at.decide({ type: 'takeBackNever', ...two('1', 'h3') });
    await at.decide({ type: 'link', ...two('1', 'h3') });
    expect(at.row('department', 'h3').linkId).toBe(linkOf('1'));
  });

  test('are nothing a person can say before the two have met', async () => {
    const office = new Office();
    await office.hear(
      office.seen('powerofficego', 'DEPARTMENT', '1', { name: 'Salg', code: '10', managerId: null }),
      office.seen('customhrm', 'DEPARTMENT', 'h1', { name: 'Salg', code: '10', managerId: null }),
    );
    const order = { id: 'k1', by, decision: { type: 'never' as const, ...two('1', 'h1') } };
    expect(await office.carryOut(order)).toMatchObject({ refused: { code: 'not-possible' } });
  });

  test('can be said of what is only planned, and nothing is written', async () => {
    const at = await Decided.of(
      [department('1', 'Salg', '10')],
      [department('h1', 'X', '11')],
      officeSettings({ phase: 'match' }),
    );
    await at.decide({ type: 'never', ...two('1', 'h1') });
    expect(at.state(linkOf('1')).apart).toEqual(candidates('h1'));
    expect(at.office.commands).toEqual([]);
  });
});
