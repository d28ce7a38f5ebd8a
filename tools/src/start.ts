import { command } from './command.js';
import { readSettings } from './settings.js';
import { repositoryRoot, stateFolder } from './stack/folders.js';
import { Stack } from './stack.js';
import { agreementOf, showHowToGoOn } from './start/session.js';
import { follow } from './start/follow.js';
import { flowTable, summaryOf, whyNot } from './start/report.js';
import { wishesOf } from './start/words.js';
import { stepsOn } from './steps.js';
import { onStop } from './stopping.js';
import { spanOf } from './table.js';

await command(async () => {
  const since = Date.now();
  const wishes = wishesOf(process.argv.slice(2));
  const settings = readSettings(process.env);
  const steps = stepsOn(wishes.json ? process.stderr : process.stdout);
  const folder = stateFolder(repositoryRoot);
  const stack = new Stack({ settings, folder, steps, fresh: wishes.fresh });
  const stopping = onStop(() => stack.kill());

  const run = async (): Promise<number> => {
    await stack.start();
    const { verdict, firstPollAt } = await agreementOf(stack, steps, wishes.timeoutMs, stopping.signal);
    steps.line(`\n${flowTable(verdict.flows)}\n`);
    if (!verdict.agreed) steps.line(`No agreement within ${spanOf(wishes.timeoutMs)}: ${whyNot(verdict, folder)}`);
    if (wishes.json) process.stdout.write(`${JSON.stringify(summaryOf(verdict, firstPollAt))}\n`);
    if (wishes.once) return verdict.agreed ? 0 : 1;
    await showHowToGoOn(stack, steps, since);
    void follow(`${stack.linkUrl}/api/v1/events/stream?tenant=default`, (line) => steps.line(line), stopping.signal);
    await stopping.asked;
    return 0;
  };

  try {
    return await Promise.race([run(), stopping.asked.then(() => 0)]);
  } finally {
    if (stopping.signal.aborted) steps.line('\nStopping …');
    await stack.stop();
  }
});
