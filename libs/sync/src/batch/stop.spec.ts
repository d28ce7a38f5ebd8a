import { resourcesOf, systems } from '@samsvar/contracts';
import { describe, expect, test } from 'vitest';
import { choicesNoticed } from './live.js';
import { usualLimits } from '../guard/limits.js';
import { Office, officeSettings } from '../testing/office.js';

const suspicion = { why: 'back-in-time' as const, count: 12, of: 40 };
const person = (lastName: string) => ({ lastName, email: null });

async function agreeing() {
  const office = new Office(officeSettings({ guards: () => usualLimits }));
  await office.hear(office.seen('powerofficego', 'CUSTOMER_PERSON', '21', person('Fjord')));
  await office.scansComplete();
  await office.goOn();
  await office.obey();
  return office;
}

describe('a system that looks as if it went back in time', () => {
  test('has the writes of its tenant stopped before the first one, while reading goes on', async () => {
    const office = await agreeing();
    await office.hear(
      office.seen('powerofficego', 'CUSTOMER_PERSON', '21', person('Gammel'), { revision: 2, pollId: 'poll-1' }),
      office.ended('powerofficego', 'CUSTOMER_PERSON', 'poll-1', 1, suspicion),
    );
    await office.goOn();
    await office.hear(office.seen('powerofficego', 'CUSTOMER_PERSON', '22', person('Ny')));
    expect(office.commands).toEqual([]);
    expect(office.standings()).toEqual({ '21': 'waiting', '22': 'waiting' });
    expect(office.ledger.state.stop).toMatchObject(suspicion);
    expect(office.ledger.tenantEvents).toMatchObject([{ type: 'WritesStopped', ...suspicion }]);
  });
  test('is written again when a person says so: what both hold now', async () => {
    const office = await agreeing();
    await office.hear(office.ended('powerofficego', 'CUSTOMER_PERSON', 'poll-1', 0, suspicion));
    await office.hear(office.seen('powerofficego', 'CUSTOMER_PERSON', '21', person('Ny'), { revision: 2 }));
    await office.decide({ type: 'resumeWrites' });
    expect(office.commands).toMatchObject([{ op: 'update', values: { lastName: 'Ny' } }]);
    expect(office.ledger.state.stop).toBeUndefined();
    expect(await office.decide({ type: 'resumeWrites' })).toMatchObject({ refused: { code: 'nothing-to-decide' } });
  });
});

describe('a system that was restored', () => {
  const said = (more: object) =>
    ['powerofficego', 'CUSTOMER_PERSON', '21', { ...person('Gammel'), email: 'a@x.no' }, more] as const;

  test.each(['back-in-time', 'ids-replaced'] as const)(
    'is heard anew when a person resumes, with all else, whatever stopped the writes first (%s)',
    async (why) => {
      const office = await agreeing();
      await office.hear(office.ended('powerofficego', 'CUSTOMER_PERSON', 'poll-1', 0, { ...suspicion, why }));
      const done = await office.decide({ type: 'resumeWrites' });
      const asked = 'out' in done ? done.out.filter(({ message }) => message.type === 'PollResource') : [];
      const all = systems.flatMap((system) => resourcesOf[system].map((resource) => ({ system, resource })));
      expect(asked.map(({ message }) => message.data)).toMatchObject(
        all.map((place) => ({ ...place, full: true, retell: true, restored: true })),
      );
    },
  );

  test('overwrites nothing: where it differs from what is agreed a person decides', async () => {
    const office = await agreeing();
    await office.hear(office.seen(...said({ revision: 2, doubted: true })));
    expect(office.commands).toEqual([]);
    expect(office.standings()).toEqual({ '21': 'conflicts' });
    const plain = await agreeing();
    await plain.hear(plain.seen(...said({ revision: 2 })));
    expect(plain.commands).toMatchObject([{ op: 'update', values: { lastName: 'Gammel' } }]);
  });

  test('is agreed with where it says what was agreed', async () => {
    const office = await agreeing();
    const same = { revision: 2, doubted: true };
    await office.hear(office.seen('powerofficego', 'CUSTOMER_PERSON', '21', person('Fjord'), same));
    expect([office.commands, office.standings()]).toEqual([[], { '21': 'agree' }]);
  });
});

describe('a choice in samsvar.yaml', () => {
  test('that lets a tenant go live wakes what was only planned', async () => {
    const office = new Office(officeSettings({ phase: 'match' }));
    await office.hear(office.seen('powerofficego', 'CUSTOMER_PERSON', '21', person('Fjord')));
    await office.scansComplete();
    await office.goOn();
    expect(office.commands).toEqual([]);
    const live = new Office(officeSettings());
    Object.assign(live, { ledger: office.ledger });
    office.ledger.state = choicesNoticed(office.ledger.state, live.settings);
    await live.goOn();
    expect(live.commands).toMatchObject([{ op: 'create' }]);
    expect(choicesNoticed(office.ledger.state, live.settings)).toBe(office.ledger.state);
  });
});
