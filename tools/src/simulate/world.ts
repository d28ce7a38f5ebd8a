import type { ContactRole, RecordRef, Resource as ResourceName, System } from '@samsvar/contracts';
import { emptyDigest, withId } from '@samsvar/contracts';
import type { LinkEvent, Member } from '@samsvar/sync';
import { MemoryLedger } from '@samsvar/sync/testing';
import { type Customs, free } from './customs.js';
import type { Beginning, Edit } from './edits.js';
import { HrmEnd, readingOf } from './hrm-end.js';
import { People } from './people.js';
import { PogoEnd } from './pogo-end.js';
import { populate } from './population.js';
import { Random } from './random.js';
import { SimBus } from './sim-bus.js';
import { SimConnector } from './sim-connector.js';
import { SimHrmResource, SimPogoResource } from './sim-resource.js';
import { calm, drawn, type Weather } from './weather.js';

const pogoNames: readonly ResourceName[] = ['departments', 'contact', 'contactperson'];
const hrmNames: readonly ResourceName[] = ['department', 'employee'];

/**
 * Two systems with people at work in them, two connectors, a bus and link, under one clock that the seed moves. What
 * decides in it is what decides in production: the connectors' hear and execute, the mappings, link's deliver and meet.
 * The bus repeats, reads lag and go back, requests and answers are lost, systems are busy, processes crash.
 */
export class World {
  readonly ledger = new MemoryLedger('default');
  readonly random: Random;
  readonly pogo: PogoEnd;
  readonly hrm = new HrmEnd();
  readonly bus: SimBus;
  readonly people: People;
  private weather: Weather;
  private now = 0;
  private counter = 0;
  private readonly pogoResources: readonly SimPogoResource[];
  private readonly hrmResources: readonly SimHrmResource[];
  private readonly connectors: Readonly<Record<System, SimConnector>>;

  constructor(
    readonly seed: number,
    readonly customs: Customs = free,
  ) {
    this.random = new Random(seed);
    this.weather = drawn(this.random);
    this.pogo = new PogoEnd(this.random, () => this.weather.lagMs);
    const air = { random: this.random, weather: () => this.weather, now: () => this.now };
    this.pogoResources = pogoNames.map((name) => new SimPogoResource(name, air, this.pogo));
    this.hrmResources = hrmNames.map((name) => new SimHrmResource(name, air, this.hrm));
    this.connectors = { powerofficego: this.connector('powerofficego'), customhrm: this.connector('customhrm') };
    const repeats = () => this.random.chance(this.weather.repeat);
    const take: SimBus['options']['take'] = (system, command) => this.connectors[system].take(command);
    this.bus = new SimBus({ ledger: this.ledger, repeats, take });
    const ends = {
      customs,
      pogo: this.pogo,
      hrm: this.hrm,
      random: this.random,
      value: (of: string) => this.value(of),
    };
    populate(ends);
    this.people = new People({
      ...ends,
      now: () => this.now,
      counterpart: (resource, id) => this.counterpart(resource, id),
      member: (one, atHrm) => this.member(one, atHrm ? 'customhrm' : 'powerofficego'),
    });
  }

  private connector(system: System): SimConnector {
    return new SimConnector({
      system,
      resources: system === 'powerofficego' ? this.pogoResources : this.hrmResources,
      tell: (told) => this.bus.tell(told),
      now: () => this.now,
      crash: () => this.random.chance(this.weather.crash / 3),
    });
  }

  private value(of: string): string {
    this.counter++;
    return of.endsWith('email') ? `e${this.counter}@eksempel.no` : `${of}-${this.counter}`;
  }

  /** One step: people edit, connectors poll and write, link works, time passes. */
  async step(): Promise<void> {
    this.now += this.random.int(1_500);
    const choice = this.random.next();
    if (choice < 0.22) this.people.edit();
    else if (choice < 0.5) this.poll();
    else if (choice < 0.75) await this.bus.work(1 + this.random.int(6));
    else await this.write();
  }

  get edits(): readonly Edit[] {
    return this.people.edits;
  }

