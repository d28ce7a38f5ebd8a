import { setTimeout as pause } from 'node:timers/promises';
import type { Dice } from './dice.js';
import type { Ends, Everything } from './ends.js';
import { differences, type Pair, Rows } from './pairs.js';
import type { Category, Names, Row } from './units.js';

/** A record somebody made, told by a name nobody else has. */
export interface Born {
  readonly name: string;
  readonly at: 'go' | 'hrm';
  readonly category: Extract<Category, 'EMPLOYEE' | 'DEPARTMENT'>;
  /** When, in milliseconds since 1970. */
  readonly since: number;
  /** Its path, where the system has said it. */
  path?: string;
  /** Somebody has deleted it again. */
  removed?: true;
}

/** A newcomer is left alone so long before it may be deleted. */
const settledMs = 20_000;

/** People who make records in both systems, and delete some of those they made in PowerOffice Go. */
export class Births {
  readonly all: Born[] = [];

  constructor(
    private readonly ends: Ends,
    private readonly dice: Dice,
  ) {}

  async bear(): Promise<void> {
    const at = this.dice.chance(0.5) ? 'go' : 'hrm';
    const category = this.dice.chance(0.7) ? 'EMPLOYEE' : 'DEPARTMENT';
    const born: Born = { name: `Født${this.all.length + 1}`, at, category, since: Date.now() };
    this.all.push(born);
    const answer = await this.made(born).catch(() => undefined);
    // A connection that broke leaves open whether there is one; the end shows it.
    if (!answer || answer.status >= 300) return;
    const { Id, id } = answer.body as Row;
    born.path = at === 'go' ? `${goList[category]}/${String(Id)}` : `${hrmList[category]}/${String(id)}`;
  }

  async remove(): Promise<void> {
    const old = this.all.filter(({ at, category, path, removed, since }) => {
      return at === 'go' && category === 'EMPLOYEE' && path && !removed && since < Date.now() - settledMs;
    });
    if (old.length === 0) return;
    const born = this.dice.pick(old);
    born.removed = true;
    // A second time is answered 404, which is as good.
    while (!(await this.ends.send('go', 'DELETE', born.path!).catch(() => undefined))) await pause(500);
  }

  private made({ name, at, category }: Born) {
    const number = name.replace(/\D/g, '');
    if (at === 'go') {
      const body =
        category === 'EMPLOYEE'
          ? { FirstName: 'Ny', LastName: name, EmailAddress: `f${number}@chaos.example` }
          : { Name: name, Code: `F${number}`, IsActive: true };
      return this.ends.send('go', 'POST', goList[category], body);
    }
    const body =
      category === 'EMPLOYEE'
        ? { kind: category, firstName: 'Ny', lastName: name, email: `f${number}@chaos.example`, active: true }
        : { kind: category, name, code: `F${number}`, active: true };
    return this.ends.send('hrm', 'POST', hrmList[category], body);
  }
}

const goList = { EMPLOYEE: '/Employees', DEPARTMENT: '/Departments' } as const;
const hrmList = { EMPLOYEE: '/employees', DEPARTMENT: '/departments' } as const;

/** Whether a row of either system is of somebody's making. */
export const isBorn = (row: Row): boolean =>
  [row['LastName'], row['Name'], row['lastName'], row['name']].some((name) => /^Født\d+$/.test(String(name)));

/** The records of one name at each end. */
function found({ category, name }: Born, { go, employees, departments }: Everything) {
  const isPerson = category === 'EMPLOYEE';
  const goRows = isPerson ? go.Employees : go.Departments;
  const hrmRows = isPerson ? employees : departments;
  return {
    go: goRows.filter((row) => row[isPerson ? 'LastName' : 'Name'] === name),
    hrm: hrmRows.filter((row) => row[isPerson ? 'lastName' : 'name'] === name),
  };
}

/**
 * What is wrong with what people made: each is once at both ends and says the same there; who was deleted in
 * PowerOffice Go stays away, and is no longer active in the HRM.
 */
export function wrongBirths(all: readonly Born[], everything: Everything, names: Names): readonly string[] {
  const rows = new Rows(everything);
  return all.flatMap((born) => {
    const { go, hrm } = found(born, everything);
    const counts = `${born.name} (${born.category}, made in ${born.at}) is ${go.length} and ${hrm.length} times there`;
    if (born.removed) {
      if (go.length > 0) return [`${counts}, though it was deleted in PowerOffice Go`];
      return hrm.length > 1 || hrm.some(({ active }) => active === true) ? [`${counts}, and not deactivated`] : [];
    }
    if (go.length !== hrm.length || go.length > 1 || (born.path && go.length === 0)) return [counts];
    return go.length === 0 ? [] : differences(pairOf(born, go[0]!, hrm[0]!), rows, names);
  });
}

const pairOf = ({ category }: Born, go: Row, hrm: Row): Pair => ({
  category,
  goId: String(go['Id']),
  goPath: `${goList[category]}/${String(go['Id'])}`,
  hrmId: String(hrm['id']),
  hrmPath: `${hrmList[category]}/${String(hrm['id'])}`,
});
