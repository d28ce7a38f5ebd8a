import type {
  CanonicalRecordSeen,
  CanonicalWriteAnswered,
  CanonicalWriteRecord,
  Category,
  Decision,
  Kind,
  Message,
  RecordRef,
  Resource,
  Suspicion,
  System,
  Values,
} from '@samsvar/contracts';
import { emptyDigest, withId } from '@samsvar/contracts';
import { deliver } from '../batch/deliver.js';
import { goOn } from '../batch/go-on.js';
import { meet } from '../batch/meeting.js';
import type { CarriedOut } from '../decisions/decide-for.js';
import { decideFor } from '../decisions/decide-for.js';
import type { Order } from '../decisions/handler.js';
import { resourcesToMeet } from '../batch/tenant.js';
import type { Out, TenantSettings } from '../batch/settings.js';
import { resourceOf, systemOf } from '../link/events.js';
import type { MatchRule } from '../match.js';
import type { FieldPolicy, Policy } from '../policy.js';
import { policyFrom } from '../policy.js';
import { plainField } from './given.js';
import { MemoryLedger } from './memory-ledger.js';

const reference = (kind: Kind, targets: readonly Category[], more: Partial<FieldPolicy> = {}) => ({
  reference: kind,
  targets,
  ...more,
});
const oneWay = { heardFrom: ['powerofficego' as const], toldTo: ['customhrm' as const] };

/** A small office: departments with managers, employees with departments and managers, customers and their people. */
const policies: Record<Category, Policy> = {
  DEPARTMENT: policyFrom('DEPARTMENT', [
    plainField('name', { required: true }),
    plainField('code'),
    plainField('managerId', reference('employee', ['EMPLOYEE'])),
  ]),
  CUSTOMER: policyFrom('CUSTOMER', [plainField('name', { required: true }), plainField('code', oneWay)]),
  EMPLOYEE: policyFrom('EMPLOYEE', [
    plainField('lastName', { required: true }),
    plainField('email'),
    plainField('departmentId', reference('department', ['DEPARTMENT'])),
    plainField('managerId', reference('employee', ['EMPLOYEE'])),
  ]),
  CUSTOMER_PERSON: policyFrom('CUSTOMER_PERSON', [plainField('lastName', { required: true }), plainField('email')]),
  CONTACT_PERSON: policyFrom('CONTACT_PERSON', [
    plainField('lastName', { required: true }),
    plainField('email'),
    plainField('departmentId', reference('department', ['CUSTOMER'], oneWay)),
  ]),
};

const keyRule = (name: string, sure: boolean, field: string): MatchRule => ({
  name,
  sure,
  keyOf: ({ values, category }) =>
    typeof values[field] === 'string' ? `${field}:${category}:${values[field]}` : undefined,
  agrees: () => true,
});
const rules: Record<Kind, readonly MatchRule[]> = {
  employee: [keyRule('e-mail', true, 'email')],
  department: [keyRule('code', true, 'code'), keyRule('name', false, 'name')],
};

export const officeSettings = (more: Partial<TenantSettings> = {}): TenantSettings => ({
  id: 'default',
  phase: 'live',
  matching: 'safe',
  policyOf: (category) => policies[category],
  flowEnabled: () => true,
  createsIn: () => false,
  rulesOf: (kind) => rules[kind],
  matchKeys: (record) => rules[record.kind].flatMap((rule) => rule.keyOf(record) ?? []),
  leaveOutArchived: false,
  leaveOutSuppliers: false,
  ...more,
});

const resourceFor: Record<Category, Resource> = {
  DEPARTMENT: 'departments',
  CUSTOMER: 'contact',
  EMPLOYEE: 'contact',
  CUSTOMER_PERSON: 'contact',
  CONTACT_PERSON: 'contactperson',
};
const kindOf = (category: Category): Kind =>
  category === 'DEPARTMENT' || category === 'CUSTOMER' ? 'department' : 'employee';

/** Drives link's batches over a ledger in memory, as the real service does over Postgres. */
export class Office {
  readonly ledger = new MemoryLedger('default');
  readonly commands: CanonicalWriteRecord[] = [];
  readonly out: Out[] = [];
  private messages = 0;

  constructor(readonly settings: TenantSettings = officeSettings()) {}

  ref(system: System, category: Category, id: string): RecordRef {
    const resource = system === 'customhrm' ? kindOf(category) : resourceFor[category];
    return { tenant: 'default', system, resource, id };
  }

  message(type: string, data: unknown): Message {
    return { id: `m${++this.messages}`, type, source: 'test', subject: 'x', data };
  }

