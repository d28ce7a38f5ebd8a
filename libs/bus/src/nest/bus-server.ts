import type { CustomTransportStrategy } from '@nestjs/microservices';
import { EventPattern, Server } from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';
import type { TopicId } from '@samsvar/contracts';
import type { Batch, Bus, Handler, Positions, Subscription } from '../port.js';

const together = '+';

/** A method that hears batches of these topics, gathered together: `@HearsTopics('records.canonical')`. */
export const HearsTopics = (...topics: readonly TopicId[]): MethodDecorator =>
  EventPattern<string>(topics.join(together)) as MethodDecorator;

/** The same for the subscription of this `transportId` only, where a service has several. */
export const HearsTopicsOf = (transportId: symbol, ...topics: readonly TopicId[]): MethodDecorator =>
  EventPattern<string>(topics.join(together), transportId) as MethodDecorator;

export interface BusServerOptions {
  readonly bus: Bus;
  readonly group: string;
  readonly positions?: Positions;
  readonly sliceMax?: number;
  /** Which handlers it hears, where a service has several subscriptions. */
  readonly transportId?: symbol;
}

/**
 * Lets Nest's `@EventPattern` handlers hear our bus in batches, with our delivery rules rather than the transport's.
 */
export class BusServer extends Server implements CustomTransportStrategy {
  subscription: Subscription | undefined;

  constructor(private readonly settings: BusServerOptions) {
    super();
    if (settings.transportId) this.transportId = settings.transportId;
  }

  async listen(callback: (error?: unknown) => void): Promise<void> {
    const { bus, transportId: _, ...options } = this.settings;
    this.subscription = await bus.subscribe({ ...options, handlers: this.handlersByTopic() });
    callback();
  }

  async close(): Promise<void> {
    await this.subscription?.close();
  }

  on(): never {
    throw new Error('the bus has no transport events');
  }

  unwrap<T>(): T {
    return this.settings.bus as T;
  }

  private handlersByTopic(): Partial<Record<TopicId, Handler>> {
    const handlers: Partial<Record<TopicId, Handler>> = {};
    for (const [pattern, method] of this.messageHandlers) {
      const handler = async (batch: Batch) => {
        const result: unknown = await method(batch);
        if (isObservable(result)) await lastValueFrom(result, { defaultValue: undefined });
      };
      for (const topic of pattern.split(together)) handlers[topic as TopicId] = handler;
    }
    return handlers;
  }
}
