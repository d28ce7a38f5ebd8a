import type {
  CanonicalWriteRecord,
  ContactRole,
  Message,
  NativeWriteRecord,
  RecordRef,
  Resource,
  ScanCompleted,
  Values,
} from '@samsvar/contracts';
import { emptyDigest, flowOf, withId } from '@samsvar/contracts';
import type { LinkEvent } from '@samsvar/sync';
import { deliver, meet } from '@samsvar/sync';
import { MemoryLedger } from '@samsvar/sync/testing';
import { type Beginning, beginnings, type Edit, editables } from './edits.js';
import { HrmEnd, readingOf } from './hrm-end.js';
import { PogoEnd, pogoStampOf } from './pogo-end.js';
import { Random } from './random.js';
import { settings } from './settings.js';
import { SimConnector, type Told } from './sim-connector.js';
import { canonicalAnswer, canonicalSeen, nativeWrite } from './translate.js';

/** How harsh a world is; each seed draws its own, some of it calm. */
interface Weather {
  readonly lagMs: number;
  readonly lostRequest: number;
  readonly lostAnswer: number;
  readonly crash: number;
  readonly repeat: number;
}

const drawn = (random: Random): Weather => ({
  lagMs: random.pick([0, 500, 2_000]),
  lostRequest: random.pick([0, 0.1]),
  lostAnswer: random.pick([0, 0.1, 0.3]),
  crash: random.pick([0, 0.1, 0.3]),
  repeat: random.pick([0, 0.2]),
});
const calm: Weather = { lagMs: 0, lostRequest: 0, lostAnswer: 0, crash: 0, repeat: 0 };

const settleAfterMs = 5_000;
const pogoResources: readonly Resource[] = ['departments', 'contact', 'contactperson'];
const hrmResources: readonly Resource[] = ['department', 'employee'];

/**
 * Two systems with people at work in them, two connectors, a bus and link, under one clock that the seed moves. What
 * decides in it is what decides in production: the connectors' hear, mayWrite, settle and recover, the mappings, and
 * link's deliver and meet. The bus repeats, lists lag and go back, requests and answers are lost, processes crash.
 */
export class World {
  readonly edits: Edit[] = [];
  readonly ledger = new MemoryLedger('default');
  readonly pogo: PogoEnd;
  readonly hrm = new HrmEnd();
  readonly random: Random;
  /** Commands that went out without a message that caused them; after the first meeting there must be none. */
  causeless = 0;
  private weather: Weather;
  private now = 0;
  private counter = 0;
  private readonly connectors: Readonly<Record<'powerofficego' | 'customhrm', SimConnector>>;
  private readonly inbox: Message[] = [];
  private delivered: readonly Message[] = [];
  private readonly asked = new Map<string, CanonicalWriteRecord>();

  constructor(readonly seed: number) {
    this.random = new Random(seed);
    this.weather = drawn(this.random);
    this.pogo = new PogoEnd(this.random, () => this.weather.lagMs);
    this.connectors = { powerofficego: this.pogoConnector(), customhrm: this.hrmConnector() };
    for (const beginning of beginnings) this.begin(beginning);
  }

  // ---- what there is at the beginning

  private begin(beginning: Beginning): void {
    const { resource, id, parent, roles, category } = beginning;
    const values: Record<string, Values[string]> = {};
    for (const field of editables[category])
      values[field.pogo] = field.unit === 'address' ? null : this.value(`${id}-${field.canonical}`);
    Object.assign(values, constants(beginning));
    this.pogo.add({ resource, id, roles, values, ...(parent !== undefined && { parent }) });
    if (flowOf(category).kind === 'employee' && this.random.chance(0.3)) this.twin(beginning, values);
  }

