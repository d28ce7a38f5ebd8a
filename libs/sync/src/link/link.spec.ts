import { describe, expect, test } from 'vitest';
import { answered, born, given, hrm, opened, plainField, pogo, says, seen } from '../testing/given.js';
import { policyFrom } from '../policy.js';
import { pack, unpack } from './snapshot.js';

const anna = { firstName: 'Anna', lastName: 'Ås', phone: '1', email: 'a@x.no', employeeNumber: '7', managerId: null };
const told = { firstName: 'Anna', lastName: 'Ås', phone: '1', email: 'a@x.no', employeeNumber: '7' };
const linked = [opened(anna), born(1, told)];
const link = given();

describe('a record without a counterpart', () => {
  test('is created with everything agreed, once', () => {
    const { asked, again } = link().when(opened(anna));
    expect(asked).toEqual([
      { member: hrm, op: 'create', fields: ['phone', 'email', 'firstName', 'lastName', 'employeeNumber'] },
    ]);
    expect(again).toEqual([]);
  });
  test('agrees when its birth is answered', () => {
    expect(link(opened(anna)).when(born(1, told)).standing.state).toBe('agree');
  });
  test('is parked with a reason when the HRM requires what it lacks, and created when it is filled in', () => {
    const nameless = link().when(opened({ ...anna, lastName: null }));
    expect(nameless.asked).toEqual([]);
    expect(nameless.standing).toMatchObject({
      state: 'parked',
      reasons: [{ field: 'lastName', code: 'missing-last-name' }],
    });
    const filled = link(opened({ ...anna, lastName: null })).when(seen(pogo, 2, anna));
    expect(filled.asked).toMatchObject([{ op: 'create' }]);
  });
});

describe('a record that could not be read whole', () => {
  const { phone: _, ...rest } = anna;
  const misfit = [{ field: 'phone', code: 'schema' as const, words: 'no text' }];
  const unfit = { problem: misfit };
  const parked = { state: 'parked', reasons: misfit };

  test('is parked and not created, until it can be read', () => {
    const first = link().when({ type: 'Opened', kind: 'employee', words: says(pogo, 1, rest, unfit) });
    expect([first.asked, first.standing]).toEqual([[], expect.objectContaining(parked)]);
    const past = { type: 'Opened' as const, kind: 'employee' as const, words: says(pogo, 1, rest, unfit) };
    expect(link(past).when(seen(pogo, 2, anna)).asked).toMatchObject([{ op: 'create' }]);
  });
  test('is written on neither side, whatever else of it changes', () => {
    const edit = { ...rest, email: 'b@x.no' };
    const edited = link(...linked).when({ type: 'Seen', words: says(pogo, 2, edit, unfit) });
    expect([edited.asked, edited.standing]).toEqual([[], expect.objectContaining(parked)]);
    const mended = link(...linked, { type: 'Seen', words: says(pogo, 2, edit, unfit) }).when(
      seen(pogo, 3, { ...anna, email: 'b@x.no' }),
    );
    expect(mended.asked).toEqual([{ member: hrm, op: 'update', fields: ['email'] }]);
  });
  test('stays parked though the other side is edited, and then takes the edit', () => {
    const past = [...linked, { type: 'Seen' as const, words: says(pogo, 2, rest, unfit) }];
    const edited = link(...past).when(seen(hrm, 2, { ...told, email: 'b@x.no' }));
    expect([edited.asked, edited.standing]).toEqual([[], expect.objectContaining(parked)]);
    const mended = link(...past, seen(hrm, 2, { ...told, email: 'b@x.no' })).when(seen(pogo, 3, anna));
    expect(mended.asked).toEqual([{ member: pogo, op: 'update', fields: ['email'] }]);
  });
});

