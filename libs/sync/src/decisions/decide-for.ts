import type { Decision, Message } from '@samsvar/contracts';
import { messageId } from '@samsvar/contracts';
import { finish } from '../batch/deliver.js';
import type { Ledger } from '../batch/ledger.js';
import type { Decided, Out, TenantSettings } from '../batch/settings.js';
import { Work } from '../batch/work.js';
import { declineProposal } from './decline-proposal.js';
import { erase, type ErasedNow, eraseNow } from './erase.js';
import type { Handler, Order, Refused } from './handler.js';
import { isRefused } from './handler.js';
import { approveHold, rejectHold } from './hold.js';
import { acceptProposal, linkTwo } from './join.js';
import { merge } from './merge.js';
import { never, takeBackNever } from './never.js';
import { split, unlink } from './part.js';
import { approvePlan } from './plan.js';
import { audit, poll, retell } from './poll.js';
import { release } from './release.js';
import { restore } from './restore.js';
import { settleConflict, settleConflicts } from './settle-conflict.js';
import { settleGone } from './settle-gone.js';
import { resumeWrites } from './resume-writes.js';

const handlers: { readonly [T in Decision['type']]: Handler<T> } = {
  audit,
  poll,
  release,
  settleConflict,
  settleConflicts,
  restore,
  retell,
  settleGone,
  approveHold,
  rejectHold,
  approvePlan,
  resumeWrites,
  acceptProposal,
  declineProposal,
  link: linkTwo,
  unlink,
  merge,
  split,
  never,
  takeBackNever,
  erase,
};

/** What a decision led to: what is to be told, and the links it was about. */
export type CarriedOut =
  (Decided & { readonly links: readonly string[]; readonly erased?: ErasedNow }) | { readonly refused: Refused };

/**
 * Carries out what a person decided, in the tenant's turn (Inv 6). What is refused stores nothing; what is carried out
 * is told as `OperatorDecided` beside all that follows from it, which names it as its cause (Inv 16).
 */
export async function decideFor(ledger: Ledger, settings: TenantSettings, order: Order): Promise<CarriedOut> {
  const work = await Work.begin(ledger, settings);
  const message = messageOf(settings.id, order);
  work.cause = message.id;
  const handler = handlers[order.decision.type] as Handler;
  await handler.read(work, order.decision);
  const links = handler.carryOut(work, order);
  if (isRefused(links)) return { refused: links };
  const erased = work.erasure && (await eraseNow(work, work.erasure));
  const decided = await finish(work);
  const about = [...links];
  const records = erased && { records: erased.records };
  const data = { tenant: settings.id, decision: order.decision.type, ...order.by, about, ...records };
  const told: Out = { topic: 'operator', key: settings.id, message: { ...message, data } };
  return { ...decided, out: [told, ...decided.out], links, ...(erased && { erased }) };
}

/** Its id is a function of the request, so that what follows twice is the same (Inv 3). */
const messageOf = (tenant: string, { id }: Order): Message => ({
  id: messageId('decision', tenant, id),
  type: 'OperatorDecided',
  source: 'link',
  subject: tenant,
  data: {},
});
