import { setTimeout as pause } from 'node:timers/promises';
import type { ServiceRow } from '../services.js';
import type { Exit } from '../stack/child.js';
import { Complaint } from '../stack/complaint.js';
import { sharesOf } from '../stack/kafka-client.js';
import { until } from '../stack/until.js';
import type { Version } from './checkout.js';
import { decide } from './decided.js';
import type { Fleet, Replica } from './fleet.js';

/** A service whose replica was replaced by one of another version, and what both did side by side. */
export interface Replacement {
  readonly service: string;
  /** Partitions of its groups by replica, while there were two. */
  readonly partitions: readonly (readonly number[])[];
  /** Messages, batches, records or decisions that each did while both ran; all but decisions by its own metrics. */
  readonly doneByOld: number;
  readonly doneByNew: number;
  /** Edits that people made while both ran. */
  readonly editsBeside: number;
  /** From SIGTERM to its end. */
  readonly stoppedInMs: number;
  readonly flaws: readonly string[];
}

/** Which groups of consumers a service is in, and which of its counters say that it works. */
const worksBy: Readonly<Record<string, { readonly groups: readonly string[]; readonly counters: readonly string[] }>> =
  {
    'powerofficego-connector': connector('powerofficego'),
    'customhrm-connector': connector('customhrm'),
    mapping: { groups: ['mapping'], counters: ['messages_mapped_total'] },
    'link-consumer': { groups: ['link'], counters: ['batch_seconds_count'] },
    link: { groups: [], counters: [] },
  };

function connector(system: string) {
  const group = `${system}-connector`;
  return { groups: [group, `${group}-bulk`], counters: ['commands_total', 'records_observed_total'] };
}

const joinWithinMs = 60_000;
/** People make so many edits while a service runs in two versions, and it takes so long at least. */
const editsBesideLeast = 12;
const besideLeastMs = 8_000;
const editsWithinMs = 120_000;

/** Starts a replica beside the one there is, lets people work with both, then stops the old one with SIGTERM. */
export async function replace(
  fleet: Fleet,
  row: ServiceRow,
  version: Version,
  edits: readonly unknown[],
): Promise<Replacement> {
  const old = fleet.replicaOf(row);
  const next = await fleet.start(row, version);
  const partitions = await shared(fleet, row);
  const before = edits.length;
  const [doneByOld, doneByNew] = await doneBeside([old, next], () => worked(edits, before));
  const editsBeside = edits.length - before;
  const since = Date.now();
  const exit = await fleet.stop(old);
  const stoppedInMs = Date.now() - since;
  const idle = doneByOld + doneByNew === 0 ? [`${row.name}: nobody did anything while two ran`] : [];
  const flaws = [...idle, ...(await takenOver(fleet, row)), ...endedWell(old, exit)];
  return { service: row.name, partitions, doneByOld, doneByNew, editsBeside, stoppedInMs, flaws };
}

/** What each of two replicas did while people worked. */
async function doneBeside(both: readonly [Replica, Replica], work: () => Promise<unknown>) {
  const [old, next] = both;
  const doneByBoth = () => Promise.all([doneBy(old), doneBy(next)]);
  const before = await doneByBoth();
  await work();
  // Nobody but us asks the API: a decision is taken through each of the two.
  if (worksBy[old.row.name]!.counters.length === 0) return Promise.all([decidedBy(old), decidedBy(next)]);
  const after = await doneByBoth();
  return [after[0] - before[0], after[1] - before[1]] as const;
}

async function decidedBy({ port, name }: Replica): Promise<number> {
  await decide(`http://127.0.0.1:${port}`, `poll-${name}-${Date.now()}`, { type: 'poll' });
  return 1;
}

/** Waits until both replicas have partitions of every group they are in: then they work side by side. */
async function shared(fleet: Fleet, row: ServiceRow): Promise<readonly (readonly number[])[]> {
  const { brokers } = fleet.ground.stack.servers;
  return Promise.all(
    worksBy[row.name]!.groups.map((group) =>
      until(async () => withTwo(await sharesOf(brokers, group)), {
        withinMs: joinWithinMs,
        everyMs: 250,
        complaint: () => new Complaint(`two replicas of ${row.name} never shared the group ${group}`),
      }),
    ),
  );
}

const withTwo = (shares: readonly number[]) =>
  shares.length === 2 && shares.every((count) => count > 0) ? shares : undefined;

/** Who stays has to come to all partitions. */
async function takenOver(fleet: Fleet, row: ServiceRow): Promise<readonly string[]> {
  const { brokers } = fleet.ground.stack.servers;
  const left = worksBy[row.name]!.groups.map((group) =>
    until(async () => ((await sharesOf(brokers, group)).length === 1 ? [] : undefined), {
      withinMs: joinWithinMs,
      everyMs: 250,
      complaint: () => new Complaint(`nobody took over all of the group ${group}`),
    }).catch((error: Error) => [error.message]),
  );
  return (await Promise.all(left)).flat();
}

/** People make some edits, and it takes a while. */
async function worked(edits: readonly unknown[], before: number): Promise<void> {
  const enough = until(() => (edits.length >= before + editsBesideLeast ? true : undefined), {
    withinMs: editsWithinMs,
    everyMs: 100,
    complaint: () => new Complaint(`people made only ${edits.length - before} of ${editsBesideLeast} edits`),
  });
  await Promise.all([pause(besideLeastMs), enough]);
}

/** What a replica has done since it started, by the counters of its service. */
async function doneBy({ row, port }: Replica): Promise<number> {
  const { counters } = worksBy[row.name]!;
  if (counters.length === 0) return 0;
  const answer = await fetch(`http://127.0.0.1:${port}/metrics`, { signal: AbortSignal.timeout(10_000) });
  return countedIn(await answer.text(), counters);
}

/** The sum of some counters over all their labels. */
export const countedIn = (metrics: string, counters: readonly string[]): number =>
  metrics
    .split('\n')
    .map((line) => /^samsvar_(\w+)(?:\{[^}]*\})? (\S+)$/.exec(line))
    .reduce((sum, found) => (found && counters.includes(found[1]!) ? sum + Number(found[2]) : sum), 0);

/** Stopped by SIGTERM a service ends by itself, in time and content. */
export function endedWell({ name }: Pick<Replica, 'name'>, exit: Exit | undefined): readonly string[] {
  if (exit?.code === 0) return [];
  return [`${name} was told to stop and ended with ${exit?.signal ?? `exit code ${exit?.code ?? 'none'}`}`];
}
