import { Controller, Inject } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import type {
  ForgetRecord,
  Heartbeat,
  Message,
  NativeWriteRecord,
  PollResource,
  ReadRecord,
  SetPolling,
  System,
} from '@samsvar/contracts';
import { commandsNative, recordKey } from '@samsvar/contracts';
import type { Batch } from '@samsvar/bus';
import { HearsTopicsOf } from '@samsvar/bus';
import { movePositions } from '@samsvar/persistence';
import { noteAttempts } from '../store/note-attempts.js';
import { forgetRecord } from '../store/records.js';
import type { Kit } from './kit.js';
import { resourceOf } from './kit.js';
import { markOfBirth } from './marks.js';
import type { Poller } from './poller.js';
import { readAgain } from './read-again.js';
import { historyOf } from './set-back.js';
import type { Auditor } from './auditor.js';
import type { WriteDesk } from './write-desk.js';

/** The two subscriptions of a connector: people's edits, and bulk work behind them. */
export const editLane = Symbol('edits');
export const bulkLane = Symbol('bulk');
export const commandDesk = Symbol('command desk');

export const editGroup = (system: System) => `${system}-connector`;
export const bulkGroup = (system: System) => `${system}-connector-bulk`;

/** What handlers of commands work with. */
export interface CommandDesk {
  readonly kit: Kit;
  readonly desk: WriteDesk;
  readonly poller: Poller;
  readonly auditor?: Auditor;
}

/**
 * Notes what is asked, in one transaction with the positions, before anything is done about it; then hands it to the
 * desk and waits for room.
 */
export async function takeCommands(
  { kit, desk, poller, auditor }: CommandDesk,
  batch: Batch,
  bulk: boolean,
): Promise<void> {
  const messages = batch.heard.map(({ message }) => message);
  const writes = batch.heard
    .filter(({ message }) => message.type === 'WriteRecord')
    .map(({ message, traceparent }) => ({ command: message.data as NativeWriteRecord, traceparent }))
    .map((asked) => ({ ...asked, bulk, mark: markOfBirth(resourceFor(kit, asked.command), asked.command) }));
  const group = bulk ? bulkGroup(kit.system) : editGroup(kit.system);
  const since = performance.now();
  const noted = await kit.database.transaction(async (sql) => {
    const { begun } = await historyOf(kit, sql);
    const attempts = await noteAttempts(sql, writes, { owner: kit.owner, begun });
    await movePositions(sql, group, batch.moves);
    return attempts;
  });
  for (const message of messages) await serve({ kit, poller, ...(auditor && { auditor }) }, message);
  await desk.take(noted, since);
}

const resourceFor = (kit: Kit, { tenant, ticket }: NativeWriteRecord) =>
  resourceOf(kit, { tenant, resource: ticket.resource });

/** What people ask of a connector: states, not toggles, so a repeat is harmless. */
async function serve(
  { kit, poller, auditor }: Pick<CommandDesk, 'kit' | 'poller' | 'auditor'>,
  message: Message,
): Promise<void> {
  switch (message.type) {
    case 'ReadRecord':
      return void readAgain(kit, (message.data as ReadRecord).ref, { isTold: true });
    case 'PollResource': {
      const { tenant, resource, audit, ...wish } = message.data as PollResource;
      if (audit !== undefined) return auditor?.all(tenant, resource, audit);
      return poller.hurry(tenant, resource, wish);
    }
    case 'SetPolling': {
      const { tenant, paused } = message.data as SetPolling;
      return poller.pause(tenant, paused);
    }
    case 'Heartbeat':
      return kit.metrics.beat('returned', (message.data as Heartbeat).at);
    case 'ForgetRecord': {
      const key = recordKey((message.data as ForgetRecord).ref);
      kit.seenBefore.forget(key);
      await forgetRecord(kit.database, key);
    }
  }
}

/** Hears the commands of one system, in two lanes. */
export function commandsControllerOf(system: System): new (desk: CommandDesk) => object {
  @Controller()
  class CommandsController {
    constructor(@Inject(commandDesk) private readonly desk: CommandDesk) {}

    @HearsTopicsOf(editLane, commandsNative(system))
    onEdits(@Payload() batch: Batch): Promise<void> {
      return takeCommands(this.desk, batch, false);
    }

    @HearsTopicsOf(bulkLane, commandsNative(system, true))
    onBulk(@Payload() batch: Batch): Promise<void> {
      return takeCommands(this.desk, batch, true);
    }
  }
  return CommandsController;
}
