import { describe, expect, test } from 'vitest';
import { born, given, hrm, opened, seen } from '../testing/given.js';
import type { ProposalCode } from './events.js';

const anna = { firstName: 'Anna', lastName: 'Ås', phone: '1', email: 'a@x.no', employeeNumber: '7' };
const told = { ...anna, managerId: null };
const wordsOf = ({ reasons }: { readonly reasons: readonly { readonly words: string }[] }) => reasons[0]!.words;

describe('what a person reads says what to do', () => {
  const asked = (code: ProposalCode): string => {
    const meets = { type: 'Proposed', rule: 'e-mail', code, candidates: [] } as const;
    return wordsOf(given()().when({ ...opened(anna), meets } as ReturnType<typeof opened>).standing);
  };
  test('of what was proposed, each question in its own words', () => {
    const said = (['proposal', 'ambiguous', 'taken', 'unlinked', 'founder-missing', 'also-fits'] as const).map(asked);
    expect(new Set(said).size).toBe(6);
    for (const words of said.slice(0, 3)) expect(words).toContain('the rule e-mail');
    expect(said[0]).toContain('acceptProposal');
    expect(said[2]).toContain('Unlink that one first');
  });
  test('of a record that the other system cannot name', () => {
    const link = given({ telling: () => 'never' });
    const { standing } = link(opened(anna), born(1, told)).when(seen(hrm, 2, { ...told, managerId: 'l3' }));
    const founded = link(opened({ ...anna, managerId: 'l3' }), born(1, told));
    for (const one of [standing, founded.when({ type: 'LookAgain' }).standing])
      expect(wordsOf(one)).toContain('Choose another');
  });
});