describe('an edit', () => {
  test('in PowerOffice Go is told to the HRM', () => {
    expect(link(...linked).when(seen(pogo, 2, { ...anna, phone: '2' })).asked).toEqual([
      { member: hrm, op: 'update', fields: ['phone'] },
    ]);
  });
  test('in the HRM is told to PowerOffice Go', () => {
    expect(link(...linked).when(seen(hrm, 2, { ...told, phone: '2' })).asked).toEqual([
      { member: pogo, op: 'update', fields: ['phone'] },
    ]);
  });
  test('of one part of a name moves the whole name against what both parts were', () => {
    const { state } = link(...linked).when(seen(hrm, 2, { ...told, lastName: 'Å' }));
    const expected = { firstName: 'Anna', lastName: 'Ås' };
    expect(state.members[pogo]!.asked).toMatchObject({ wanted: { lastName: 'Å' }, expected });
  });
  test('that differs in spelling alone writes nothing', () => {
    expect(link(...linked).when(seen(hrm, 2, { ...told, email: 'A@X.NO' })).asked).toEqual([]);
  });
  test('that empties a value travels', () => {
    expect(link(...linked).when(seen(hrm, 2, { ...told, phone: null })).asked).toMatchObject([
      { member: pogo, fields: ['phone'] },
    ]);
  });
  test('that empties what the other side requires is parked, both sides unchanged, until it is filled again', () => {
    const emptied = link(...linked).when(seen(pogo, 2, { ...anna, lastName: null }));
    expect(emptied.asked).toEqual([]);
    expect(emptied.standing).toMatchObject({ state: 'parked', reasons: [{ code: 'missing-last-name' }] });
    const again = link(...linked, seen(pogo, 2, { ...anna, lastName: null })).when(seen(pogo, 3, anna));
    expect(again.standing.state).toBe('agree');
  });
  test('on the wrong side is overridden once more, then shown and left', () => {
    const once = link(...linked).when(seen(hrm, 2, { ...told, employeeNumber: '9' }));
    expect(once.types).toContain('Overridden');
    expect(once.asked).toMatchObject([{ member: hrm, fields: ['employeeNumber'] }]);
    const back = answered(hrm, 2, { sent: ['employeeNumber'], values: told, revision: 3 });
    const twice = link(...linked, seen(hrm, 2, { ...told, employeeNumber: '9' }), back).when(
      seen(hrm, 4, { ...told, employeeNumber: '9' }),
    );
    expect(twice.asked).toEqual([]);
    expect(twice.standing).toMatchObject({ state: 'agree', settled: true });
  });
  test('that meets a write under way waits for its answer and is merged into the next', () => {
    const busy = link(...linked, seen(pogo, 2, { ...anna, phone: '2' }));
    expect(busy.when(seen(pogo, 3, { ...anna, phone: '3' })).asked).toEqual([]);
    const done = answered(hrm, 2, { sent: ['phone'], values: { ...told, phone: '2' }, revision: 2 });
    const next = link(...linked, seen(pogo, 2, { ...anna, phone: '2' }), seen(pogo, 3, { ...anna, phone: '3' })).when(
      done,
    );
    expect(next.asked).toMatchObject([{ member: hrm, fields: ['phone'] }]);
  });
});

describe('only a change is news', () => {
  test('a member that repeats an old value does not undo an edit (Inv 4)', () => {
    expect(link(...linked, seen(pogo, 2, { ...anna, phone: '2' })).when(seen(hrm, 2, told)).asked).toEqual([]);
  });
  test('an older revision is not heard at all', () => {
    expect(link(...linked, seen(pogo, 3, { ...anna, phone: '2' })).when(seen(pogo, 2, anna)).events).toEqual([]);
  });
  test('only the fields that were sent are our echo; the rest of an answer is heard', () => {
    const slipped = answered(hrm, 2, {
      sent: ['phone'],
      values: { ...told, phone: '2', email: 'b@x.no' },
      revision: 2,
    });
    expect(link(...linked, seen(pogo, 2, { ...anna, phone: '2' })).when(slipped).asked).toEqual([
      { member: pogo, op: 'update', fields: ['email'] },
    ]);
  });
  test('a wanted field that was not sent is heard from the wanted value on', () => {
    const both = { ...anna, phone: '2', email: 'b@x.no' };
    const answer = answered(hrm, 2, { sent: ['email'], values: { ...told, phone: '3', email: 'b@x.no' }, revision: 2 });
    expect(link(...linked, seen(pogo, 2, both)).when(answer).asked).toEqual([
      { member: pogo, op: 'update', fields: ['phone'] },
    ]);
  });
  test('an answer to another ticket settles nothing', () => {
    expect(
      link(...linked, seen(pogo, 2, { ...anna, phone: '2' })).when(answered(hrm, 1, { values: told, revision: 2 }))
        .events,
    ).toEqual([]);
  });
});

