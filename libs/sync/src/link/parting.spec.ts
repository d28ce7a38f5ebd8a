import { describe, expect, test } from 'vitest';
import type { Policy } from '../policy.js';
import { policyFrom } from '../policy.js';
import { answered, given, hrm, joined, opened, plainField, pogo, says } from '../testing/given.js';
import {
  deactivated as done,
  gone,
  person,
  personFields as fields,
  personSeen as seen,
  together,
} from '../testing/person.js';
import type { LinkInput } from './decide.js';
import { link } from './decide.js';
import type { MemberKey } from './events.js';
import { standingOf } from './standing.js';
import { noLink } from './state.js';

const employees = policyFrom('EMPLOYEE', fields);
const customers = policyFrom('CUSTOMER_PERSON', fields);

const by = { who: 'kari', why: 'har ringt' };
const decides = (choice: 'deactivate' | 'keep'): LinkInput => ({ type: 'PartingDecided', choice, by });
const inFlow = (policy: Policy = employees) => given({ policy });
const here = inFlow();

const deactivation = (member: MemberKey) => [{ member, op: 'deactivate', fields: ['active'] }];

describe('a record that is gone in PowerOffice Go', () => {
  test('has its HRM record deactivated, with all that it holds as the condition', () => {
    const { asked, types, state, again, standing } = here(together).when(gone(pogo));
    expect(types).toEqual(['MemberGone', 'PartingSettled', 'WriteAsked']);
    expect(asked).toEqual(deactivation(hrm));
    expect(state.members[hrm]!.asked).toMatchObject({ wanted: { active: false }, expected: person, decidedOn: 4 });
    expect(again).toEqual([]);
    expect(standing).toMatchObject({ state: 'differ', flows: ['employees-employee'] });
  });

  test('leaves an HRM record that is counted as one without a counterpart', () => {
    const { standing, asked } = here(together, gone(pogo)).when(done(hrm, 1, 5));
    expect(asked).toEqual([]);
    expect(standing).toMatchObject({ state: 'onlyInHrm', linked: false, reasons: [{ code: 'gone' }] });
  });

  test('has its HRM record deactivated when that was just being made active', () => {
    const idle = { ...person, active: false };
    const past = [joined(idle, idle), seen(pogo, 5), gone(pogo)];
    const made = answered(hrm, 1, { sent: ['active'], values: person, revision: 5 });
    expect(here(...past).when(made).asked).toEqual(deactivation(hrm));
  });

  test('asks nothing of an HRM record that is inactive already', () => {
    const { asked, standing } = here(joined({ ...person, active: false }, { ...person, active: false })).when(
      gone(pogo),
    );
    expect(asked).toEqual([]);
    expect(standing.state).toBe('onlyInHrm');
  });

  test('and has no HRM record yet ends its link, and nothing is made (Inv 20)', () => {
    const parked = answered(hrm, 1, { outcome: 'refused', refusals: [{ field: null, code: 'refused', words: 'no' }] });
    const { types, state, standing } = here(opened(person), parked).when(gone(pogo));
    expect(types).toEqual(['MemberGone', 'LinkEnded']);
    expect(JSON.stringify(state)).not.toContain('Ås');
    expect(standing).toMatchObject({ state: 'ended', flows: [] });
  });

  test('whose HRM record may not be deactivated says what to do then', () => {
    const refused = answered(hrm, 1, {
      outcome: 'refused',
      refusals: [{ field: null, code: 'refused', words: 'No.' }],
    });
    const { standing } = here(together, gone(pogo)).when(refused);
    const words = 'No. Mend the cause, then have it tried again (release).';
    expect(standing).toMatchObject({ state: 'parked', reasons: [{ words }] });
  });

  test('while its HRM record is being made has that deactivated once it is there', () => {
    const born = answered(hrm, 1, { sent: Object.keys(person), values: person, revision: 1 });
    const unborn = here(opened(person)).when(gone(pogo));
    expect(unborn.types).toEqual(['MemberGone']);
    expect(unborn.standing.state).toBe('differ');
    const { asked } = here(opened(person), gone(pogo)).when({ ...born, ref: says(hrm, 1, {}).ref } as LinkInput);
    expect(asked).toEqual(deactivation(hrm));
  });

  test('is forgotten by a repeat or an older word of it', () => {
    expect(here(together, gone(pogo)).when(gone(pogo)).events).toEqual([]);
    expect(here(together, gone(pogo)).when(seen(pogo, 8)).events).toEqual([]);
    expect(here(together).when(gone(pogo, 1)).events).toEqual([]);
  });
});

