import { chaos } from './chaos/run.js';
import { reportTable } from './chaos/report.js';
import { chaosPlace } from './chaos/place.js';
import { chaosWishesOf } from './chaos/words.js';
import { command } from './command.js';
import { stepsOn } from './steps.js';
import { onStop } from './stopping.js';

await command(async () => {
  const wishes = chaosWishesOf(process.argv.slice(2));
  const steps = stepsOn(wishes.json ? process.stderr : process.stdout);
  const { stack, remove } = await chaosPlace(wishes, steps);
  const stopping = onStop(() => stack.kill());
  try {
    const lived = chaos({ stack, steps, wishes, signal: stopping.signal });
    const report = await Promise.race([lived, stopping.asked]);
    if (!report) return 130;
    console.log(wishes.json ? JSON.stringify(report) : `\n${reportTable(report)}`);
    return report.violations.length > 0 ? 1 : 0;
  } finally {
    await stack.stop();
    remove();
  }
});
