import { command } from './command.js';
import { lived } from './simulate/life.js';
import { type Hunt, type Hunted } from './simulate/hunt.js';
import { mutants } from './simulate/mutants/index.js';
import { inParallel } from './simulate/pool.js';
import { swarm } from './simulate/swarm.js';
import { count, noTally, type Tally } from './simulate/tally.js';
import { World } from './simulate/world.js';
import { Complaint } from './stack/complaint.js';

const usage = 'npm run simulate -- [--seeds 2000] [--first 1] [--workers 2] [--seed X [--trace]] [--mutants] [--json]';

interface Wishes {
  readonly seeds: number;
  readonly first: number;
  readonly workers: number | undefined;
  readonly trace: boolean;
  readonly json: boolean;
  /** A single history, by its seed. */
  readonly one: boolean;
  /** Whether the absence of each safety mechanism shows. */
  readonly mutants: boolean;
}

function wishesOf(words: readonly string[]): Wishes {
  const number = (name: string, fallback: number) => {
    const at = words.indexOf(name);
    const value = at < 0 ? fallback : Number(words[at + 1]);
    if (!Number.isInteger(value) || value < 1) throw new Complaint(`${name} takes a whole number: ${usage}`, 2);
    return value;
  };
  const known = ['--seeds', '--first', '--workers', '--seed', '--trace', '--mutants', '--json'];
  const unknown = words.find((word) => word.startsWith('-') && !known.includes(word));
  if (unknown) throw new Complaint(`Unknown option ${unknown}: ${usage}`, 2);
  const one = words.includes('--seed');
  return {
    one,
    seeds: one ? 1 : number('--seeds', 2_000),
    first: one ? number('--seed', 1) : number('--first', 1),
    workers: words.includes('--workers') ? number('--workers', 1) : undefined,
    trace: words.includes('--trace'),
    mutants: words.includes('--mutants'),
    json: words.includes('--json'),
  };
}

const say = (words: string) => process.stderr.write(`${words}\n`);

/** One history, here, with all that happened in it. */
async function one({ first, trace }: Wishes): Promise<Tally & { readonly hash: string }> {
  const world = new World(first);
  if (trace) world.trace.lines = [];
  const life = await lived(world);
  for (const line of world.trace.lines ?? []) say(line);
  for (const { guarantee, words } of life.violations) say(`seed ${first}: ${guarantee}: ${words}`);
  const tally = noTally();
  count(tally, life);
  return { ...tally, hash: life.hash };
}

function many({ seeds, first, workers }: Wishes, since: number): Promise<Tally> {
  let lastSaid = since;
  return swarm({
    first,
    seeds,
    ...(workers !== undefined && { workers }),
    progress: (so, words) => {
      for (const line of words) say(line);
      if (Date.now() - lastSaid < 5_000) return;
      lastSaid = Date.now();
      const perSecond = so.seeds / ((lastSaid - since) / 1_000);
      say(`${so.seeds} of ${seeds} histories, ${perSecond.toFixed(0)} a second, ${so.failing.length} with a violation`);
    },
  });
}

const seedsPerMutant = 20_000;

/** Takes away one mechanism after the other; each must be missed. */
async function hunt({ json, workers }: Wishes): Promise<number> {
  const hunts: readonly Hunt[] = mutants.map(({ name }) => ({ mutant: name, seedsMax: seedsPerMutant }));
  const found: Hunted[] = [];
  const done = (result: Hunted, at: number) => {
    found[at] = result;
    const { name, foundAfter, shows = '', passedOver } = result;
    const so = foundAfter === null ? `NOT found in ${seedsPerMutant}` : `found after ${foundAfter}`;
    say(`without "${name}": ${so}${passedOver ? ` (with it too, passed over: ${passedOver.join()})` : ''} ${shows}`);
  };
  await inParallel(hunts, done, workers);
  const failed = found.filter(({ foundAfter }) => foundAfter === null);
  if (json) console.log(JSON.stringify({ mutants: found }));
  else console.log(`${found.length} mechanisms taken away, ${failed.length} of them not missed`);
  return failed.length > 0 ? 1 : 0;
}

await command(async () => {
  const wishes = wishesOf(process.argv.slice(2));
  if (wishes.mutants) return hunt(wishes);
  const since = Date.now();
  const tally = await (wishes.one ? one(wishes) : many(wishes, since));
  const seconds = (Date.now() - since) / 1_000;
  const { seeds, failing, ...rest } = tally;
  if (wishes.json) {
    console.log(JSON.stringify({ seeds, seconds, seedsPerSecond: seeds / seconds, ...rest, failing }));
  } else {
    for (const [name, hits] of Object.entries(tally.faults).sort()) say(`${name}: ${hits}`);
    console.log(`${seeds} histories in ${seconds.toFixed(1)} s, ${failing.length} with a violation`);
  }
  return failing.length > 0 ? 1 : 0;
});
