import type { Heard } from '@samsvar/bus';
import type { Heartbeat } from '@samsvar/contracts';
import { messageId } from '@samsvar/contracts';
import type { Out } from '@samsvar/sync';

const heartbeatsIn = (heard: readonly Heard[]): readonly Heard[] =>
  heard.filter(({ message }) => message.type === 'Heartbeat');

/** Heartbeats go on as a write would: stored with the positions, told through the outbox, in the trace they came in. */
export const sentOn = (heard: readonly Heard[]): readonly Out[] =>
  heartbeatsIn(heard).map(({ message, traceparent }) => {
    const beat = message.data as Heartbeat;
    const key = `${beat.tenant}/${beat.system}`;
    const { id: causationid } = message;
    const id = messageId('link', 'heartbeat', causationid);
    const told = { id, type: 'Heartbeat', source: 'link', subject: key, causationid, data: beat };
    return { topic: 'commands.canonical', key, message: told, ...(traceparent !== undefined && { traceparent }) };
  });

/** The beats among what was heard, for the gauge. */
export const beatsIn = (heard: readonly Heard[]): readonly Heartbeat[] =>
  heartbeatsIn(heard).map(({ message }) => message.data as Heartbeat);
