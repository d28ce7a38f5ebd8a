import { describe, expect, test } from 'vitest';
import { Hrm, hrmKey, section, settingsWith } from '../testing/hrm.js';
import { withReferences } from '../testing/references.js';

describe('a department born in the HRM', () => {
  test('waits for its code, and is made when it has one', async () => {
    const hrm = new Hrm();
    await hrm.meets();
    await hrm.office.hear(hrm.department('d', { code: null }));
    const parked = hrm.link('department', 'd')!.changed.standing;
    expect(parked).toMatchObject({ state: 'parked', reasons: [{ field: 'code', code: 'missing-required' }] });
    expect(parked.reasons[0]!.words).toBe('PowerOffice Go requires code, which is empty in the HRM. Fill it in there.');
    await hrm.office.hear(hrm.department('d', { code: '10' }, 2));
    expect(hrm.only().values).toEqual({ name: 'Salg', code: '10' });
  });

  test('whose code PowerOffice Go refuses is set aside with its words, until the code changes', async () => {
    const hrm = new Hrm();
    await hrm.meets();
    await hrm.office.hear(hrm.department('d'));
    await hrm.office.hear(hrm.refuses(hrm.only(), 'code', 'not-unique'));
    expect(hrm.office.standings()).toEqual({ d: 'parked' });
    await hrm.office.hear(hrm.department('d', { code: '11' }, 2));
    expect(hrm.only()).toMatchObject({ op: 'create', values: { code: '11' }, ticket: { n: 2 } });
  });

  const beingBorn = async () => {
    const hrm = new Hrm();
    await hrm.meets();
    await hrm.office.hear(hrm.department('d'));
    const command = hrm.only();
    const met = hrm.office.seen('powerofficego', 'DEPARTMENT', `p-${command.ticket.linkId.slice(0, 6)}`, section(), {
      revision: 1,
    });
    await hrm.office.hear(met);
    expect([hrm.asked(), hrm.office.ledger.kept.size]).toEqual([[], 1]);
    return { hrm, command };
  };

  test('waits when it is met before its birth is answered: it bears no reference (Inv 12)', async () => {
    const { hrm, command } = await beingBorn();
    await hrm.office.hear(hrm.answer(command, { revision: 1 }));
    expect([hrm.asked(), hrm.office.standings()]).toEqual([[], { d: 'agree' }]);
    expect(hrm.office.ledger.state.awaitBirth).toEqual([]);
    expect(hrm.office.ledger.state.counts['departments-department']).toMatchObject({ records: 1, linked: 1, agree: 1 });
  });

  test('is one record, also where it is seen again in the same batch as its answer (Inv 12)', async () => {
    const { hrm, command } = await beingBorn();
    const again = hrm.office.seen('powerofficego', 'DEPARTMENT', `p-${command.ticket.linkId.slice(0, 6)}`, section(), {
      revision: 2,
    });
    await hrm.office.hear(hrm.answer(command, { outcome: 'stale', sent: [], revision: 1 }), again);
    expect([hrm.office.ledger.kept.size, hrm.office.standings()]).toEqual([1, { d: 'agree' }]);
  });

  test('whose birth was forgotten is known by the answer, whatever its code became meanwhile (Inv 12, Inv 15)', async () => {
    const before = new Hrm();
    await before.meets();
    await before.office.hear(before.department('d'));
    const birth = before.only();
    const late = (hrm: Hrm) => hrm.answer(birth, { reference: birth.reference! });
    const changed = { code: '11' };

    const [answeredFirst, together, askedFirst] = [1, 2, 3].map(() => new Hrm(withReferences(settingsWith()))) as [
      Hrm,
      Hrm,
      Hrm,
    ];
    await answeredFirst.meets();
    await answeredFirst.office.hear(late(answeredFirst));
    await answeredFirst.office.hear(answeredFirst.department('d', changed, 2));
    await together.meets();
    await together.office.hear(together.department('d', changed, 2), late(together));
    await askedFirst.meets();
    await askedFirst.office.hear(askedFirst.department('d', changed, 2));
    await askedFirst.office.hear(late(askedFirst));

    for (const { office } of [answeredFirst, together, askedFirst]) {
      const links = [...office.ledger.kept.values()].map(({ changed: { members } }) =>
        Object.values(members).toSorted(),
      );
      expect(links).toEqual([[hrmKey('department', 'd'), expect.stringMatching(/powerofficego/)]]);
    }
  });

  test('that was refused lets what waited for it meet', async () => {
    const { hrm, command } = await beingBorn();
    await hrm.office.hear(hrm.refuses(command, null, 'not-unique'));
    expect([hrm.asked(), hrm.office.standings()]).toEqual([[], { d: 'agree' }]);
  });

  test('that was there already meets it: nothing is made, and a difference is kept (Inv 7)', async () => {
    const hrm = new Hrm();
    await hrm.meets();
    await hrm.office.hear(hrm.department('d'));
    const command = hrm.only();
    const values = section({ name: 'Salg og marked' });
    await hrm.office.hear(hrm.answer(command, { outcome: 'stale', sent: [], values }));
    expect(hrm.only()).toMatchObject({ ticket: { system: 'customhrm' }, values: { name: 'Salg og marked' } });
    const { events, changed } = hrm.link('department', 'd')!;
    expect(events.find(({ type }) => type === 'InitialDifference')).toMatchObject({
      unit: 'name',
      agreed: { name: 'Salg' },
    });
    expect(changed.standing.linked).toBe(true);
  });

  test('whose place another link has is set aside for a person (Inv 7)', async () => {
    const hrm = new Hrm();
    const { office } = hrm;
    await office.hear(office.seen('powerofficego', 'DEPARTMENT', '7', section({ code: '7' })));
    await hrm.meets();
    await hrm.settle();
    await office.hear(hrm.department('d', { name: 'Lager' }));
    const command = hrm.only();
    const ref = office.ref('powerofficego', 'DEPARTMENT', '7');
    await office.hear(hrm.answer(command, { outcome: 'stale', sent: [], ref, revision: 9 }));
    expect([hrm.asked(), office.standings()]).toEqual([[], { '7': 'agree', d: 'parked' }]);
    expect(hrm.link('department', 'd')!.changed.standing.reasons).toMatchObject([{ code: 'taken' }]);
  });

  test('that a person makes in PowerOffice Go by hand, while it waits for something, is joined', async () => {
    const hrm = new Hrm();
    const { office } = hrm;
    await hrm.meets();
    await office.hear(hrm.department('d', { name: null }));
    expect(office.standings()).toEqual({ d: 'parked' });
    await office.hear(office.seen('powerofficego', 'DEPARTMENT', '7', section()));
    expect(hrm.only()).toMatchObject({ ticket: { system: 'customhrm' }, values: { name: 'Salg' } });
    expect(office.ledger.kept.size).toBe(1);
  });
});
