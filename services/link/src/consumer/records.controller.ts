import { Controller, Inject } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import type { Batch } from '@samsvar/bus';
import { HearsTopics } from '@samsvar/bus';

/** What hearing records works with. */
export const hearing = Symbol('hearing');
export interface Hearing {
  work(batch: Batch): Promise<void>;
}

/** Hears canonical records and decides what their links now hold. */
@Controller()
export class RecordsController {
  constructor(@Inject(hearing) private readonly turn: Hearing) {}

  @HearsTopics('records.canonical')
  onRecords(@Payload() batch: Batch): Promise<void> {
    return this.turn.work(batch);
  }
}
