import type {
  CanonicalWriteAnswered,
  CanonicalWriteRecord,
  Message,
  NativeWriteRecord,
  ReadRecord,
  System,
} from '@samsvar/contracts';
import { recordKey } from '@samsvar/contracts';
import type { Decided, Ledger, Out, TenantSettings } from '@samsvar/sync';
import { decideFor, deliver, dueAt, goOn, meet } from '@samsvar/sync';
import { Asked } from './guarded.js';
import { LinkStore } from './link-store.js';
import { Log } from './log.js';
import { Died, type Passage } from './process.js';
import { begin } from './transaction.js';
import { askedKey, isCauseless } from './commands.js';
import type { SimLinkOptions } from './sim-link-options.js';
import type { Told } from './told.js';
import { canonicalAnswer, keyed, nativeWrite, type Said } from './translate.js';

/** The bus, mapping and link of a simulated world: what connectors tell is heard in order, at least once. */
export class SimLink {
  /** Commands that hearing a message brought about without naming it. */
  causeless = 0;
  readonly unapproved = new Asked();
  readonly commands: Readonly<Record<System, Log<NativeWriteRecord>>> = {
    powerofficego: new Log(),
    customhrm: new Log(),
  };
  private counter = 0;
  private readonly store: LinkStore;
  private readonly asked = new Map<string, CanonicalWriteRecord>();

  constructor(private readonly options: SimLinkOptions) {
    this.store = new LinkStore(options.ledger, options.faults);
  }

  /** Whether everything has met that can. */
  get hasMet(): boolean {
    return Object.values(this.options.ledger.state.meeting).every((meeting) => meeting === 'met');
  }

  waiting(): number {
    return this.store.records.waiting() + this.store.outbox.length + this.options.operator.waiting;
  }

  /** What a connector tells, said in canonical words. */
  tell(told: Told): void {
    if (told.type === 'WriteAnswered')
      return this.answer(canonicalAnswer(told.data, this.asked.get(askedKey(told.data.ticket))!));
    const { key, data } = keyed(told);
    this.push(told.type, key, data);
  }

  private answer(answer: CanonicalWriteAnswered): void {
    const { op } = this.asked.get(askedKey(answer.ticket))!;
    const key = answer.ref && op !== 'create' ? recordKey(answer.ref) : answer.ticket.linkId;
    this.push('WriteAnswered', key, answer);
  }

  private push(type: string, key: string, data: Said['data'] | CanonicalWriteAnswered): void {
    const message = { id: `m${++this.counter}`, type, source: 'world', subject: key, data };
    this.store.records.push(key, message);
    if (this.options.faults.mayStrike('overtaken') && this.store.records.overtake())
      this.options.faults.hit('overtaken');
    this.options.trace.note(`told ${type} ${key}`, () => data);
  }

  /** Link works on some of what waits; what it has decided is published. */
  async work(most: number): Promise<void> {
    if (this.store.isSetBack(this.hasMet)) this.options.lost();
    await this.options.processes.run('link', async (passage) => {
      await this.publish(passage);
      await this.decide(passage);
      await this.hear(most, passage);
      await this.publish(passage);
      while (!this.hasMet && (await this.meet(passage))) await this.publish(passage);
      while (this.isDue() && (await this.goOn(passage))) await this.publish(passage);
    });
  }

  /** People's decisions are carried out in turns of their own; one that is rolled back is sent again. */
  private async decide(passage: Passage): Promise<void> {
    const { operator, settings } = this.options;
    for (let wish = operator.next(); wish; wish = operator.next()) {
      const decision = wish();
      const order = { id: `d${++this.counter}`, by: { who: 'somebody', why: 'looked at both' } };
      const decide = async (ledger: Ledger) => {
        const done = decision && (await decideFor(ledger, settings, { ...order, decision }));
        return done && 'out' in done ? done : { out: [] };
      };
      const exempt = decision?.type === 'settleGone' ? 'approved' : undefined;
      if (decision && !(await this.turn(passage, [], decide, exempt))) return;
      operator.done();
      await this.publish(passage);
    }
  }

