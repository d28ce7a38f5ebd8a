import type { RecordRef, Values } from '@samsvar/contracts';
import type { People } from './people.js';
import { emptyOf } from './population.js';
import type { Random } from './random.js';

/** A record that people made in the HRM. */
export interface Newborn {
  readonly resource: 'employee' | 'department';
  readonly id: string;
}

/** The fields of newborns people edit, by their place on both sides. */
export const newbornFields = {
  department: { name: 'Name', code: 'Code' },
  employee: { firstName: 'shared.FirstName', lastName: 'shared.LastName', email: 'shared.EmailAddress' },
} as const;

/** What people make in the HRM, and what they do with it later: on either side, once it is on both. */
export class Newborns {
  readonly all: Newborn[] = [];
  edits = 0;

  constructor(
    private readonly people: People,
    /** The newborn's counterpart in PowerOffice Go, as link knows it. */
    readonly counterpart: (newborn: Newborn) => RecordRef | undefined,
  ) {}

  make(random: Random): boolean {
    const resource = random.pick(['employee', 'department'] as const);
    const { hrm, trace } = this.people.at;
    const said = resource === 'department' ? this.department(random) : this.employee(random);
    const { id } = hrm.add(resource, { ...emptyOf(resource), active: true, ...said });
    this.all.push({ resource, id });
    trace.note(`made in the HRM: ${resource} ${id}`, () => said);
    return true;
  }

  private department(random: Random): Values {
    const word = this.people.at.value('born-name');
    const managerId = this.some('employee', random);
    return { kind: 'DEPARTMENT', name: word, code: random.chance(0.8) ? `B${word}` : null, managerId };
  }

  private employee(random: Random): Values {
    const { value } = this.people.at;
    const n = this.all.length;
    return {
      kind: 'EMPLOYEE',
      firstName: value('born-first'),
      lastName: value('born-last'),
      email: value('born-email'),
      employeeNumber: random.pick([null, String(9_000 + n), `A${n}`]),
      departmentId: this.some('department', random),
      managerId: this.some('employee', random),
    };
  }

  /** Somebody else who was made here, or nobody. */
  private some(resource: Newborn['resource'], random: Random): string | null {
    const others = this.all.filter((one) => one.resource === resource);
    return others.length > 0 && random.chance(0.7) ? random.pick(others).id : null;
  }

  /** Somebody says something else about one of them. */
  edit(random: Random): boolean {
    if (this.all.length === 0) return false;
    const one = random.pick(this.all);
    const [field, native] = random.pick(Object.entries(newbornFields[one.resource]));
    const { pogo, hrm, value, now, trace } = this.people.at;
    const there = random.chance(0.4) ? this.counterpart(one) : undefined;
    const word = field === 'code' ? `B${value('born-code')}` : value(`born-${field}`);
    if (there) pogo.set(there.resource, there.id, { [native]: word }, now());
    else hrm.set(one.resource, one.id, { [field]: word });
    this.edits++;
    trace.note(`edit of newborn ${one.id} in ${there ? 'PowerOffice Go' : 'the HRM'}`, () => [field, word]);
    return true;
  }
}
