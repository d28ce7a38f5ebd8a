import { chaos } from './chaos/run.js';
import { reportTable } from './chaos/report.js';
import { chaosPlace } from './chaos/place.js';
import { chaosWishesOf } from './chaos/words.js';
import { command } from './command.js';
import { reported } from './reported.js';
import { stepsOn } from './steps.js';

await command(async () => {
  const wishes = chaosWishesOf(process.argv.slice(2));
  const steps = stepsOn(wishes.json ? process.stderr : process.stdout);
  const { stack, remove } = await chaosPlace(wishes, steps);
  const run = (signal: AbortSignal) => chaos({ stack, steps, wishes, signal });
  return reported({ stack, json: wishes.json, run, table: reportTable, remove });
});
