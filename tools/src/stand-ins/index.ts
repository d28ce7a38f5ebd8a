import { spawnSync } from 'node:child_process';
import { hasImage } from '../docker/docker.js';
import { Complaint } from '../stack/complaint.js';
import { inDebian } from './debian.js';
import { kafkaStandIn } from './kafka.js';
import { nodeStandIn } from './node.js';
import { postgresStandIn } from './postgres.js';
import type { Bench, StandIn } from './stand-in.js';

/** The images that the Dockerfile, docker-compose.yml and the tests name, and nobody but a registry has. */
export const standIns: readonly StandIn[] = [nodeStandIn, kafkaStandIn, postgresStandIn];

/** Makes those images the engine does not have; says which they were. */
export async function ensureBaseImages(bench: Bench): Promise<readonly string[]> {
  const missing: StandIn[] = [];
  for (const standIn of standIns) if (!(await hasImage(standIn.image))) missing.push(standIn);
  requirePrograms(missing);
  for (const { image, fill, load } of missing) {
    bench.say(`  Making a stand-in for ${image} …`);
    await inDebian(bench.cache, bench.say, async (root) => {
      await fill(root, bench);
      await load(root, image);
    });
  }
  return missing.map(({ image }) => image);
}

function requirePrograms(missing: readonly StandIn[]): void {
  if (missing.length === 0) return;
  const names = missing.map(({ image }) => image).join(', ');
  if (process.getuid?.() !== 0)
    throw new Complaint(`The engine lacks ${names}: pull them, or run this as root, which makes stand-ins.`);
  const needs = [{ program: 'debootstrap', package: 'debootstrap' }, ...missing.flatMap((one) => one.needs)];
  const lacking = needs.filter(({ program }) => spawnSync('which', [program]).status !== 0);
  if (lacking.length === 0) return;
  const packages = lacking.map((one) => one.package).join(' ');
  throw new Complaint(`The engine lacks ${names}: pull them, or apt-get install ${packages}, to have stand-ins made.`);
}
