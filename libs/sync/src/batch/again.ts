import type { PollResource } from '@samsvar/contracts';
import { messageId, resourcesOf, systems } from '@samsvar/contracts';
import { membersOf } from '../link/state.js';
import { askPoll } from './ask.js';
import { finish } from './deliver.js';
import type { Ledger } from './ledger.js';
import { readTargets } from './prefetch.js';
import type { Decided, TenantSettings } from './settings.js';
import { command } from './tell.js';
import { Work } from './work.js';

/** What connectors are asked about polling; without a system or resource about all there are. */
export type PollAsked = Pick<PollResource, 'full' | 'retell' | 'since' | 'restored' | 'audit'> &
  Partial<Pick<PollResource, 'system' | 'resource'>>;

/** Asks connectors to poll now, or to tell everything again, caused by what this turn works on. */
export function askPolls(work: Work, { system, resource, ...wish }: PollAsked): void {
  for (const of of systems.filter((one) => system === undefined || one === system)) {
    for (const name of resourcesOf[of].filter((one) => resource === undefined || one === resource)) {
      askPoll(work, { tenant: work.settings.id, system: of, resource: name, ...wish });
    }
  }
}

/**
 * Has connectors tell everything again where this ledger has no memory of a tenant, or may have lost its last turns;
 * once per history of the database, which `begun` names. What connectors told after that began they do not tell again.
 */
export async function heedLoss(ledger: Ledger, settings: TenantSettings, begun: number): Promise<Decided> {
  const work = await Work.begin(ledger, settings);
  const { retold, meeting } = work.tenant;
  if (retold === begun) return { out: [], changedLinks: 0, nearLoops: 0 };
  work.cause = messageId('history', settings.id, String(begun));
  work.tenant = { ...work.tenant, retold: begun };
  // Edits of the moment may be heard before anybody looks: what has not met yet has no memory, whatever it has heard.
  const isNew = Object.values(meeting).includes('waiting');
  if (isNew || retold !== undefined) askPolls(work, { full: true, retell: true, since: begun });
  return finish(work);
}

/**
 * Has contacts told again once customers who are persons are to be departments too: what was heard of them as that
 * before was not kept.
 */
export async function heedChoices(ledger: Ledger, settings: TenantSettings): Promise<Decided> {
  const work = await Work.begin(ledger, settings);
  const wanted = settings.personCustomersAsDepartments === true;
  if (wanted === (work.tenant.twofold ?? false)) return { out: [], changedLinks: 0, nearLoops: 0 };
  work.cause = messageId('twofold', settings.id, String(work.now));
  work.tenant = { ...work.tenant, twofold: wanted };
  if (wanted) askPolls(work, { system: 'powerofficego', resource: 'contact', full: true, retell: true });
  return finish(work);
}

/** Has connectors tell everything again: what they told may be lost with the topics it was told on. */
export async function tellAgain(ledger: Ledger, settings: TenantSettings): Promise<Decided> {
  const work = await Work.begin(ledger, settings);
  work.cause = messageId('topics', settings.id, String(work.now));
  askPolls(work, { full: true, retell: true });
  return finish(work);
}

/**
 * Asks once more what these links have asked and nobody has answered: the command or its answer may be lost. A repeat
 * of what is being worked on changes nothing, and what was answered is answered again (Inv 3).
 */
export async function askAgain(ledger: Ledger, settings: TenantSettings, ids: readonly string[]): Promise<Decided> {
  const work = await Work.begin(ledger, settings);
  work.cause = messageId('again', settings.id, String(work.now));
  await work.links.read(ids);
  await readTargets(work);
  // What a link had asked before a person ended it is nobody's wish any more.
  const living = work.links.all().filter(({ ended }) => !ended);
  const out = living.flatMap((state) =>
    membersOf(state)
      .filter(([, { asked }]) => asked !== undefined)
      .map(([key]) => command(work, { state, cause: work.cause, bulk: true }, { key, again: true })),
  );
  return { out, changedLinks: 0, nearLoops: 0 };
}