describe('a record that is gone in the HRM', () => {
  test('has an employee in PowerOffice Go deactivated, and is not made again (Inv 20)', () => {
    const { asked } = here(together).when(gone(hrm));
    expect(asked).toEqual(deactivation(pogo));
    const after = here(together, gone(hrm)).when(done(pogo, 1, 5));
    expect(after.asked).toEqual([]);
    expect(after.standing).toMatchObject({ state: 'agree', linked: false, reasons: [{ code: 'gone' }] });
    expect(
      here(together, gone(hrm), done(pogo, 1, 5)).when(seen(pogo, 6, { active: false, phone: '2' })).asked,
    ).toEqual([]);
  });

  test('has a person asked where archiving would end a customer', () => {
    const customer = inFlow(customers)(together).when(gone(hrm));
    expect(customer.types).toEqual(['MemberGone', 'PartingAsked']);
    expect(customer.standing).toMatchObject({ state: 'waiting', reasons: [{ code: 'gone-asks' }] });
    const both: LinkInput = {
      type: 'Opened',
      kind: 'employee',
      words: says(pogo, 1, person, { roles: ['EMPLOYEE', 'CUSTOMER_PERSON'] }),
      meets: { type: 'Joined', words: says(hrm, 4, person) },
    };
    expect(here(both).when(gone(hrm)).standing).toMatchObject({ state: 'waiting', linked: false });
  });

  test('where the tenant lets nothing of it travel has a person asked', () => {
    const narrowed = policyFrom('EMPLOYEE', [...fields.slice(0, 4), plainField('active', { toldTo: ['customhrm'] })]);
    expect(inFlow(narrowed)(together).when(gone(hrm)).standing.state).toBe('waiting');
  });
});

describe('what a person decides about the record that is left', () => {
  const customer = inFlow(customers);
  test('is carried out: deactivated', () => {
    const { asked, events } = customer(together, gone(hrm)).when(decides('deactivate'));
    expect(asked).toEqual(deactivation(pogo));
    expect(events).toContainEqual({ type: 'PartingSettled', member: hrm, choice: 'deactivate', done: false, by });
  });
  test('or kept as it is, and never asked again', () => {
    const { asked, standing } = customer(together, gone(hrm)).when(decides('keep'));
    expect(asked).toEqual([]);
    expect(standing).toMatchObject({ state: 'skipped', reasons: [{ code: 'kept-apart' }] });
    expect(customer(together, gone(hrm), decides('keep')).when(seen(pogo, 5, { phone: '2' })).asked).toEqual([]);
  });
});