describe('two sides changed before hearing of each other', () => {
  const both = [...linked, seen(pogo, 2, { ...anna, phone: '2' })];
  test('both values are kept and the owner wins (Inv 15)', () => {
    const { events, state } = link(...both).when(seen(hrm, 2, { ...told, phone: '3' }));
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'ConflictFound', theirs: { phone: '3' }, agreed: { phone: '2' } }),
    );
    expect(state.agreed['phone']).toBe('2');
  });
  test('the same change on both sides is no conflict', () => {
    expect(link(...both).when(seen(hrm, 2, { ...told, phone: '2' })).types).toEqual(['MemberSaid', 'MemberAgreed']);
  });
  test('a stale answer brings the other edit, and the next write expects it', () => {
    const stale = answered(hrm, 2, { outcome: 'stale', values: { ...told, phone: '3' }, revision: 2 });
    const { state } = link(...both).when(stale);
    expect(state.members[hrm]!.asked).toMatchObject({
      n: 3,
      wanted: { phone: '2' },
      expected: { phone: '3' },
      decidedOn: 2,
    });
  });
  test('a field whose owner is `ask` stays as it is on both sides until a person decides', () => {
    const asking = given({
      policy: policyFrom('EMPLOYEE', [
        plainField('phone', { owner: 'ask' }),
        plainField('lastName', { required: true }),
      ]),
    });
    const past = [opened(anna), born(1, { lastName: 'Ås', phone: '1' }), seen(pogo, 2, { ...anna, phone: '2' })];
    const stale = answered(hrm, 2, { outcome: 'stale', values: { lastName: 'Ås', phone: '3' }, revision: 2 });
    const { asked, standing } = asking(...past).when(stale);
    expect(asked).toEqual([]);
    expect(standing.state).toBe('conflicts');
  });
  test('what a stale answer cannot tell apart from our own lost write never flows back', () => {
    const stale = answered(hrm, 2, {
      outcome: 'stale',
      values: { ...told, phone: '3' },
      revision: 2,
      ambiguous: ['phone'],
    });
    const { state, events } = link(...both).when(stale);
    expect(state.agreed['phone']).toBe('2');
    expect(events).toContainEqual(expect.objectContaining({ type: 'ConflictFound', why: 'ambiguous' }));
  });
});

describe('a first meeting', () => {
  const meet = (theirs: Record<string, string | null>, mine = anna) =>
    link().when({ ...opened(mine), meets: { type: 'Joined', words: says(hrm, 4, theirs) } } as never);
  test('fills the empty side in both directions and writes nothing where they are equal', () => {
    const { asked } = meet({ ...told, phone: null, managerId: 'l9' });
    expect(asked).toEqual([
      { member: pogo, op: 'update', fields: ['managerId'] },
      { member: hrm, op: 'update', fields: ['phone'] },
    ]);
  });
  test('keeps both values of a first difference and lets the owner win', () => {
    const { events, asked } = meet({ ...told, managerId: null, phone: '8' });
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'InitialDifference', theirs: { phone: '8' }, winner: 'agreed' }),
    );
    expect(asked).toEqual([{ member: hrm, op: 'update', fields: ['phone'] }]);
  });
  test('of a unit that differed in part is over when that part is told: a later edit is no conflict', () => {
    const met = {
      ...opened(anna),
      meets: { type: 'Joined', words: says(hrm, 4, { ...told, firstName: 'Ann' }) },
    } as never;
    const settled = answered(hrm, 1, { sent: ['firstName'], values: told, revision: 5 });
    const { types, asked } = link(met, settled).when(seen(hrm, 6, { ...told, lastName: 'Å' }));
    expect(types).not.toContain('ConflictFound');
    expect(asked).toEqual([{ member: pogo, op: 'update', fields: ['lastName'] }]);
  });
  describe('of an address', () => {
    const address = given({
      policy: policyFrom(
        'EMPLOYEE',
        ['street', 'city', 'zip'].map((name) => plainField(name, { unit: 'address' })),
      ),
    });
    const meetAt = (mine: Record<string, string | null>, theirs: Record<string, string | null>) =>
      address().when({ ...opened(mine), meets: { type: 'Joined', words: says(hrm, 1, theirs) } } as never);
    test('fills who says nothing that the other does not say too, whichever side that is', () => {
      const [part, whole] = [
        { street: 'Gata 1', city: null, zip: null },
        { street: 'Gata 1', city: 'Oslo', zip: '0155' },
      ];
      expect(meetAt(whole, part)).toMatchObject({ asked: [{ member: hrm, fields: ['city', 'zip'] }] });
      expect(meetAt(part, whole)).toMatchObject({ asked: [{ member: pogo, fields: ['city', 'zip'] }] });
      for (const { types } of [meetAt(whole, part), meetAt(part, whole)])
        expect(types).not.toContain('InitialDifference');
    });
    test('never mixes halves: the owner wins with what it left empty', () => {
      const { events, asked, state } = meetAt(
        { street: 'Gata 1', city: null, zip: '0155' },
        { street: null, city: 'Bergen', zip: null },
      );
      expect(events).toContainEqual(expect.objectContaining({ type: 'InitialDifference', winner: 'agreed' }));
      expect(asked).toEqual([{ member: hrm, op: 'update', fields: ['street', 'city', 'zip'] }]);
      expect(state.members[hrm]!.asked!.wanted).toEqual({ street: 'Gata 1', city: null, zip: '0155' });
    });
  });
  test('asks a person about a field that says so', () => {
    const asking = given({ policy: policyFrom('EMPLOYEE', [plainField('employeeNumber', { asksFirst: true })]) });
    const { standing, asked } = asking().when({
      ...opened({ employeeNumber: '7' }),
      meets: { type: 'Joined', words: says(hrm, 1, { employeeNumber: '8' }) },
    } as never);
    expect(asked).toEqual([]);
    expect(standing).toMatchObject({ state: 'conflicts', reasons: [{ code: 'initial-difference' }] });
  });
});

