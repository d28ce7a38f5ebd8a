import type { Stack } from '../stack.js';
import type { Steps } from '../steps.js';
import { wordsOf } from '../stack/complaint.js';
import { spanOf } from '../table.js';
import { look, type Standing, type Verdict, waitForAgreement } from './agreement.js';
import { firstPoll } from './first-poll.js';
import { progressOf } from './report.js';
import { sampleEdits } from './sample-edits.js';
import { metricsDoors, workedOff } from './worked-off.js';

/** How agreement was reached, or given up, and when PowerOffice Go was first polled in this run. */
export interface Outcome {
  readonly verdict: Verdict;
  readonly firstPollAt: number | undefined;
}

/** Waits until the sandbox's tenant agrees, telling how far it is meanwhile. */
export async function agreementOf(stack: Stack, steps: Steps, withinMs: number, signal: AbortSignal): Promise<Outcome> {
  const polled = firstPoll(stack.sandboxUrl, withinMs, signal).catch(() => undefined);
  const since = Date.now();
  const watch = {
    // Counts are looked at after the backlog: what was worked off in between is in them.
    look: async () => {
      const done = await workedOff(metricsDoors(stack.ports), since);
      return { ...(await look(stack.linkUrl, 'default')), workedOff: done };
    },
    everyMs: 500,
    withinMs,
    signal,
    told: ({ flows }: Standing) => steps.progress(progressOf(flows)),
  };
  const verdict = await steps.step(
    'agreement',
    () => waitForAgreement(watch),
    ({ agreed }) => agreed,
  );
  return { verdict, firstPollAt: await polled };
}

/** Tells where everything is, what to try, and what to look at. */
export async function showHowToGoOn(stack: Stack, steps: Steps, since: number): Promise<void> {
  const named = (url: string) => url.replace('127.0.0.1', 'localhost');
  steps.line(`Ready in ${spanOf(Date.now() - since)}.`);
  steps.line(`  Link's API and live events   ${named(stack.linkUrl)}`);
  steps.line(`  Sandbox, both systems        ${named(stack.sandboxUrl)}/powerofficego and /customhrm`);
  steps.line(`  Its keys                     ${named(stack.sandboxUrl)}/sandbox/v1/credentials`);
  steps.line(`  Kafka, PostgreSQL            ${stack.servers.brokers}, ${withoutPassword(stack.servers.databaseUrl)}`);
  try {
    const edits = await sampleEdits(stack.sandboxUrl, stack.linkUrl);
    steps.line(`\nEdit an employee in PowerOffice Go:\n  ${edits.employeeInPowerOfficeGo}`);
    steps.line(`Edit a department in the HRM (its ETag changes with every edit):\n  ${edits.departmentInHrm}`);
    steps.line('The other side follows within ten seconds; it is told below, and these show both sides:');
    for (const words of edits.looks) steps.line(`  ${words}`);
    steps.line('The tokens are good for twenty minutes; others come from:');
    for (const words of edits.tokens) steps.line(`  ${words}`);
  } catch (thrown) {
    steps.line(`  (no sample edits: ${wordsOf(thrown)})`);
  }
  steps.line('\nChanges from here on; Ctrl-C ends, and npm start goes on where this was:');
}

function withoutPassword(url: string): string {
  const shown = new URL(url);
  shown.password = '';
  return shown.toString();
}