describe('an edit that meets a deletion', () => {
  const edited = seen(hrm, 5, { phone: '2' });
  test('heard before it is a conflict that keeps both, and the edited record lives (Inv 15)', () => {
    const { events, asked, standing } = here(together, edited).when(gone(pogo));
    expect(events).toContainEqual({
      type: 'ConflictFound',
      unit: '*',
      member: hrm,
      theirs: { phone: '2' },
      agreed: { phone: '2' },
      why: 'deleted',
    });
    expect(asked).toEqual([]);
    expect(here(together, edited, gone(pogo)).when(answered(pogo, 1, { outcome: 'gone' })).standing).toMatchObject({
      state: 'conflicts',
      reasons: [{ code: 'deleted-edited' }],
    });
    expect(standing.state).toBe('differ');
  });
  test('of what the deleted record never held is one too; what it was still to be filled with at first is none', () => {
    const { phone: _, ...unsaid } = person;
    const apart = joined(unsaid, person);
    const edited = here(apart, seen(pogo, 5, { phone: '2' })).when(gone(hrm));
    expect(edited.types).toEqual(['MemberGone', 'ConflictFound']);
    expect(here(apart).when(gone(hrm)).asked).toEqual(deactivation(pogo));
    // A person parted them and brought them together again: what was an edit before is none of this link's any more.
    const again = { ...apart, after: { generation: 2, apart: [] } } as LinkInput;
    expect(here(again).when(gone(hrm)).types).toEqual(['MemberGone', 'ConflictFound']);
  });

  test('is also what stands open between both when one of them is deleted', () => {
    const asks = inFlow(policyFrom('EMPLOYEE', [...fields.slice(1), plainField('phone', { owner: 'ask' })]));
    const apart = joined({ ...person, phone: '2' }, person);
    expect(asks(apart).when(gone(pogo)).types).toEqual(['MemberGone', 'ConflictFound']);
    expect(asks(apart).when(gone(hrm)).types).toEqual(['MemberGone', 'PartingSettled', 'WriteAsked']);
  });

  test('that was answered gone before anybody knew is the same conflict', () => {
    const lost = answered(pogo, 1, { outcome: 'gone' });
    expect(here(together, edited).when(lost).standing).toMatchObject({
      state: 'parked',
      reasons: [{ code: 'not-found' }],
    });
    expect(here(together, edited, lost).when(gone(pogo)).standing).toMatchObject({ state: 'conflicts' });
  });
  test('is one also where the answer to a write of an ended link brings it', () => {
    const words = says(hrm, 6, { ...person, phone: '2' });
    const heard: LinkInput = { type: 'Afterwards', words, ours: [], ambiguous: [] };
    expect(here(together, gone(pogo)).when(heard).types).toContain('ConflictFound');
    expect(here(together, gone(pogo)).when({ ...heard, ours: ['phone'] }).types).not.toContain('ConflictFound');
  });
  test('heard while the deactivation is under way is a conflict, and it is not asked again', () => {
    const stale = answered(hrm, 1, { outcome: 'stale', values: { ...person, phone: '2' }, revision: 5 });
    const { types, asked, standing } = here(together, gone(pogo)).when(stale);
    expect(types).toContain('ConflictFound');
    expect(asked).toEqual([]);
    expect(standing.state).toBe('conflicts');
    const heard = here(together, gone(pogo), edited);
    expect(heard.when(answered(hrm, 1, { outcome: 'stale', revision: 5 })).asked).toEqual([]);
  });
  test('that deactivates the one record agrees with the deletion of the other', () => {
    const { types, standing } = here(together, seen(hrm, 5, { active: false })).when(gone(pogo));
    expect(types).not.toContain('ConflictFound');
    expect(standing.state).toBe('differ');
    const after = here(together, seen(hrm, 5, { active: false }), gone(pogo));
    expect(after.when(answered(pogo, 1, { outcome: 'gone' })).standing.state).toBe('onlyInHrm');
  });
  test('that both sides had agreed on before is none', () => {
    const settled = answered(pogo, 1, { sent: ['phone'], values: { ...person, phone: '2' }, revision: 2 });
    expect(here(together, edited, settled).when(gone(pogo)).asked).toEqual(deactivation(hrm));
  });
  test('is decided by a person, who may have it deactivated after all', () => {
    const lost = answered(pogo, 1, { outcome: 'gone' });
    const { asked, types } = here(together, edited, lost, gone(pogo)).when(decides('deactivate'));
    expect(types).toEqual(['ConflictSettled', 'PartingSettled', 'WriteAsked']);
    expect(asked).toEqual(deactivation(hrm));
    expect(here(together, edited, lost, gone(pogo)).when(decides('keep')).standing.state).toBe('onlyInHrm');
  });
});