  /** A counterpart that was there before, with the same e-mail and something else in another field. */
  private twin({ category }: Beginning, values: Readonly<Record<string, Values[string]>>): void {
    const said = Object.fromEntries(editables[category].map((field) => [field.canonical, values[field.pogo] ?? null]));
    this.hrm.add('employee', {
      ...emptyEmployee,
      ...said,
      kind: category,
      ...(this.random.chance(0.5) && { phone: this.value('twin') }),
    });
  }

  private value(of: string): string {
    this.counter++;
    if (of.endsWith('email')) return `e${this.counter}@eksempel.no`;
    return `${of}-${this.counter}`;
  }

  // ---- the systems as the connectors reach them

  private pogoConnector(): SimConnector {
    const resource = (name: string) => ({
      stampOf: (field: string) => pogoStampOf(name as Resource, field),
      abilities: { settleAfterMs },
    });
    return new SimConnector(
      {
        system: 'powerofficego',
        enforcesVersion: false,
        resource,
        read: (ref, role) => this.pogo.read(ref.resource, ref.id, role ?? this.anyRole(ref), this.now),
        update: ({ ref, role, values, expected }) => {
          if (this.random.chance(this.weather.lostRequest)) return { outcome: 'lost' };
          const reading = this.pogo.patch(
            { resource: ref.resource, id: ref.id, ...(role && { role }), values, expected },
            this.now,
          );
          if (!reading) return { outcome: 'stale' };
          if (this.random.chance(this.weather.lostAnswer)) return { outcome: 'lost' };
          return ref.resource === 'departments' ? { outcome: 'done' } : { outcome: 'done', reading };
        },
        create: () => ({ outcome: 'lost' }),
      },
      (told) => this.hear(told),
    );
  }

  private anyRole(ref: RecordRef): ContactRole | undefined {
    return this.pogo.stored(ref.resource, ref.id).roles[0];
  }

  private hrmConnector(): SimConnector {
    return new SimConnector(
      {
        system: 'customhrm',
        enforcesVersion: true,
        resource: () => ({ stampOf: () => 'record', abilities: { settleAfterMs: 0 } }),
        read: (ref) => readingOf(this.hrm.get(ref.resource, ref.id)!),
        update: ({ ref, values, version }) => {
          if (this.random.chance(this.weather.lostRequest)) return { outcome: 'lost' };
          const record = this.hrm.patch(ref.resource, ref.id, values, version ?? '');
          if (!record) return { outcome: 'stale' };
          return this.random.chance(this.weather.lostAnswer)
            ? { outcome: 'lost' }
            : { outcome: 'done', reading: readingOf(record) };
        },
        create: (command) => this.birth(command),
      },
      (told) => this.hear(told),
    );
  }

  private birth({ ticket, values, reference }: NativeWriteRecord) {
    if (this.random.chance(this.weather.lostRequest)) return { outcome: 'lost' as const };
    const empty = ticket.resource === 'employee' ? emptyEmployee : emptyDepartment;
    const record = this.hrm.create(ticket.resource, { ...empty, ...values }, reference!);
    if (this.random.chance(this.weather.lostAnswer)) return { outcome: 'lost' as const };
    return { outcome: 'done' as const, reading: readingOf(record) };
  }

  // ---- the bus

  private hear(told: Told): void {
    const asked =
      told.type === 'WriteAnswered' ? this.asked.get(told.data.ticket.linkId + told.data.ticket.system) : undefined;
    const data = told.type === 'RecordSeen' ? canonicalSeen(told.data) : canonicalAnswer(told.data, asked!);
    this.inbox.push(this.message(told.type, data));
  }

  private message(type: string, data: unknown): Message {
    return { id: `m${++this.counter}`, type, source: 'world', subject: 'x', data };
  }

  /** Link works some of what waits; sometimes the same again, as after a crash before its offsets moved. */
  async link(most: number): Promise<void> {
    const again = this.random.chance(this.weather.repeat) ? this.delivered : [];
    const batch = [...again, ...this.inbox.splice(0, most)];
    if (batch.length === 0) return;
    this.delivered = batch;
    this.send((await deliver(this.ledger, settings, batch)).out, true);
    for (let left = true; left;) {
      const met = await meet(this.ledger, settings, 3);
      this.send(met.out, false);
      left = met.left;
    }
  }

