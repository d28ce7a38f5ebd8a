import { putJson } from '../http.js';
import { credentialsOf } from '../sandbox-keys.js';
import { freePorts } from '../stack/ports.js';
import type { Stack } from '../stack.js';
import { type FlowCounts, look, waitForAgreement } from '../start/agreement.js';
import { countersOf, firstPoll } from '../start/first-poll.js';
import { progressOf } from '../start/report.js';
import type { Steps } from '../steps.js';
import { cpuMsOf, measured, residentMbOf, used } from './processes.js';
import { requestsByShape, requestsPerRecord, type RequestsPerRecord } from './requests.js';
import { rawWritesPerSecond } from './raw-writes.js';

/** What a first load cost (contracts.md 5, issue 3). A record is one PowerOffice Go record in a flow. */
export interface FirstLoad {
  readonly scenario: 'first-load';
  readonly agreed: boolean;
  readonly records: number;
  /** From the first poll of either system to agreement. */
  readonly seconds: number;
  readonly recordsPerSecond: number;
  readonly rawWritesPerSecond: number;
  readonly requestsPerRecord: RequestsPerRecord;
  /** Of all processes together: services, sandbox, broker, PostgreSQL with its backends. */
  readonly cpuMsPerRecord: number;
  readonly cpuMs: Readonly<Record<string, number>>;
  readonly residentMb: Readonly<Record<string, number>>;
  readonly requests: Readonly<Record<'powerofficego' | 'customhrm', Readonly<Record<string, number>>>>;
  readonly flows: readonly FlowCounts[];
}

/** How a benchmark runs. */
export interface BenchRun {
  readonly stack: Stack;
  readonly steps: Steps;
  readonly signal: AbortSignal;
  readonly withinMs: number;
}

/** Loads the sandbox's records from nothing and measures from the first poll to agreement. */
export async function firstLoad(run: BenchRun): Promise<FirstLoad> {
  const { stack, steps } = run;
  await stack.startGround();
  await putJson(`${stack.sandboxUrl}/sandbox/v1/limits`, { powerofficego: false, customhrm: false });
  const beginning = firstPoll(stack.sandboxUrl, 60_000, run.signal).then((at) => ({
    at,
    cpu: measured(stack.pids(), cpuMsOf),
  }));
  // Who listens starts before who polls, so that what is measured is the load and not the start of programs.
  await stack.startProduct(['mapping', 'link-consumer', 'link'], ['powerofficego-connector', 'customhrm-connector']);
  const { at: firstPollAt, cpu } = await beginning;
  const verdict = await steps.step(
    'first load',
    () => settle(run),
    ({ agreed }) => agreed,
  );
  const [after, residentMb] = [measured(stack.pids(), cpuMsOf), measured(stack.pids(), residentMbOf)];
  const counters = await countersOf(stack.sandboxUrl);
  const cpuMs = used(cpu, after);
  const records = verdict.flows.reduce((sum, flow) => sum + flow.records, 0);
  const seconds = (verdict.at - firstPollAt) / 1000;
  return {
    scenario: 'first-load',
    agreed: verdict.agreed,
    records,
    seconds: Math.round(seconds * 100) / 100,
    recordsPerSecond: Math.round(records / seconds),
    rawWritesPerSecond: await rawWrites(run),
    requestsPerRecord: requestsPerRecord(counters, records),
    cpuMsPerRecord: Math.round((Object.values(cpuMs).reduce((sum, ms) => sum + ms, 0) / records) * 1000) / 1000,
    cpuMs,
    residentMb,
    requests: {
      powerofficego: requestsByShape(counters.powerofficego),
      customhrm: requestsByShape(counters.customhrm),
    },
    flows: verdict.flows,
  };
}

const settle = ({ stack, steps, signal, withinMs }: BenchRun) =>
  waitForAgreement({
    look: () => look(stack.linkUrl, 'default'),
    everyMs: 250,
    withinMs,
    signal,
    told: ({ flows }) => steps.progress(progressOf(flows)),
  });

/** What a sandbox of its own can take, asked after the load on the same machine. */
async function rawWrites({ stack, steps }: BenchRun): Promise<number> {
  const [port] = (await freePorts(1)) as [number];
  const sandbox = await stack.startSandboxBeside(port);
  await putJson(`${sandbox}/sandbox/v1/limits`, { powerofficego: false, customhrm: false });
  const keys = await credentialsOf(sandbox, 'default');
  return steps.step('raw writes to a sandbox of their own', () => rawWritesPerSecond(sandbox, keys));
}