describe('records that are gone on both sides', () => {
  test('end their link quietly, and leave nothing personal', () => {
    const { types, state, standing } = here(together, gone(pogo), done(hrm, 1, 5)).when(gone(hrm));
    expect(types).toEqual(['MemberGone', 'LinkEnded']);
    expect(standing).toMatchObject({ state: 'ended', flows: [] });
    expect(state).toMatchObject({ agreed: {}, units: {}, members: { [pogo]: { gone: true, said: {}, base: {} } } });
  });
  test('end it also when the deactivation was still under way', () => {
    const { state, standing } = here(together, gone(pogo)).when(gone(hrm));
    expect(state.members[hrm]!.asked).toBeUndefined();
    expect(standing.state).toBe('ended');
  });
  test('come back to it one by one: a person decides about the first, the second makes it whole', () => {
    const ended = [together, gone(pogo), done(hrm, 1, 5), gone(hrm)] as const;
    const first = here(...ended).when(seen(pogo, 10));
    expect(first.asked).toEqual([]);
    expect(first.standing).toMatchObject({ state: 'waiting', reasons: [{ code: 'returned-alone' }] });
    expect(here(...ended, seen(pogo, 10)).when(seen(hrm, 10)).standing).toMatchObject({ state: 'agree', linked: true });
  });
  test('may have been edited before they were gone, and that is forgotten: a person decides where they differ', () => {
    const ended = [together, gone(pogo), done(hrm, 1, 5), gone(hrm)] as const;
    for (const phone of [null, '2']) {
      const { asked, standing } = here(...ended, seen(hrm, 10, { phone })).when(seen(pogo, 10));
      expect(asked).toEqual([]);
      expect(standing).toMatchObject({ state: 'conflicts', reasons: [{ field: 'phone', code: 'initial-difference' }] });
    }
    const placed = inFlow(policyFrom('EMPLOYEE', [...fields, plainField('departmentId', { reference: 'department' })]));
    const moved = placed(...ended, seen(hrm, 10, { departmentId: 'sales' })).when(
      seen(pogo, 10, { departmentId: null }),
    );
    expect(moved.standing).toMatchObject({ reasons: [{ field: 'departmentId', code: 'initial-difference' }] });
  });
});

