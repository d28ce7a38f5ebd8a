import type { ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { Sql } from '@samsvar/persistence';
import {
  beginning,
  type EventPage,
  type EventShown,
  eventsAfter,
  isAfter,
  newestPosition,
  newestPositions,
  type Position,
} from './events.js';
import { tooMany } from './problem.js';

/** How the live feed behaves; times in milliseconds. */
export interface StreamSettings {
  readonly listenersMax: number;
  readonly lookEveryMs: number;
  readonly heartbeatMs: number;
  /** A listener that takes nothing for this long is let go; it comes back where it was. */
  readonly patienceMs: number;
}
export const usualStream: StreamSettings = {
  listenersMax: 200,
  lookEveryMs: 250,
  heartbeatMs: 15_000,
  patienceMs: 30_000,
};

const pageSize = 500;

/** One event as server-sent events frame it. JSON holds no line break, so one data line is enough. */
export const frameOf = (event: EventShown): string =>
  `id: ${event.id}\nevent: ${event.event}\ndata: ${JSON.stringify(event)}\n\n`;

/** Said when there is nothing to say, so that nobody in between takes the line for dead. */
export const heartbeat = ': still here\n\n';
const opening = 'retry: 2000\n\n';

/** Tells listeners what happens as it happens. One look at the database serves them all; each goes on where it is. */
export class EventStream {
  private readonly listeners = new Set<Listener>();
  private timer: NodeJS.Timeout | undefined;
  private looking = false;

  constructor(
    private readonly queries: Sql,
    private readonly settings: StreamSettings = usualStream,
  ) {}

  /** How many listen now. */
  get size(): number {
    return this.listeners.size;
  }

  /**
   * Listens on behalf of a response until it closes. It is taken over only when nothing can be refused any more: until
   * then this throws (as many listen as may, the database is away), and the asker is answered.
   */
  async open(takeOver: () => ServerResponse, tenant: string, after: Position | undefined): Promise<void> {
    this.refuseIfFull();
    const newest = await newestPosition(this.queries, tenant);
    this.refuseIfFull();
    const response = takeOver();
    if (response.destroyed) return;
    const listener = new Listener(response, { tenant, settings: this.settings, page: this.pageOf(tenant) });
    this.listeners.add(listener);
    response.once('close', () => this.forget(listener));
    this.timer ??= this.start();
    listener.begin(after ?? newest);
    await listener.goOn(newest).catch(missed);
  }

  /** Lets everybody go. */
  close(): void {
    for (const listener of this.listeners) listener.end();
    clearInterval(this.timer);
  }

  private pageOf(tenant: string): Listening['page'] {
    return (after, until) => eventsAfter(this.queries, { tenant, after, until, limit: pageSize });
  }

  private refuseIfFull(): void {
    if (this.listeners.size >= this.settings.listenersMax) {
      throw tooMany(
        `${this.settings.listenersMax} listen already; close one, or ask /api/v1/events?after= instead.`,
        5,
      );
    }
  }

  private forget(listener: Listener): void {
    this.listeners.delete(listener);
    listener.end();
    if (this.listeners.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private start(): NodeJS.Timeout {
    const timer = setInterval(() => void this.look(), this.settings.lookEveryMs);
    timer.unref();
    return timer;
  }

  /** A look that takes longer than the time to the next is that one too. */
  private async look(): Promise<void> {
    if (this.looking) return;
    this.looking = true;
    const tenants = [...new Set([...this.listeners].map(({ tenant }) => tenant))];
    const newest = await newestPositions(this.queries, tenants).catch(missed);
    this.looking = false;
    for (const listener of this.listeners) {
      const until = newest?.get(listener.tenant);
      if (until) void listener.goOn(until).catch(missed);
    }
  }
}

/** A look that failed (the database is away) is made good by the next. */
const missed = (): undefined => undefined;

/** What a listener is told, and how. */
interface Listening {
  readonly tenant: string;
  readonly settings: StreamSettings;
  readonly page: (after: Position, until: Position) => Promise<EventPage>;
}

/** One open response and the position it has come to. */
class Listener {
  readonly tenant: string;
  private at = beginning;
  private until = beginning;
  private telling = false;
  private readonly pulse: NodeJS.Timeout;

  constructor(
    private readonly response: ServerResponse,
    private readonly listening: Listening,
  ) {
    this.tenant = listening.tenant;
    this.pulse = setInterval(() => this.response.write(heartbeat), listening.settings.heartbeatMs);
    this.pulse.unref();
  }

  begin(from: Position): void {
    this.response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    });
    this.response.write(opening);
    this.at = from;
  }

  /** Tells everything up to a position; told of a later one meanwhile, it goes on to that. */
  async goOn(until: Position): Promise<void> {
    this.until = until;
    if (this.telling) return;
    this.telling = true;
    try {
      while (isAfter(this.until, this.at) && !this.response.destroyed) await this.tellPage();
    } finally {
      this.telling = false;
    }
  }

  end(): void {
    clearInterval(this.pulse);
    if (!this.response.writableEnded) this.response.end();
  }

  private async tellPage(): Promise<void> {
    const { items, end } = await this.listening.page(this.at, this.until);
    if (items.length > 0 && !this.response.write(items.map(frameOf).join(''))) await this.drained();
    this.at = end;
  }

  private async drained(): Promise<void> {
    const signal = AbortSignal.timeout(this.listening.settings.patienceMs);
    await once(this.response, 'drain', { signal }).catch(() => this.response.destroy());
  }
}
