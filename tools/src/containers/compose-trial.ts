import { readFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { composeOf, type Compose } from '../docker/compose.js';
import { mustDocker } from '../docker/docker.js';
import { agreeingPairs } from '../e2e/pairs.js';
import { People } from '../e2e/people.js';
import { freePorts } from '../stack/ports.js';
import { until } from '../stack/until.js';
import { look, waitForAgreement } from '../start/agreement.js';
import { metricsDoors, workedOff } from '../start/worked-off.js';
import { portRows } from '../variables.js';
import { healthy, inspected, lastLog, longRunning, once, ours } from './compose-project.js';
import { must, type Trial } from './trial.js';

const agreementWithinMs = 300_000;
const healthyWithinMs = 120_000;
/** A service gives itself ten seconds, Compose fifteen. */
const stopsWithinMs = 12_000;

interface Place {
  readonly compose: Compose;
  readonly ports: Readonly<Record<string, number>>;
}

/** The profile `demo` from nothing to agreement, through a kill and an orderly stop of every container. */
export async function tryCompose(trial: Trial): Promise<void> {
  const found = await freePorts(portRows.length);
  const ports = Object.fromEntries(portRows.map(({ name }, at) => [name, found[at]!]));
  const env = Object.fromEntries(portRows.map(({ variable, name }) => [variable, String(ports[name])]));
  const compose = await composeOf(`samsvar-trial-${randomBytes(3).toString('hex')}`, ['demo'], env);
  try {
    const up = await trial.holds(`${compose.words} brings up the profile demo`, async () => {
      await compose.must('up', '--detach', '--no-build');
    });
    if (up) await tryRunning(trial, { compose, ports });
  } finally {
    await compose.run('down', '--volumes', '--timeout', '15');
  }
}

async function tryRunning(trial: Trial, place: Place): Promise<void> {
  const agreed = await trial.holds('everything agrees, from nothing', () => agreement(place));
  if (!agreed) return;
  await trial.holds('topics and migrations ended well, and everything else is healthy', () => allWell(place));
  await trial.holds('an edit in either system arrives in the other', () => editsArrive(place));
  for (const service of longRunning)
    await trial.holds(`${service} is killed, started again and well`, () => killed(place, service));
  await trial.holds('everything agrees after the kills', () => agreement(place));
  for (const service of ours)
    await trial.holds(`${service} hears SIGTERM and ends in good order`, () => stopped(place, service));
  await trial.holds('an edit in either system arrives in the other after all that', () => editsArrive(place));
  await trial.holds('everything agrees in the end', () => agreement(place));
}

async function agreement({ ports, compose }: Place): Promise<string> {
  const since = Date.now();
  const link = `http://127.0.0.1:${ports['link']}`;
  const verdict = await waitForAgreement({
    look: async () => {
      const done = await workedOff(metricsDoors(ports), since);
      return { ...(await look(link, 'default')), workedOff: done };
    },
    everyMs: 500,
    withinMs: agreementWithinMs,
  });
  must(
    verdict.agreed,
    `not within ${agreementWithinMs / 1000} s; link-consumer: ${await lastLog(compose, 'link-consumer')}`,
  );
  return `${verdict.flows.reduce((sum, { agree }) => sum + agree, 0)} records`;
}

async function allWell({ compose }: Place): Promise<string> {
  for (const service of once) {
    const { State } = await inspected(await compose.container(service));
    must(State.Status === 'exited' && State.ExitCode === 0, `${service}: ${State.Status} ${State.ExitCode}`);
  }
  for (const service of longRunning) await healthy(compose, service, healthyWithinMs);
  const used: string[] = [];
  for (const service of ours) {
    const id = await compose.container(service);
    const { HostConfig, State, RestartCount } = await inspected(id);
    must(HostConfig.ReadonlyRootfs && HostConfig.CapDrop?.join() === 'ALL', `${service} has more than it needs`);
    must(RestartCount === 0, `${service} was started ${RestartCount + 1} times`);
    const [uid] = /^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${State.Pid}/status`, 'utf8'))!.slice(1);
    must(uid === '10001', `${service} runs as user ${uid}`);
    const memory = await mustDocker('stats', '--no-stream', '--format', '{{.MemUsage}}', id);
    used.push(`${service} ${memory.split(' / ')[0]}`);
  }
  return used.join(', ');
}

async function killed({ compose }: Place, service: string): Promise<void> {
  const id = await compose.container(service);
  await mustDocker('kill', '--signal', 'KILL', id);
  must((await inspected(id)).State.ExitCode === 137, `${service} was not killed`);
  await mustDocker('start', id);
  await healthy(compose, service, healthyWithinMs);
}

async function stopped({ compose }: Place, service: string): Promise<string> {
  const id = await compose.container(service);
  const since = Date.now();
  await mustDocker('stop', '--time', '15', id);
  const took = Date.now() - since;
  const { State } = await inspected(id);
  must(State.ExitCode === 0, `exit code ${State.ExitCode}: ${await lastLog(compose, service)}`);
  must(took < stopsWithinMs, `it took ${took} ms`);
  await mustDocker('start', id);
  await healthy(compose, service, healthyWithinMs);
  return `gone after ${(took / 1000).toFixed(1)} s`;
}

/** A person's edit on each side, of two employees that agree; each is awaited on the other side. */
async function editsArrive({ ports }: Place): Promise<void> {
  const people = await People.of(`http://127.0.0.1:${ports['sandbox']}`);
  const door = { stack: { linkUrl: `http://127.0.0.1:${ports['link']}` } };
  const [one, other] = await agreeingPairs(door, 'employees-employee');
  must(one !== undefined && other !== undefined, 'no two employees agree');
  const title = `Prøver ${randomBytes(3).toString('hex')}`;
  await people.goSet(`/Employees/${one!.go.ref.id}`, 'JobTitle', title);
  await people.hrmSet(`/employees/${other!.hrm.ref.id}`, { jobTitle: title });
  const arrived = async () =>
    (await people.hrmRow(`/employees/${one!.hrm.ref.id}`))['jobTitle'] === title &&
    (await people.goRow(`/Employees/${other!.go.ref.id}`))['JobTitle'] === title;
  await until(async () => ((await arrived()) ? true : undefined), {
    withinMs: 60_000,
    everyMs: 300,
    complaint: () => new Error('not within 60 s'),
  });
}
