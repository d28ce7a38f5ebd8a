import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Complaint, type Say } from './complaint.js';

const oldestJava = 17;

/** What of a machine decides whether Kafka can run on it. */
export interface Machine {
  /** The major version of its Java; nothing when there is none. */
  readonly java: () => number | undefined;
  readonly hasMaven: () => boolean;
  /** Whether we may install what is missing, and how that is done is known. */
  readonly mayInstall: () => boolean;
}

/** The major version of the `java` on the path; nothing when there is none. */
export function javaVersion(java = 'java'): number | undefined {
  const asked = spawnSync(java, ['-version'], { encoding: 'utf8' });
  const found = /version "(\d+)/.exec(`${asked.stderr ?? ''}${asked.stdout ?? ''}`)?.[1];
  return found === undefined ? undefined : Number(found);
}

function isDebian(): boolean {
  try {
    return /^ID(_LIKE)?=.*(debian|ubuntu)/m.test(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return false;
  }
}

const thisMachine: Machine = {
  java: javaVersion,
  hasMaven: () => spawnSync('mvn', ['--version']).status === 0,
  mayInstall: () => process.getuid?.() === 0 && isDebian(),
};

/** Sees to it that Kafka can be run, and fetched where it is not here yet; installs what is missing where we may. */
export function ensureJava(needs: { readonly maven: boolean }, say: Say, machine = thisMachine): void {
  const java = machine.java();
  const tooOld = java === undefined ? '' : ` (this one is ${java})`;
  const missing = [
    ...(java === undefined || java < oldestJava
      ? [{ name: 'openjdk-17-jre-headless', words: `a Java runtime ${oldestJava} or newer${tooOld}` }]
      : []),
    ...(needs.maven && !machine.hasMaven() ? [{ name: 'maven', words: 'Maven' }] : []),
  ];
  if (missing.length === 0) return;
  const wanted = missing.map(({ words }) => words).join(' and ');
  const remedy = `install ${wanted}, or set KAFKA_BROKERS to a Kafka that runs.`;
  if (!machine.mayInstall()) throw new Complaint(`Kafka cannot run here yet: ${remedy}`);
  const packages = missing.map(({ name }) => name);
  say(`Installing ${packages.join(' and ')} with apt-get, which Kafka needs …`);
  aptGet(packages, remedy);
}

function aptGet(packages: readonly string[], remedy: string): void {
  const apt = (...args: string[]) => spawnSync('apt-get', ['-qq', ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  apt('update');
  const { status, stderr, error } = apt('install', '-y', '--no-install-recommends', ...packages);
  if (status === 0) return;
  const why = error?.message ?? stderr.toString();
  throw new Complaint(`apt-get could not install ${packages.join(' and ')}: ${remedy}\n${why}`);
}
