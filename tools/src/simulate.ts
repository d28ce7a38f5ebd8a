import { command } from './command.js';
import { type Customs, free, plain } from './simulate/customs.js';
import { live } from './simulate/judge.js';
import { World } from './simulate/world.js';
import { Complaint } from './stack/complaint.js';

const usage = 'npm run simulate -- [--seeds 2000] [--first 1] [--seed X --trace] [--plain] [--json]';

interface Wishes {
  readonly seeds: number;
  readonly first: number;
  readonly trace: boolean;
  /** People only ever write words nobody has said before. */
  readonly customs: Customs;
  readonly json: boolean;
}

function wishesOf(words: readonly string[]): Wishes {
  const number = (name: string, fallback: number) => {
    const at = words.indexOf(name);
    const value = at < 0 ? fallback : Number(words[at + 1]);
    if (!Number.isInteger(value) || value < 1) throw new Complaint(`${name} takes a whole number: ${usage}`, 2);
    return value;
  };
  const known = ['--seeds', '--first', '--seed', '--trace', '--plain', '--json'];
  const unknown = words.find((word) => word.startsWith('-') && !known.includes(word));
  if (unknown) throw new Complaint(`Unknown option ${unknown}: ${usage}`, 2);
  const one = words.includes('--seed');
  return {
    seeds: one ? 1 : number('--seeds', 2_000),
    first: one ? number('--seed', 1) : number('--first', 1),
    trace: words.includes('--trace'),
    customs: words.includes('--plain') ? plain : free,
    json: words.includes('--json'),
  };
}

/** The same length for the same seed, here and in the tests. */
const stepsOf = (seed: number) => 20 + (seed % 100);

await command(async () => {
  const { seeds, first, trace, customs, json } = wishesOf(process.argv.slice(2));
  const since = Date.now();
  const violations: Record<string, number> = {};
  const failing: number[] = [];
  for (let seed = first; seed < first + seeds; seed++) {
    const world = new World(seed, customs);
    const found = await live(world, stepsOf(seed));
    if (trace) console.error(world.trace());
    if (found.length > 0) failing.push(seed);
    for (const { guarantee, words } of found) {
      violations[guarantee] = (violations[guarantee] ?? 0) + 1;
      if (!json) console.log(`seed ${seed}: ${guarantee}: ${words}`);
    }
  }
  const seconds = (Date.now() - since) / 1000;
  if (json) console.log(JSON.stringify({ seeds, seconds, violations, failing }));
  else console.log(`${seeds} histories in ${seconds.toFixed(1)} s, ${failing.length} with a violation`);
  return failing.length > 0 ? 1 : 0;
});
