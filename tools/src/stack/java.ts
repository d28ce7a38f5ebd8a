import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Complaint, type Say } from './complaint.js';

const oldestJava = 17;
const remedy = 'install a Java runtime 17 or newer and Maven, or set KAFKA_BROKERS to a Kafka that runs.';

/** The major version of the `java` on the path; nothing when there is none. */
export function javaVersion(java = 'java'): number | undefined {
  const asked = spawnSync(java, ['-version'], { encoding: 'utf8' });
  const found = /version "(\d+)/.exec(`${asked.stderr ?? ''}${asked.stdout ?? ''}`)?.[1];
  return found === undefined ? undefined : Number(found);
}

const hasMaven = () => spawnSync('mvn', ['--version']).status === 0;

function isDebian(): boolean {
  try {
    return /^ID(_LIKE)?=.*(debian|ubuntu)/m.test(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return false;
  }
}

/** Sees to it that Kafka can be run, and fetched where it is not here yet; installs what is missing where we may. */
export function ensureJava(needs: { readonly maven: boolean }, say: Say): void {
  const java = javaVersion();
  const missing = [
    ...(java === undefined || java < oldestJava ? ['openjdk-17-jre-headless'] : []),
    ...(needs.maven && !hasMaven() ? ['maven'] : []),
  ];
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0 || !isDebian()) throw new Complaint(`Kafka cannot run here yet: ${remedy}`);
  say(`Installing ${missing.join(' and ')} with apt-get, which Kafka needs …`);
  aptGet(missing);
}

function aptGet(packages: readonly string[]): void {
  const apt = (...args: string[]) => spawnSync('apt-get', ['-qq', ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  apt('update');
  const installed = apt('install', '-y', '--no-install-recommends', ...packages);
  if (installed.status !== 0)
    throw new Complaint(
      `apt-get could not install ${packages.join(' and ')}: ${remedy}\n${installed.stderr.toString()}`,
    );
}
