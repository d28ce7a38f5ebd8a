import type { ContactRole, NativeWriteRecord, System, Values } from '@samsvar/contracts';
import { recordKey } from '@samsvar/contracts';
import { type Attempt, execute, knownAfterMs, markOfBirth, type RecordRow } from '@samsvar/connector';
import { ConnectorStore } from './connector-store.js';
import type { Listed, SimResource } from './listed.js';
import { Failover } from './failover.js';
import type { Faults } from './faults.js';
import { Rereads } from './rereads.js';
import { Seeker } from './seeker.js';
import type { Log } from './log.js';
import type { Mutation } from './mutation.js';
import type { Passage, Processes } from './process.js';
import type { Told } from './told.js';

export interface SimConnectorOptions {
  readonly system: System;
  readonly resources: readonly SimResource[];
  readonly commands: Log<NativeWriteRecord>;
  readonly tell: (told: Told) => void;
  readonly now: () => number;
  readonly faults: Faults;
  readonly processes: Processes;
  readonly mutation: Mutation;
}

/**
 * A connector whose work is production's: readings are heard by `hear`, writes are tried by `execute` and stored by
 * `settledBy`. At any point of its work a process may die or fall asleep; only what is in its store is left to the one
 * that takes over.
 */
export class SimConnector {
  private readonly store: ConnectorStore;
  readonly rereads: Rereads;
  /** The process that is at work: each one that dies or falls asleep is followed by another. */
  private owner = 1;
  private readonly failover: Failover;
  private readonly seeker: Seeker;

  constructor(private readonly options: SimConnectorOptions) {
    this.store = new ConnectorStore(options.system, options.now, options.mutation);
    this.failover = new Failover(this.store, options.commands, options);
    const at = { store: this.store, now: options.now, resourceOf: (name: string) => this.resourceOf(name) };
    this.rereads = new Rereads({ ...at, hear: (listed) => this.hear(listed) });
    this.seeker = new Seeker({
      ...at,
      resources: options.resources,
      run: (work) => this.run(work),
      publish: (passage) => this.publish(passage),
      readAgain: (ref) => this.rereads.readAgain(ref),
      believesAtOnce: options.mutation.believesAtOnce === true,
    });
  }

  get resources(): readonly SimResource[] {
    return this.options.resources;
  }

  private async run(work: (passage: Passage) => Promise<void>): Promise<boolean> {
    const ended = await this.options.processes.run(this.options.system, work);
    if (ended === 'done') return true;
    this.begunAnew();
    if (this.options.mutation.tellsFromMemory) this.store.outbox.splice(0);
    return false;
  }

  /** Hears a listing: stored in one transaction, then told. Whether it was stored, as far as its process knows. */
  async hear(listed: Listed): Promise<boolean> {
    const { faults } = this.options;
    if (this.failover.isQuiet) return false;
    let stored = false;
    const ended = await this.run(async (passage) => {
      await passage.at('listed');
      if (faults.strikes('rolledBack')) return;
      stored = this.store.hear(listed);
      if (faults.strikes('commitUnknown')) this.store.hear(listed);
      await passage.at('heard');
      await this.publish(passage);
    });
    return ended && stored;
  }

  /** Tells that a listing was complete. */
  async claim({ name }: SimResource, ids: readonly string[]): Promise<void> {
    this.store.claim(name, ids);
    await this.run((passage) => this.publish(passage));
  }

  /** Publishes what is to be told, in order; what was published but not marked is published again. */
  private async publish(passage: Passage): Promise<void> {
    const { tell, faults } = this.options;
    const { outbox } = this.store;
    for (let told = outbox[0]; told; told = outbox[0]) {
      tell(told);
      if (faults.strikes('publishedTwice')) tell(told);
      await passage.at('published');
      this.store.markTold(told);
    }
  }

  /** Everything is told again when it is next listed. */
  tellsAgain(): void {
    this.store.untellAll();
  }

  /** Everything of a resource is to be listed, to be told again. */
  awaits(resource: SimResource): boolean {
    return this.store.retelling.awaits(resource.name);
  }

  known(key: string): Values | undefined {
    return this.store.known(key);
  }

  /** See `AttemptBook`. */
  get marksLost(): ReadonlySet<string> {
    return this.store.attempts.marksLost;
  }

  open(): number {
    return this.store.attempts.open().length + this.store.outbox.length + this.options.commands.waiting();
  }

  nextDue(): number {
    return this.store.attempts.nextDue(this.owner);
  }

  /** Takes on commands, works on what is due, then reads again what was withheld. */
  async work(): Promise<void> {
    if (this.failover.isAway) return;
    if (this.failover.strikes()) return this.begunAnew();
    if (this.store.outbox.length > 0 && !(await this.run((passage) => this.publish(passage)))) return;
    if (!(await this.run((passage) => this.receive(passage)))) return;
    for (const attempt of this.store.attempts.due(this.owner, this.options.now())) {
      if (!(await this.run((passage) => this.tryOnce(attempt, passage)))) return;
    }
    await this.rereads.work();
  }

  /** Whoever was at work is gone. */
  private begunAnew(): void {
    this.store.attempts.letGo(this.owner, this.options.now());
    this.owner++;
    this.rereads.forget();
  }

  private async receive(passage: Passage): Promise<void> {
    const { commands, faults, now } = this.options;
    if (faults.strikes('rewound')) commands.goBack(1 + faults.size('rewound', 4));
    const { at } = commands;
    const batch = commands.next(20);
    if (batch.length === 0) return;
    await passage.at('commanded');
    if (faults.strikes('rolledBack')) return;
    for (const command of batch) {
      const mark = markOfBirth(this.resourceOf(command.ticket.resource), command);
      this.store.attempts.note({ command, mark }, this.owner, now());
    }
    await passage.at('attempted');
    if (passage.hasSlept || faults.strikes('deliveredAgain')) return;
    commands.moveTo(at + batch.length);
  }

  /** After a complete listing: whom it misses is looked for by id (Inv 19). */
  seek(resource: SimResource, listed: ReadonlyMap<string, readonly ContactRole[]>): Promise<void> {
    return this.seeker.seek(resource, listed);
  }

  private resourceOf(name: string): SimResource {
    return this.options.resources.find((resource) => resource.name === name)!;
  }

  /** Tries an attempt; a process that dies on the way leaves what it had stored until then. */
  private async tryOnce(attempt: Attempt, passage: Passage): Promise<void> {
    const { owner, store } = this;
    const { command } = attempt;
    const { now, faults } = this.options;
    const resource = this.resourceOf(command.ticket.resource);
    const note = async (noted: NonNullable<Attempt['note']>) => {
      const moved = { state: 'sent' as const, note: noted, waitMs: knownAfterMs(resource.abilities) };
      if (!store.attempts.move(attempt, { owner, now: now() }, moved)) throw new Error('another has taken it over');
      await passage.at('noted');
    };
    const { ref, reference } = command;
    const bears = (one: RecordRow) => reference !== undefined && one.reference === reference && !one.gone;
    const row = ref ? store.row(recordKey(ref)) : store.rowsOf(resource).find(([, one]) => bears(one))?.[1];
    const clock = { now, pause: async () => undefined };
    const mayGo = () => store.attempts.mayGo(attempt, owner, now());
    const outcome = await execute({ attempt, resource: resource.during(passage), row, note, mayGo, clock });
    await passage.at('answered');
    const withheld = store.end(outcome, resource, owner);
    if (withheld) this.rereads.add(withheld);
    if (faults.strikes('commitUnknown')) store.end(outcome, resource, owner);
    await passage.at('settled');
    await this.publish(passage);
  }
}