  seen(
    system: System,
    category: Category,
    id: string,
    values: Values,
    more: Partial<CanonicalRecordSeen> = {},
  ): Message {
    const data: CanonicalRecordSeen = {
      ref: this.ref(system, category, id),
      values: { ...values },
      stamps: {},
      incarnation: 1,
      revision: 1,
      pollId: 'p',
      kind: kindOf(category),
      category,
      roles: [category],
      mapping: 'm',
      ...more,
    };
    return this.message('RecordSeen', data);
  }

  async hear(...messages: readonly Message[]): Promise<void> {
    this.take((await deliver(this.ledger, this.settings, messages)).out);
  }

  /** Says that every resource was listed completely, naming the records heard of so far (and some that were not). */
  async scansComplete(missing: readonly RecordRef[] = []): Promise<void> {
    const claims = [...new Set([...resourcesToMeet.department, ...resourcesToMeet.employee])].map((at) => {
      const [system, resource] = [systemOf(at), resourceOf(at)];
      const present = [...this.ledger.rows.values()].filter(({ gone }) => !gone);
      const known = present.map((row) => row.ref).concat(missing);
      const ids = known.filter((ref) => ref.system === system && ref.resource === resource).map((ref) => ref.id);
      const digest = ids.reduce(withId, emptyDigest);
      return this.message('ScanCompleted', {
        tenant: 'default',
        system,
        resource,
        scanId: 's1',
        count: ids.length,
        digest,
      });
    });
    await this.hear(...claims);
  }

  async meetAll(limit = 1000): Promise<void> {
    while (await this.meetSlice(limit));
  }

  /** One slice of the first meeting; whether there may be more to do. */
  async meetSlice(limit: number): Promise<boolean> {
    const { out, left } = await meet(this.ledger, this.settings, limit);
    this.take(out);
    return left;
  }

  /** Everything that is due is done, slice by slice. */
  async goOn(limit = 1000): Promise<void> {
    for (let left = true; left;) {
      const slice = await goOn(this.ledger, this.settings, limit);
      this.take(slice.out);
      left = slice.left;
    }
  }

  /** The end marker of a poll that told of so many records. */
  ended(system: System, category: Category, pollId: string, changed: number, suspicion?: Suspicion): Message {
    const { resource } = this.ref(system, category, '');
    const marker = { tenant: 'default', system, resource, pollId, changed, ...(suspicion && { suspicion }) };
    return this.message('PollCompleted', marker);
  }

  /** A person decides; what follows from it is carried out. */
  async decide(decision: Decision): Promise<CarriedOut> {
    const order = { id: `k${++this.messages}`, by: { who: 'kari', why: 'a test' }, decision };
    const carriedOut = await decideFor(this.ledger, this.settings, order);
    if ('out' in carriedOut) this.take(carriedOut.out);
    await this.goOn();
    return carriedOut;
  }

  /** The system does as it was told: every command not yet answered is answered `done`. */
  async obey(): Promise<readonly CanonicalWriteRecord[]> {
    const commands = this.commands.splice(0);
    if (commands.length > 0) await this.hear(...commands.map((command) => this.done(command)));
    return commands;
  }

  done(command: CanonicalWriteRecord): Message {
    const { system, linkId } = command.ticket;
    const newborn = `${system === 'customhrm' ? 'h' : 'p'}-${linkId.slice(0, 6)}`;
    const ref = command.ref ?? this.ref(system, command.category, newborn);
    const row = this.ledger.rows.get(`default/${ref.system}/${ref.resource}/${ref.id}`);
    const empty = Object.fromEntries(Object.keys(policies[command.category].fields).map((field) => [field, null]));
    const answer: CanonicalWriteAnswered = {
      ticket: command.ticket,
      outcome: 'done',
      sent: Object.keys(command.values),
      ref,
      values: { ...(row ? row.values : empty), ...command.values },
      revision: (row?.revision ?? 0) + 1,
      refusals: [],
      kind: command.kind,
      category: command.category,
      roles: [command.category],
      mapping: 'm',
    };
    return this.message('WriteAnswered', answer);
  }

  /** A person decides; what follows is told like anything else. */
  async carryOut(order: Order): Promise<CarriedOut> {
    const done = await decideFor(this.ledger, this.settings, order);
    if ('out' in done) this.take(done.out);
    return done;
  }

  private take(out: readonly Out[]): void {
    this.out.push(...out);
    for (const { message } of out)
      if (message.type === 'WriteRecord') this.commands.push(message.data as CanonicalWriteRecord);
  }

  /** How each PowerOffice Go record stands, by its id. */
  standings(): Record<string, string> {
    return Object.fromEntries(
      [...this.ledger.kept.values()].map(({ changed }) => [changed.state.founding!.id, changed.standing.state]),
    );
  }
}
