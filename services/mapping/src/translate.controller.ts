import { Controller, Inject } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import type { Batch, Heard, Publisher } from '@samsvar/bus';
import { DeadLetter, HearsTopics } from '@samsvar/bus';
import type { Heartbeat } from '@samsvar/contracts';
import { sayCommand } from './commands.js';
import { sayRecord } from './records.js';
import type { Told } from './told.js';

/** What translating works with. */
export const translating = Symbol('translating');
export interface Translating {
  readonly publisher: Publisher;
  readonly count: (type: string, outcome: string, times: number) => void;
  /** A heartbeat has passed this stage. */
  readonly beat: (stage: string, beat: Heartbeat) => void;
}

/** Says in canonical words what systems said, and in theirs what they are asked. Remembers nothing. */
@Controller()
export class TranslateController {
  constructor(@Inject(translating) private readonly work: Translating) {}

  @HearsTopics('records.native.powerofficego', 'records.native.customhrm')
  onRecords(@Payload() { heard }: Batch): Promise<void> {
    return this.tell(each(heard, sayRecord), 'mapped');
  }

  @HearsTopics('commands.canonical')
  onCommands(@Payload() { heard }: Batch): Promise<void> {
    return this.tell(
      each(heard, (one) => sayCommand(one)),
      'asked',
    );
  }

  @HearsTopics('commands.canonical.bulk')
  onBulk(@Payload() { heard }: Batch): Promise<void> {
    return this.tell(
      each(heard, (one) => sayCommand(one, true)),
      'asked',
    );
  }

  /** One publish for all of it; positions move only when the broker has stored it. */
  private async tell(told: readonly Told[], stage: string): Promise<void> {
    await this.work.publisher.publish(told);
    for (const { message } of told) if (message.type === 'Heartbeat') this.work.beat(stage, message.data as Heartbeat);
    const counts = Map.groupBy(told, ({ message, outcome }) => `${message.type} ${outcome}`);
    for (const [name, { length }] of counts) {
      const [type, outcome] = name.split(' ') as [string, string];
      this.work.count(type, outcome, length);
    }
  }
}

/**
 * Saying is pure: what cannot be said once can never be, so the message is put aside with the reason and the rest goes
 * on (Inv 9). The reason names the fault, not what the message says.
 */
function each(heard: readonly Heard[], say: (one: Heard) => Told): readonly Told[] {
  return heard.map((one) => {
    try {
      const told = say(one);
      return one.traceparent === undefined ? told : { ...told, traceparent: one.traceparent };
    } catch (error) {
      const name = error instanceof Error ? error.name : 'error';
      throw new DeadLetter(`${name}: the message could not be translated; mend the mapping, then replay it`, one, {
        cause: error,
      });
    }
  });
}
