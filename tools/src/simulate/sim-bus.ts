import type { CanonicalWriteRecord, Message, NativeWriteRecord, ScanCompleted, System } from '@samsvar/contracts';
import type { MemoryLedger } from '@samsvar/sync/testing';
import { deliver, meet } from '@samsvar/sync';
import { settings } from './settings.js';
import type { Told } from './sim-connector.js';
import { canonicalAnswer, canonicalSeen, nativeWrite } from './translate.js';

export interface SimBusOptions {
  readonly ledger: MemoryLedger;
  /** Whether something is delivered once more than it should be; asked each time. */
  readonly repeats: () => boolean;
  readonly take: (system: System, command: NativeWriteRecord) => void;
}

/** The bus, mapping and link of a simulated world: what connectors tell is heard in order, at least once. */
export class SimBus {
  /** Commands that went out without a message that caused them; after the first meeting there must be none. */
  causeless = 0;
  private counter = 0;
  private readonly inbox: Message[] = [];
  private delivered: readonly Message[] = [];
  private readonly asked = new Map<string, CanonicalWriteRecord>();

  constructor(private readonly options: SimBusOptions) {}

  waiting(): number {
    return this.inbox.length;
  }

  tell(told: Told): void {
    if (told.type === 'RecordSeen') this.push(told.type, canonicalSeen(told.data));
    else this.push(told.type, canonicalAnswer(told.data, this.asked.get(askedKey(told.data.ticket))!));
  }

  claim(scan: ScanCompleted): void {
    this.push('ScanCompleted', scan);
  }

  private push(type: string, data: unknown): void {
    this.inbox.push({ id: `m${++this.counter}`, type, source: 'world', subject: 'x', data });
  }

  /** Link works some of what waits; sometimes the same again, as after a crash before its offsets moved. */
  async work(most: number): Promise<void> {
    const { ledger, repeats } = this.options;
    const again = repeats() ? this.delivered : [];
    const batch = [...again, ...this.inbox.splice(0, most)];
    if (batch.length === 0) return;
    this.delivered = batch;
    this.send((await deliver(ledger, settings, batch)).out, true);
    for (let left = true; left;) {
      const met = await meet(ledger, settings, 3);
      this.send(met.out, false);
      left = met.left;
    }
  }

  private send(out: readonly { readonly message: Message }[], caused: boolean): void {
    for (const { message } of out) {
      if (message.type !== 'WriteRecord') continue;
      const asked = message.data as CanonicalWriteRecord;
      if (caused && asked.cause === '') this.causeless++;
      this.asked.set(askedKey(asked.ticket), asked);
      const said = nativeWrite(asked);
      if ('outcome' in said) this.push('WriteAnswered', said);
      else
        for (let times = this.options.repeats() ? 2 : 1; times > 0; times--)
          this.options.take(asked.ticket.system, said);
    }
  }
}

const askedKey = ({ linkId, system }: { linkId: string; system: System }): string => `${linkId}/${system}`;
