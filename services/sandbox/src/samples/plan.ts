import { Random } from './random.js';

/** How many rows each PowerOffice Go resource gets, and which of them are out of the ordinary. */
export interface Plan {
  readonly random: Random;
  readonly departments: Group;
  readonly companies: Group;
  readonly persons: Group;
  readonly contactPersons: Group;
  readonly employees: Group;
  readonly suppliers: number;
  /** Person customers who are employees too: so many of the first persons have no contact of their own. */
  readonly doubles: number;
  /** Contact persons who belong to suppliers: the last so many. */
  readonly ofSuppliers: number;
}

/** What is odd about a row. Odd rows are leaves: nobody refers to them, so nobody else waits because of them. */
export type Oddity =
  /** No last name, which the HRM demands: parked. */
  | 'nameless'
  /** Shares its e-mail address with the next such row, and one HRM record has it: a person must choose. */
  | 'ambiguous'
  /** The HRM has it as another kind of thing: proposed at most. */
  | 'wrong-kind'
  /** The HRM has the same name and birth date, nothing else: proposed. */
  | 'probable'
  /** The HRM has it under another number, which only a person may settle. */
  | 'other-number'
  /** A value the HRM refuses: an e-mail address that is none, a phone that is too long. */
  | 'refused';

/** The rows of one resource. */
export interface Group {
  readonly count: number;
  readonly odd: ReadonlyMap<number, Oddity>;
  /** The ordinary rows whose counterpart exists in the HRM already. */
  readonly twins: ReadonlySet<number>;
}

/** One in how many rows has an oddity; `ambiguous` counts pairs, and takes two rows each. */
type Rarity = Partial<Record<Oddity, number>>;

/** About one row in five has a counterpart; one in twenty of those has the wrong kind. */
const twinShare = 0.2;
const wrongKind = 100;

export function planOf(seed: number, records: number): Plan {
  const random = new Random(`sample/${seed}`);
  const share = (part: number): number => Math.round(part * records);
  const [departments, companies, persons, contactPersons] = [share(0.05), share(0.2), share(0.1), share(0.3)];
  const employees = Math.max(0, records - departments - companies - persons - contactPersons);
  const group = (count: number, rarity: Rarity): Group => groupOf(random, count, rarity);
  return {
    random,
    departments: group(departments, { 'wrong-kind': wrongKind }),
    companies: group(companies, { 'wrong-kind': wrongKind, refused: 120, 'other-number': 110 }),
    persons: group(persons, { nameless: 60, 'wrong-kind': wrongKind }),
    contactPersons: group(contactPersons, { nameless: 120, ambiguous: 150, 'wrong-kind': wrongKind, refused: 180 }),
    employees: group(employees, { nameless: 150, 'wrong-kind': wrongKind, probable: 200, 'other-number': 200 }),
    suppliers: contactPersons > 0 ? Math.ceil(records * 0.015) : 0,
    doubles: Math.min(Math.round(persons * 0.1), employees),
    ofSuppliers: companies === 0 ? contactPersons : Math.round(contactPersons * 0.1),
  };
}

/** Odd rows are the last ones, which nobody refers to; twins are drawn from the rest. */
function groupOf(random: Random, count: number, rarity: Rarity): Group {
  const odd = new Map<number, Oddity>();
  let at = count - 1;
  for (const [oddity, oneIn] of Object.entries(rarity) as [Oddity, number][]) {
    const rows = Math.floor(count / oneIn) * (oddity === 'ambiguous' ? 2 : 1);
    for (let row = 0; row < rows; row++) odd.set(at--, oddity);
  }
  const withTwin = [...odd.values()].filter((oddity) => oddity !== 'nameless' && oddity !== 'refused').length;
  const wanted = Math.max(0, Math.round(count * twinShare) - withTwin);
  const ordinary = Array.from({ length: at + 1 }, (_, row) => row);
  return { count, odd, twins: new Set(random.shuffle(ordinary).slice(0, wanted)) };
}