describe('an employee whose role ends', () => {
  const both = { roles: ['EMPLOYEE', 'CUSTOMER_PERSON'] as const };
  const contact: LinkInput = {
    type: 'Opened',
    kind: 'employee',
    words: says(pogo, 1, person, { roles: both.roles }),
    meets: { type: 'Joined', words: says(hrm, 4, person) },
  };
  const asCustomer: LinkInput = {
    type: 'Seen',
    words: says(pogo, 5, person, { category: 'CUSTOMER_PERSON', roles: ['CUSTOMER_PERSON'] }),
  };
  test('while the customer lives on has a person asked, and nothing is written', () => {
    const { asked, standing } = here(contact).when(asCustomer);
    expect(asked).toEqual([]);
    expect(standing).toMatchObject({ state: 'waiting', reasons: [{ code: 'role-ended' }] });
  });
  test('is deactivated or kept as the person says', () => {
    expect(here(contact, asCustomer).when(decides('deactivate')).asked).toEqual(deactivation(hrm));
    expect(here(contact, asCustomer).when(decides('keep')).standing.state).toBe('agree');
  });
  test('and comes back is an employee as before', () => {
    const back: LinkInput = { type: 'Seen', words: says(pogo, 6, person, { roles: both.roles }) };
    expect(here(contact, asCustomer).when(back).standing.state).toBe('agree');
    const { asked } = here(contact, asCustomer, decides('deactivate'), done(hrm, 1, 5)).when(back);
    expect(asked).toEqual([{ member: hrm, op: 'update', fields: ['active'] }]);
  });
  const deactivating = [contact, asCustomer, decides('deactivate')] as const;
  const edited = seen(hrm, 5, { phone: '2' });
  const stale = answered(hrm, 1, { outcome: 'stale', values: { ...person, phone: '2' }, revision: 5 });
  test('and is edited before it is deactivated for that has the person asked once more', () => {
    const quarrel = [...deactivating, edited, stale] as const;
    expect(here(...deactivating, edited).when(stale).standing).toMatchObject({
      state: 'conflicts',
      reasons: [{ code: 'deleted-edited' }],
    });
    expect(here(...quarrel).when(decides('deactivate')).asked).toEqual(deactivation(hrm));
    const kept = here(...quarrel).when(decides('keep'));
    expect(kept.asked).toEqual([{ member: pogo, op: 'update', fields: ['phone'] }]);
    expect(kept.state).toMatchObject({ units: {} });
    expect(kept.state.parting).toBeUndefined();
  });
  test('and comes back before that was decided is an employee as before', () => {
    const back: LinkInput = { type: 'Seen', words: says(pogo, 6, person, { roles: both.roles }) };
    const { asked, state } = here(...deactivating, edited, stale).when(back);
    expect(state.units).toEqual({});
    expect(asked).toEqual([{ member: pogo, op: 'update', fields: ['phone'] }]);
  });
  test('and whose HRM record is deleted before it is deactivated leaves nothing to do', () => {
    const lost = answered(hrm, 1, { outcome: 'gone' });
    const { asked, standing, state } = here(...deactivating, lost).when(gone(hrm));
    expect(asked).toEqual([]);
    expect(standing).toMatchObject({ state: 'skipped', reasons: [{ code: 'kept-apart' }] });
    expect(state.units).toEqual({});
  });
  test('and who then leaves as a customer too is gone like any other', () => {
    expect(here(contact, asCustomer).when(gone(pogo)).asked).toEqual(deactivation(hrm));
  });
  test('is nothing to ask about where only the customer goes', () => {
    const employee: LinkInput = { type: 'Seen', words: says(pogo, 5, person) };
    expect(here(contact).when(employee).standing.state).toBe('agree');
  });
});

describe('a deactivation that is too many of its class', () => {
  const open = new Set(['h1']);
  const gate = { pass: () => ({ hold: 'h1' }), isOpen: (hold: string) => open.has(hold) };
  const context = { policy: employees, writes: true, telling: () => 'yes' as const, gate };
  const linked = () =>
    link.decide(noLink('l1'), together, { ...context, gate: { ...gate, pass: () => 'go' as const } });
  const start = () => linked().reduce(link.evolve, noLink('l1'));
  const after = (...inputs: readonly LinkInput[]) =>
    inputs.reduce((state, input) => link.decide(state, input, context).reduce(link.evolve, state), start());

  test('is held before it is written, and goes out once a person approves it (Inv 21)', () => {
    const held = after(gone(pogo));
    expect(held.members[hrm]!.asked).toBeUndefined();
    expect(standingOf(held, context)).toMatchObject({ state: 'waiting', reasons: [{ code: 'held' }] });
    const approved = after(gone(pogo), { type: 'HoldDecided', hold: 'h1', verdict: 'approved', by });
    expect(approved.members[hrm]!.asked).toMatchObject({ op: 'deactivate' });
  });
  test('is set aside where a person rejects it, and never written', () => {
    const rejected = after(gone(pogo), { type: 'HoldDecided', hold: 'h1', verdict: 'rejected', by });
    expect(rejected.members[hrm]!.asked).toBeUndefined();
    expect(standingOf(rejected, context).state).toBe('parked');
  });
  test('is needed no more once the record is back', () => {
    expect(standingOf(after(gone(pogo), seen(pogo, 10)), context).state).toBe('agree');
  });
  test('goes out unheld where a person asked for it', () => {
    const customers2 = { ...context, policy: customers };
    const asked = [gone(hrm), decides('deactivate')].reduce(
      (state, input) => link.decide(state, input, customers2).reduce(link.evolve, state),
      start(),
    );
    expect(asked.members[pogo]!.asked).toMatchObject({ op: 'deactivate' });
  });
});
