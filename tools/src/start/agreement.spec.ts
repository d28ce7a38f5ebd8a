import { describe, expect, test } from 'vitest';
import { type FlowCounts, type Standing, waitForAgreement } from './agreement.js';

const flow = (counts: Partial<FlowCounts>): FlowCounts => ({
  id: 'departments-department',
  enabled: true,
  records: 30,
  linked: 30,
  agree: 30,
  differ: 0,
  waiting: 0,
  conflicts: 0,
  parked: 0,
  skipped: 0,
  onlyInHrm: 2,
  ...counts,
});
const agreed: Standing = { met: true, pending: 0, flows: [flow({})] };
const watching = (looks: readonly (Standing | Error)[]) => {
  let at = 0;
  const look = () => {
    const next = looks[Math.min(at++, looks.length - 1)]!;
    return next instanceof Error ? Promise.reject(next) : Promise.resolve(next);
  };
  return { verdict: waitForAgreement({ look, everyMs: 1, withinMs: 50 }), looks: () => at };
};

describe('waiting for agreement', () => {
  test('ends at the second look in a row that agrees', async () => {
    const differing = { ...agreed, flows: [flow({ differ: 1 })] };
    const { verdict, looks } = watching([agreed, differing, agreed, new Error('link is away'), agreed, agreed]);
    expect((await verdict).agreed).toBe(true);
    expect(looks()).toBe(6);
  });

  test.each<[string, Standing]>([
    ['both systems are met', { ...agreed, met: false }],
    ['everything is planned', { ...agreed, pending: 3 }],
    ['what both say now is worked off', { ...agreed, workedOff: false }],
    ['anything is known at all', { ...agreed, flows: [flow({ records: 0, agree: 0 })] }],
  ])('does not end before %s', async (_, standing) => {
    expect(await watching([standing]).verdict).toMatchObject({ agreed: false, flows: standing.flows });
  });

  test('does not wait for a flow that is switched off', async () => {
    const off = { ...agreed, flows: [flow({}), flow({ id: 'other', enabled: false, differ: 4 })] };
    expect((await watching([off]).verdict).agreed).toBe(true);
  });
});