  private send(out: readonly { readonly message: Message }[], caused: boolean): void {
    for (const { message } of out) {
      if (message.type !== 'WriteRecord') continue;
      const asked = message.data as CanonicalWriteRecord;
      if (caused && asked.cause === '') this.causeless++;
      this.asked.set(asked.ticket.linkId + asked.ticket.system, asked);
      const said = nativeWrite(asked);
      if ('outcome' in said) this.inbox.push(this.message('WriteAnswered', said));
      else this.connectors[asked.ticket.system].take(said, this.now);
      if (!('outcome' in said) && this.random.chance(this.weather.repeat))
        this.connectors[asked.ticket.system].take(said, this.now);
    }
  }

  // ---- what can happen next

  /** One step: people edit, connectors poll and write, link works, time passes. */
  async step(): Promise<void> {
    this.now += this.random.int(1_500);
    const choice = this.random.next();
    if (choice < 0.22) this.edit();
    else if (choice < 0.5) this.poll();
    else if (choice < 0.75) await this.link(1 + this.random.int(6));
    else this.write();
  }

  private edit(): void {
    const { resource, id, category } = this.random.pick(beginnings);
    const field = this.random.pick(editables[category]);
    const value = this.value(`x-${field.canonical}`);
    const atHrm = this.random.chance(0.5);
    const counterpart = atHrm ? this.counterpart(resource, id) : undefined;
    if (atHrm && !counterpart) return;
    if (counterpart) {
      const parent = String(this.hrm.get(counterpart.resource, counterpart.id)!.values[field.canonical] ?? '');
      this.hrm.set(counterpart.resource, counterpart.id, { [field.canonical]: value });
      this.edits.push({ recordId: id, field, value, parent });
    } else {
      const parent = String(this.pogo.stored(resource, id).values[field.pogo] ?? '');
      this.pogo.set(resource, id, { [field.pogo]: value }, this.now);
      this.edits.push({ recordId: id, field, value, parent });
    }
  }

  /** The HRM member of a record's link. */
  counterpart(resource: Resource, id: string): RecordRef | undefined {
    const row = this.ledger.rows.get(`default/powerofficego/${resource}/${id}`);
    const state = row?.linkId === undefined ? undefined : this.ledger.kept.get(row.linkId)?.changed.state;
    return state && Object.entries(state.members).find(([key]) => key.startsWith('customhrm'))?.[1]?.ref;
  }

  poll(): void {
    for (const resource of this.random.chance(0.5) ? pogoResources : [this.random.pick(pogoResources)]) {
      const roles: readonly (ContactRole | undefined)[] =
        resource === 'contact' ? ['employee', 'customer'] : [undefined];
      for (const role of roles) {
        this.connectors.powerofficego.hear(resource, this.pogo.list(resource, role, this.now), this.now, this.now);
      }
    }
    for (const resource of hrmResources) {
      const readings = this.hrm
        .all()
        .filter((record) => record.resource === resource)
        .map(readingOf);
      this.connectors.customhrm.hear(resource, readings, this.now, this.now);
    }
  }

  write(): void {
    const crash = () => this.random.chance(this.weather.crash);
    this.connectors.powerofficego.work(this.now, crash);
    this.connectors.customhrm.work(this.now, crash);
  }

  /** Everybody has listed everything once: link may begin. */
  async firstScans(): Promise<void> {
    this.poll();
    for (const resource of pogoResources) this.pollAll(resource);
    const pogo = pogoResources.map((resource) =>
      this.claim(
        'powerofficego',
        resource,
        this.pogo.all().filter((one) => one.resource === resource),
      ),
    );
    const hrm = hrmResources.map((resource) =>
      this.claim(
        'customhrm',
        resource,
        this.hrm.all().filter((one) => one.resource === resource),
      ),
    );
    this.inbox.push(...[...pogo, ...hrm].map((data) => this.message('ScanCompleted', data)));
  }

