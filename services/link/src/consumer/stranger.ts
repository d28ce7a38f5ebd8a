import type { Heard } from '@samsvar/bus';
import { DeadLetter, RetryLater } from '@samsvar/bus';

/** A tenant that is new is known to all replicas within this: they are replaced one after the other. */
export const newsTakeMs = 120_000;
const againMs = 5_000;

/**
 * A message about a tenant that is not in this replica's samsvar.yaml. One that was told just now may be about a tenant
 * that was added, and a replica that knows it is on its way; an older one is about a tenant that was removed.
 */
export function strangerIn(id: string, heard: Heard, nowMs: number): RetryLater | DeadLetter {
  const toldAt = Date.parse(heard.message.time ?? '');
  return nowMs - toldAt < newsTakeMs
    ? new RetryLater(`tenant ${id} is not in this replica's samsvar.yaml; where it was added, restart link`, againMs)
    : new DeadLetter(`tenant ${id} is not in samsvar.yaml; add it there, or leave the message where it is`, heard);
}
