import { messageId } from '@samsvar/contracts';
import { finish } from './deliver.js';
import type { Ledger } from './ledger.js';
import { readTargets } from './prefetch.js';
import type { Decided, TenantSettings } from './settings.js';
import { retryTimer, unitOfAbout } from './timers.js';
import { Work } from './work.js';

/** What is done when timers of one sort are due: first everything they need is read at once, then it is decided. */
interface Alarm {
  read(work: Work, about: readonly string[]): Promise<void>;
  ring(work: Work, about: string): void;
}

/** What is set aside because a system refused it is tried again; refused again, it waits as long again. */
const retry: Alarm = {
  async read(work, about) {
    await work.links.read(about.map((one) => unitOfAbout(one).linkId));
    await readTargets(work);
  },
  ring(work, about) {
    const { linkId, unit } = unitOfAbout(about);
    if (work.links.state(linkId)?.kind) work.decide(linkId, { type: 'Released', units: [unit] });
  },
};

/** By the names of timers; one that no version of this program knows any more ends. */
const alarms: Readonly<Record<string, Alarm>> = { [retryTimer]: retry };

/** One slice of the timers that are due by the ledger's clock; `left`: there may be more. */
export async function wake(
  ledger: Ledger,
  settings: TenantSettings,
  limit: number,
): Promise<Decided & { readonly left: boolean }> {
  const work = await Work.begin(ledger, settings);
  const now = ledger.now();
  const due = settings.phase === 'match' ? [] : await ledger.due(now, limit);
  if (due.length === 0) return { out: [], changedLinks: 0, nearLoops: 0, left: false };
  work.timers.fire(due);
  work.bulk = true;
  for (const [what, timers] of Map.groupBy(due, (timer) => timer.what)) {
    const alarm = alarms[what];
    await alarm?.read(
      work,
      timers.map(({ about }) => about),
    );
    for (const { about } of timers) {
      work.cause = messageId('due', settings.id, what, about, String(now));
      alarm?.ring(work, about);
    }
  }
  return { ...(await finish(work)), left: due.length === limit };
}