  private pollAll(resource: Resource): void {
    const roles: readonly (ContactRole | undefined)[] = resource === 'contact' ? ['employee', 'customer'] : [undefined];
    for (const role of roles)
      this.connectors.powerofficego.hear(resource, this.pogo.list(resource, role, this.now), this.now, this.now);
  }

  private claim(
    system: ScanCompleted['system'],
    resource: Resource,
    records: readonly { readonly id: string }[],
  ): ScanCompleted {
    const digest = records.reduce((sum, { id }) => withId(sum, id), emptyDigest);
    return { tenant: 'default', system, resource, scanId: 's', count: records.length, digest };
  }

  // ---- calm

  /** The weather clears and nobody edits any more: rounds until nothing is left to do, or the limit is reached. */
  async settle(roundsMax: number): Promise<boolean> {
    this.weather = calm;
    for (let round = 0; round < roundsMax; round++) {
      this.now += 6_000;
      for (const resource of pogoResources) this.pollAll(resource);
      this.poll();
      const waiting = this.inbox.length;
      while (this.inbox.length > 0) await this.link(50);
      const open = this.connectors.powerofficego.open() + this.connectors.customhrm.open();
      this.write();
      if (waiting === 0 && open === 0 && this.inbox.length === 0 && round > 4) return true;
    }
    return false;
  }

  eventsOf(recordId: string): readonly LinkEvent[] {
    return [...this.ledger.kept.values()]
      .filter(({ changed }) => changed.state.founding?.id === recordId)
      .flatMap(({ events }) => events);
  }

  /** Everything people did and every event of every link, in words: for whoever replays a seed. */
  trace(): string {
    const edits = this.edits.map(
      ({ recordId, field, value, parent }) => `${recordId} ${field.canonical}: ${parent} → ${value}`,
    );
    const events = [...this.ledger.kept.values()].flatMap(({ changed, events: all }) =>
      all.map((event) => `${changed.state.founding!.id} ${JSON.stringify(event)}`),
    );
    return [...edits, ...events].join('\n');
  }
}

const emptyEmployee: Values = Object.fromEntries(
  [
    'employeeNumber',
    'firstName',
    'lastName',
    'email',
    'phone',
    'dateOfBirth',
    'jobTitle',
    'departmentId',
    'managerId',
    'hiredDate',
    'startDate',
    'endDate',
    'address.line1',
    'address.line2',
    'address.postalCode',
    'address.city',
    'address.countryCode',
  ].map((field) => [field, null]),
);
const emptyDepartment: Values = Object.fromEntries(
  [
    'code',
    'name',
    'managerId',
    'organizationNumber',
    'email',
    'phone',
    'websiteUrl',
    'address.line1',
    'address.line2',
    'address.postalCode',
    'address.city',
    'address.countryCode',
  ].map((field) => [field, null]),
);

/** What people do not edit in these worlds: numbers, references, whether a record is active. */
function constants({ resource, id, roles, parent }: Beginning): Readonly<Record<string, Values[string]>> {
  if (resource === 'departments') return { Code: `D${id}`, IsActive: true, ManagerEmployeeId: '11' };
  if (resource === 'contactperson') return { ContactId: parent!, IsActive: true };
  return {
    'shared.IsArchived': false,
    'shared.IsPerson': id !== '13',
    ...(roles.includes('employee') && {
      'employee.Number': id,
      'employee.DepartmentId': '1',
      'employee.ManagerEmployeeId': id === '12' ? '11' : null,
    }),
    ...(roles.includes('customer') && {
      'customer.Number': `100${id}`,
      'customer.DepartmentId': null,
      'customer.IsActive': true,
    }),
  };
}
