import type { DeadLetters } from './dead-letters.js';
import type { Bus, Outgoing, SubscribeOptions, Subscription } from './port.js';

const notYet = 'Kafka has not been reached yet: check KAFKA_BROKERS and that the broker runs';

/** A bus for whoever can begin before Kafka is there: until then it takes nothing and hears nothing, and says so. */
export class LaterBus implements Bus {
  readonly deadLetters: DeadLetters = {
    list: async (parts, most) => this.there().deadLetters.list(parts, most),
    extents: async (topics) => this.there().deadLetters.extents(topics),
    replay: async (messages) => this.there().deadLetters.replay(messages),
  };
  private bus: Bus | undefined;
  private isClosed = false;

  /** What becomes of a bus that never comes is for whoever waits for it. */
  constructor(coming: Promise<Bus>) {
    coming.then(
      (bus) => (this.isClosed ? void bus.close() : void (this.bus = bus)),
      () => undefined,
    );
  }

  async publish(out: readonly Outgoing[]): Promise<void> {
    return this.there().publish(out);
  }

  async subscribe(options: SubscribeOptions): Promise<Subscription> {
    return this.there().subscribe(options);
  }

  trouble(): string | undefined {
    return this.bus ? this.bus.trouble() : notYet;
  }

  async close(): Promise<void> {
    this.isClosed = true;
    await this.bus?.close();
  }

  private there(): Bus {
    if (!this.bus) throw new Error(notYet);
    return this.bus;
  }
}