  /** The HRM member of a record's link. */
  counterpart(resource: ResourceName, id: string): RecordRef | undefined {
    return this.member({ resource, id }, 'customhrm')?.ref;
  }

  private member({ resource, id }: Pick<Beginning, 'resource' | 'id'>, system: System): Member | undefined {
    const row = this.ledger.rows.get(`default/powerofficego/${resource}/${id}`);
    const state = row?.linkId === undefined ? undefined : this.ledger.kept.get(row.linkId)?.changed.state;
    return state && Object.entries(state.members).find(([key]) => key.startsWith(system))?.[1];
  }

  private poll(): void {
    for (const one of this.random.chance(0.5) ? this.pogoResources : [this.random.pick(this.pogoResources)]) {
      this.pollPogo(one);
    }
    for (const one of this.hrmResources) this.pollHrm(one);
  }

  /** Employees and Customers are listed apart, each by whichever replica answers. */
  private pollPogo(resource: SimPogoResource): void {
    const roles: readonly (ContactRole | undefined)[] =
      resource.name === 'contact' ? ['employee', 'customer'] : [undefined];
    for (const role of roles) {
      this.connectors.powerofficego.hear(resource, this.pogo.list(resource.name, role, this.now), this.now);
    }
  }

  private pollHrm(resource: SimHrmResource): void {
    const records = this.hrm.all().filter((record) => record.resource === resource.name);
    this.connectors.customhrm.hear(resource, records.map(readingOf), this.now);
  }

  private async write(): Promise<void> {
    await this.connectors.powerofficego.work();
    await this.connectors.customhrm.work();
  }

  private pollAll(): void {
    for (const one of this.pogoResources) this.pollPogo(one);
    for (const one of this.hrmResources) this.pollHrm(one);
  }

  /** Everybody has listed everything once: link may begin. */
  firstScans(): void {
    this.pollAll();
    for (const name of pogoNames) this.claim('powerofficego', name, this.pogo.all());
    for (const name of hrmNames) this.claim('customhrm', name, this.hrm.all());
  }

  private claim(
    system: System,
    resource: ResourceName,
    records: readonly { readonly id: string; readonly resource: ResourceName }[],
  ): void {
    const ids = records.filter((record) => record.resource === resource).map(({ id }) => id);
    const digest = ids.reduce(withId, emptyDigest);
    this.bus.claim({ tenant: 'default', system, resource, scanId: 's', count: ids.length, digest });
  }

  /** The weather clears and nobody edits any more: rounds until nothing is left to do, or the limit is reached. */
  async settle(roundsMax: number): Promise<boolean> {
    this.weather = calm;
    for (let round = 0; round < roundsMax; round++) {
      this.now = Math.max(this.now + 6_000, this.nextDue());
      this.pollAll();
      const waiting = this.bus.waiting();
      while (this.bus.waiting() > 0) await this.bus.work(50);
      const open = this.connectors.powerofficego.open() + this.connectors.customhrm.open();
      await this.write();
      if (waiting === 0 && open === 0 && this.bus.waiting() === 0 && round > 4) return true;
    }
    return false;
  }

  /** When the attempt that has waited longest may be tried again: backing off takes up to a quarter of an hour. */
  private nextDue(): number {
    const due = Math.min(this.connectors.powerofficego.nextDue(), this.connectors.customhrm.nextDue());
    return Number.isFinite(due) ? due : 0;
  }

  eventsOf(recordId: string): readonly LinkEvent[] {
    return [...this.ledger.kept.values()]
      .filter(({ changed }) => changed.state.founding?.id === recordId)
      .flatMap(({ events }) => events);
  }

  /** Everything people did and every event of every link, in words: for whoever replays a seed. */
  trace(): string {
    const edits = this.edits.map(
      ({ recordId, field, value, parent }) => `${recordId} ${field.canonical}: ${String(parent)} → ${String(value)}`,
    );
    const events = [...this.ledger.kept.values()].flatMap(({ changed, events: all }) =>
      all.map((event) => `${changed.state.founding!.id} ${JSON.stringify(event)}`),
    );
    return [...edits, ...events].join('\n');
  }
}
