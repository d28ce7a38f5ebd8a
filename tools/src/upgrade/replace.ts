import { setTimeout as pause } from 'node:timers/promises';
import type { ServiceRow } from '../services.js';
import type { Exit } from '../stack/child.js';
import { Complaint } from '../stack/complaint.js';
import { sharesOf } from '../stack/kafka-client.js';
import { until } from '../stack/until.js';
import type { Version } from './checkout.js';
import type { Fleet, Replica } from './fleet.js';

/** A service whose replica was replaced by one of another version, and what both did side by side. */
export interface Replacement {
  readonly service: string;
  /** Partitions of its groups by replica, while there were two. */
  readonly partitions: readonly (readonly number[])[];
  /** Messages, batches or writes that each did while both ran, by its own metrics. */
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
  const before = { edits: edits.length, old: await doneBy(old), next: await doneBy(next) };
  await Promise.all([pause(besideLeastMs), edited(edits, before.edits + editsBesideLeast)]);
  const after = { edits: edits.length, old: await doneBy(old), next: await doneBy(next) };
  const since = Date.now();
  const exit = await fleet.stop(old);
  const stoppedInMs = Date.now() - since;
  return {
    service: row.name,
    partitions,
    doneByOld: after.old - before.old,
    doneByNew: after.next - before.next,
    editsBeside: after.edits - before.edits,
    stoppedInMs,
    flaws: [...(await takenOver(fleet, row)), ...endedWell(old, exit)],
  };
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

const edited = (edits: readonly unknown[], least: number): Promise<true> =>
  until(() => (edits.length >= least ? true : undefined), {
    withinMs: editsWithinMs,
    everyMs: 100,
    complaint: () => new Complaint(`people made only ${edits.length} of ${least} edits`),
  });

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