  private async hear(most: number, passage: Passage): Promise<void> {
    const { faults, settings, mutation } = this.options;
    if (faults.strikes('rewound')) this.store.records.goBack(1 + faults.size('rewound', 8));
    const { at } = this.store.records;
    const batch = this.store.records.next(most);
    if (batch.length === 0) return;
    await passage.at('delivered');
    if (mutation.offsetFirst) this.store.records.moveTo(at + batch.length);
    const heard = await this.turn(passage, batch, async (ledger) => {
      const decided = await deliver(ledger, settings, batch);
      this.causeless += decided.out.filter(isCauseless).length;
      return decided;
    });
    if (!heard) return;
    await passage.at('decided');
    if (passage.hasSlept || faults.strikes('deliveredAgain')) return;
    this.store.records.moveTo(at + batch.length);
  }

  /** Whether a poll has ended, or a person's decision about a hold is to be carried out. */
  private isDue(): boolean {
    const { state, clock } = this.options.ledger;
    return this.hasMet && (dueAt(state) ?? Infinity) <= clock;
  }

  /** One slice of what is due; what a person approved is not counted against the guards. */
  private goOn(passage: Passage): Promise<boolean> {
    const approved = (this.options.ledger.state.guard?.rulings.length ?? 0) > 0;
    const work = (ledger: Ledger) => goOn(ledger, this.options.settings, 3);
    return this.turn(passage, [], work, approved ? 'approved' : undefined);
  }

  /** One slice of the first meeting; whether there may be more to do. */
  private async meet(passage: Passage): Promise<boolean> {
    let left = false;
    const slice = async (ledger: Ledger) => {
      const met = await meet(ledger, this.options.settings, 3);
      left = met.left;
      return met;
    };
    const turned = await this.turn(passage, [], slice, 'firstMet');
    return turned && left;
  }

  /**
   * One transaction: what was decided and what is to be told are stored together, or not at all. A decider that slept
   * has lost its session and with it the tenant's lock: nothing of it is stored.
   */
  private async turn(
    passage: Passage,
    batch: readonly Message[],
    decide: (ledger: Ledger) => Promise<{ readonly out: readonly Out[] }>,
    exempt?: 'firstMet' | 'approved',
  ): Promise<boolean> {
    const { ledger, faults, trace, mutation } = this.options;
    const transaction = begin(ledger, mutation, batch);
    const { out } = await decide(transaction.ledger);
    const hadSlept = passage.hasSlept;
    await passage.at('deciding');
    if (passage.hasSlept && !hadSlept && !mutation.manyWriters) throw new Died('its session was lost');
    if (faults.strikes('rolledBack')) return false;
    await transaction.commit();
    if (exempt) this.unapproved.exempt(out, exempt);
    else this.unapproved.note(out, ledger.clock);
    trace.note('decided', () => transaction.events());
    this.store.outbox.push(...out);
    return !faults.strikes('commitUnknown');
  }

  /** A turn of its own, as link's recovery takes it now and then. */
  async recover(decide: (ledger: Ledger, settings: TenantSettings) => Promise<Decided>): Promise<void> {
    await this.options.processes.run('link', async (passage) => {
      await this.turn(passage, [], (ledger) => decide(ledger, this.options.settings), 'approved');
      await this.publish(passage);
    });
  }

  private async publish(passage: Passage): Promise<void> {
    for (let told = this.store.outbox[0]; told; told = this.store.outbox[0]) {
      this.send(told);
      if (told.message.type === 'WriteRecord') {
        if (this.options.faults.strikes('publishedTwice')) this.send(told);
        await passage.at('published');
      }
      const at = this.store.outbox.indexOf(told);
      if (at >= 0) this.store.outbox.splice(at, 1);
    }
  }

  private send({ message, key }: Out): void {
    if (message.type === 'ReadRecord') return this.options.asksAbout((message.data as ReadRecord).ref);
    if (message.type !== 'WriteRecord') return;
    this.options.trace.note(`asked ${key}`, () => message.data);
    const decided = message.data as CanonicalWriteRecord;
    const asked = this.options.mutation.asked?.(decided) ?? decided;
    this.asked.set(askedKey(asked.ticket), asked);
    const said = nativeWrite(asked);
    if ('outcome' in said) this.answer(said);
    else this.commands[asked.ticket.system].push(key, said);
  }
}