describe('what the other system makes of a value', () => {
  const cut = answered(hrm, 2, { sent: ['phone'], values: { ...told, phone: '2345' }, revision: 2 });
  const past = [...linked, seen(pogo, 2, { ...anna, phone: '23456789' })];
  test('is learnt, asked once and left alone', () => {
    const { types, asked, standing } = link(...past).when(cut);
    expect(types).toContain('LossyLearnt');
    expect(asked).toEqual([]);
    expect(standing).toMatchObject({ state: 'agree', lossy: true });
  });
  test('is no obstacle to a genuine edit within the lossy zone', () => {
    const { asked } = link(...past, cut).when(seen(hrm, 3, { ...told, phone: '9999' }));
    expect(asked).toEqual([{ member: pogo, op: 'update', fields: ['phone'] }]);
  });
  test('refused with a field named parks that unit and sends the rest', () => {
    const refused = answered(hrm, 2, {
      outcome: 'refused',
      refusals: [{ field: 'phone', code: 'too-long', words: 'At most 32.' }],
    });
    const { asked, standing } = link(...linked, seen(pogo, 2, { ...anna, phone: '2', email: 'b@x.no' })).when(refused);
    expect(asked).toEqual([{ member: hrm, op: 'update', fields: ['email'] }]);
    expect(standing.state).toBe('differ');
  });
  test('refused without a field parks the record until something about it is said', () => {
    const refused = answered(hrm, 2, {
      outcome: 'refused',
      refusals: [{ field: null, code: 'refused', words: 'No.' }],
    });
    const { standing, asked } = link(...past).when(refused);
    expect(asked).toEqual([]);
    expect(standing.state).toBe('parked');
    expect(link(...past, refused).when(seen(pogo, 3, { ...anna, phone: '4' })).asked).toMatchObject([{ member: hrm }]);
  });
});

describe('a reference', () => {
  const boss = { ...anna, managerId: 'l2' };
  test('to a record that is being created holds the birth back', () => {
    const { asked, state } = given({ telling: () => 'soon' })().when(opened(boss));
    expect(asked).toEqual([]);
    expect(state.members[hrm]!.waits).toEqual({ managerId: { target: 'l2', holds: true } });
  });
  test('to a record that waits for a person is left for later', () => {
    const { asked } = given({ telling: () => 'later' })().when(opened(boss));
    expect(asked[0]!.fields).not.toContain('managerId');
  });
  test('is sent when its target appears', () => {
    let there = false;
    const waiting = given({ telling: () => (there ? 'yes' : 'after') })(
      opened(boss),
      born(1, { ...told, managerId: null }),
    );
    there = true;
    expect(waiting.when({ type: 'LookAgain' }).asked).toEqual([{ member: hrm, op: 'update', fields: ['managerId'] }]);
  });
  test('the other side cannot name is parked, both sides unchanged', () => {
    const { asked, standing } = given({ telling: () => 'never' })(...linked).when(
      seen(hrm, 2, { ...told, managerId: 'l3' }),
    );
    expect(asked).toEqual([]);
    expect(standing).toMatchObject({ state: 'parked', reasons: [{ code: 'reference-not-expressible' }] });
  });
  test('to a record without a link takes no part until it has one', () => {
    const words = says(hrm, 2, told, { unresolved: { managerId: 'default/customhrm/employee/3' } });
    const waiting = link(...linked, { type: 'Seen', words });
    expect(waiting.state.members[pogo]!.asked).toBeUndefined();
    const found = waiting.when({ type: 'Resolved', member: hrm, field: 'managerId', value: 'l3' });
    expect(found.asked).toEqual([{ member: pogo, op: 'update', fields: ['managerId'] }]);
  });
});

describe('a stored link', () => {
  test('is the same link when it is read again', () => {
    const { state } = link(...linked, seen(pogo, 2, { ...anna, phone: '2' })).when(
      seen(hrm, 2, { ...told, email: 'c@x.no' }),
    );
    expect(unpack(JSON.parse(JSON.stringify(pack(state))))).toEqual(state);
  });
  test('holds its values once', () => {
    const { state } = link(opened(anna)).when(born(1, told));
    expect(JSON.stringify(pack(state)).match(/a@x\.no/g)).toHaveLength(1);
  });
});
