import type { RecordRef, Resource as ResourceName, System } from '@samsvar/contracts';
import type { LinkEvent, LinkState, Member } from '@samsvar/sync';
import { Air } from './air.js';
import { connectorsOf } from './connectors.js';
import { type Customs, customsOf } from './customs.js';
import { Deciders } from './deciders.js';
import { Doings } from './doings.js';
import type { Beginning, Edit } from './edits.js';
import { honoursTest, hrmCustomsOf } from './end-customs.js';
import { Faults, streamOf } from './faults.js';
import { brakedIn, guardedBy, guardedDoings, isGuarded } from './guarded.js';
import { HrmEnd } from './hrm-end.js';
import { SimLedger } from './link-store.js';
import { Listings } from './listings.js';
import type { Mutation } from './mutation.js';
import { Operator } from './operator.js';
import { peopled } from './peopled.js';
import type { People } from './people.js';
import { PogoEnd } from './pogo-end.js';
import { type Overwritten } from './pogo-record.js';
import { Processes } from './process.js';
import type { Random } from './random.js';
import { ownerOf, settingsWith } from './settings.js';
import type { SimConnector } from './sim-connector.js';
import { SimLink } from './sim-link.js';
import { Trace } from './trace.js';
import { hasAskedAgain } from './recovery.js';
import type { WorldOptions } from './world-options.js';

/**
 * Two systems with people at work in them, two connectors, a bus and link, under one clock that the seed moves. What
 * decides in it is what decides in production: the connectors' hear and execute, the mappings, link's deliver and meet.
 */
export class World {
  readonly ledger = new SimLedger('default');
  readonly operator = new Operator(this.ledger);
  readonly trace = new Trace();
  readonly faults: Faults;
  readonly customs: Customs;
  /** Counterparts in the HRM that were there from the beginning, by the record of PowerOffice Go. */
  readonly twins = new Map<string, string>();
  readonly pogo: PogoEnd;
  readonly hrm: HrmEnd;
  readonly link: SimLink;
  readonly people: People;
  readonly air: Air;
  readonly listings: Listings;
  readonly connectors: Readonly<Record<System, SimConnector>>;
  readonly mutation: Mutation;
  private readonly random: Random;
  private readonly deciders: Deciders;
  private readonly doings: Doings;
  private readonly processes: Processes;
  private clock = 0;
  private counter = 0;

  constructor(
    readonly seed: number,
    options: WorldOptions = {},
  ) {
    const { mutation = {} } = options;
    this.mutation = mutation;
    this.random = streamOf(seed, 'steps');
    this.faults = new Faults(seed, options.tuning, options.sleepsAt);
    this.customs = options.customs ?? customsOf(seed);
    const test = mutation.honoursTest ?? honoursTest(seed);
    const overwrites = (over: Overwritten) => mutation.strict || this.people.overwrites(over);
    this.pogo = new PogoEnd(this.faults, this.trace, overwrites, test);
    const hrmCustoms = { ...hrmCustomsOf(seed), ...mutation.hrm };
    this.hrm = new HrmEnd(hrmCustoms, this.faults, this.trace, mutation.ignoresVersion);
    this.people = peopled(this, options.focus);
    const inMass = isGuarded(seed) ? guardedDoings : {};
    this.doings = new Doings(seed, this.people, this.faults, { ...inMass, ...options.doings });
    const clock = { now: () => this.clock, pass: (ms: number) => (this.clock += ms) };
    this.air = new Air(this.faults, streamOf(seed, 'air'), clock, () => this.doings.one());
    this.processes = new Processes(this.faults, clock.now);
    const { faults, processes, ledger, trace, operator } = this;
    const settings = mutation.settings?.(ownerOf(seed)) ?? settingsWith(ownerOf(seed));
    const chosen = mutation.unguarded ? settings : guardedBy(seed, settings);
    this.deciders = new Deciders(seed, { ledger, settings: chosen, operator, faults, trace });
    const lost = () => Object.values(this.connectors).forEach((connector) => connector.tellsAgain());
    const asksAbout = (ref: RecordRef) => this.connectors[ref.system].rereads.ask(ref);
    this.link = new SimLink({
      ledger,
      settings: chosen,
      faults,
      processes,
      trace,
      operator,
      mutation,
      lost,
      asksAbout,
    });
    this.connectors = connectorsOf({ ...this, processes, now: clock.now });
    this.listings = new Listings(this);
  }

