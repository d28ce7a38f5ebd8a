import { command } from './command.js';
import { reported } from './reported.js';
import { partsOf } from './stack/left-behind.js';
import { Stack } from './stack.js';
import { silent, type Steps, stepsOn } from './steps.js';
import { temporaryPlace } from './temporary.js';
import { runTool } from './tool.js';
import { checkedOut } from './upgrade/checkout.js';
import { earlierCommit } from './upgrade/earlier.js';
import { reportTable } from './upgrade/report.js';
import { upgrade } from './upgrade/run.js';
import { type UpgradeWishes, upgradeWishesOf } from './upgrade/words.js';

/** A code that two people give a department at once is a person's to decide; the HRM's births are made here too. */
const flows = {
  'departments-department': { creates: true, owners: { code: 'ask' } },
  'employees-employee': { creates: true },
};

/** A stack of its own as whoever runs the earlier version has it, with that version's samsvar.yaml. */
async function upgradePlace({ records, seed, keep }: UpgradeWishes, root: string, steps: Steps) {
  const choices = { default: { flows } };
  const place = await temporaryPlace({ records, seed, root, choices, tenants: ['default'], unguarded: true });
  const told: Steps = { ...silent, step: (words, work, well) => steps.step(words, work, well) };
  const stack = new Stack({ ...place, steps: told, env: { SANDBOX_TENANTS: 'default' } });
  const remove = () => (keep ? steps.line(`What the run kept: ${place.folder}`) : place.remove());
  return { stack, settings: place.settings, logs: partsOf(place.folder).logs, remove };
}

/** From the last release to what is here and back, shown: mixed versions side by side while people work. */
await command(async () => {
  const wishes = upgradeWishesOf(process.argv.slice(2));
  const steps = stepsOn(wishes.json ? process.stderr : process.stdout);
  const commit = await earlierCommit((...words) => runTool('git', words), wishes.from);
  const earlier = await checkedOut(commit, steps);
  const { remove, ...place } = await upgradePlace(wishes, earlier.root, steps);
  const run = (signal: AbortSignal) => upgrade({ ...place, earlier, commit, wishes, steps, signal });
  return reported({ stack: place.stack, json: wishes.json, run, table: reportTable, remove });
});