  /** A word nobody has said before. */
  value(of: string): string {
    const n = ++this.counter;
    if (of.endsWith('email')) return `e${n}@eksempel.no`;
    return of.endsWith('phone') ? `x-phone-${n}` : `${n}-x-${of}`;
  }

  /** One step: people edit, connectors poll and write, link works, time passes. */
  async step(): Promise<void> {
    await this.pass(this.random.chance(0.85) ? this.random.int(250) : this.random.int(8_000));
    const choice = this.random.next();
    if (choice < 0.22) this.doings.one();
    else if (choice < 0.5) await this.listings.poll(this.random);
    else if (choice < 0.75) await this.link.work(1 + this.random.int(6));
    else await this.write();
    this.deciders.some();
    this.trace.note(`${this.clock} ${this.edits.length} ${this.writes}`);
  }

  /** Time passes, and what it was awaited for arrives. */
  async pass(ms: number): Promise<void> {
    this.clock += ms;
    this.ledger.clock = this.clock;
    this.air.arrive();
    await this.processes.wake();
  }

  get now(): number {
    return this.clock;
  }

  get edits(): readonly Edit[] {
    return this.people.edits;
  }

  /** Calls that changed data. */
  get writes(): number {
    return this.pogo.writes + this.hrm.writes;
  }

  /** The HRM member of a record's link. */
  counterpart(resource: ResourceName, id: string): RecordRef | undefined {
    return this.member({ resource, id }, 'customhrm')?.ref;
  }

  /** How a record's link stands. */
  standingOf({ resource, id }: Pick<Beginning, 'resource' | 'id'>): string | undefined {
    const row = this.ledger.rows.get(`default/powerofficego/${resource}/${id}`);
    return row?.linkId === undefined ? undefined : this.ledger.kept.get(row.linkId)?.changed.standing.state;
  }

  stateOf({ resource, id }: Pick<Beginning, 'resource' | 'id'>): LinkState | undefined {
    const row = this.ledger.rows.get(`default/powerofficego/${resource}/${id}`);
    return row?.linkId === undefined ? undefined : this.ledger.kept.get(row.linkId)?.changed.state;
  }

  member(one: Pick<Beginning, 'resource' | 'id'>, system: System): Member | undefined {
    const state = this.stateOf(one);
    return state && Object.entries(state.members).find(([key]) => key.startsWith(system))?.[1];
  }

  private async write(): Promise<void> {
    await this.connectors.powerofficego.work();
    await this.connectors.customhrm.work();
  }

  /** In most worlds faults and edits begin once everything has met, in some while it meets. */
  async begin(): Promise<void> {
    if (this.random.chance(0.7)) await this.settle(3);
    this.faults.begin();
    if (!this.link.hasMet) await this.listings.pollAll();
  }

  /** The faults end and nobody edits any more: rounds until nothing is left to do, or the limit is reached. */
  async settle(roundsMax: number): Promise<boolean> {
    this.faults.calm();
    for (let round = 0; round < roundsMax; round++) {
      const due = Math.min(this.connectors.powerofficego.nextDue(), this.connectors.customhrm.nextDue());
      await this.pass(Math.max(6_000, Number.isFinite(due) ? due - this.clock : 0));
      await this.listings.pollAll();
      this.customs.beginnings.forEach((one) => this.operator.reunite(one));
      this.operator.approve();
      const waiting = this.link.waiting();
      do await this.link.work(50);
      while (this.link.waiting() > 0);
      this.deciders.allThatIsOpen();
      const open = this.connectors.powerofficego.open() + this.connectors.customhrm.open();
      await this.write();
      const left = this.link.waiting() + brakedIn(this.ledger.state) + this.processes.asleep + this.air.pending;
      const isAtRest = waiting === 0 && open === 0 && left === 0 && round > 4;
      if (isAtRest && !(await hasAskedAgain(this))) return true;
    }
    return false;
  }

  eventsOf(recordId: string): readonly LinkEvent[] {
    return [...this.ledger.kept.values()]
      .filter(({ changed }) => changed.state.founding?.id === recordId)
      .flatMap(({ events }) => events);
  }
}
