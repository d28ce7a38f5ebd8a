import { command } from './command.js';
import { tryCompose } from './containers/compose-trial.js';
import { tryImages } from './containers/image-trial.js';
import { tryServers } from './containers/servers-trial.js';
import { Trial } from './containers/trial.js';
import { ensureDaemon } from './docker/daemon.js';
import { Complaint } from './stack/complaint.js';
import { cacheFolder, repositoryRoot, stateFolder } from './stack/folders.js';
import { partsOf } from './stack/left-behind.js';
import { ensureBaseImages } from './stand-ins/index.js';
import { stepsOn } from './steps.js';
import { isGood, lastLine } from './test-run/counts.js';
import { runSuite } from './test-run/run-suite.js';

/** The specs that are run once more on containers: those of what talks to the servers most. */
const specs = ['libs/persistence', 'libs/bus'];
const onContainers = { SAMSVAR_SERVERS: 'containers', TESTCONTAINERS_RYUK_DISABLED: 'true' };

const parts = {
  images: tryImages,
  servers: tryServers,
  specs: async (trial: Trial) => trial.add(await runSuite('int', specs, onContainers)),
  compose: tryCompose,
} as const;
type Part = keyof typeof parts;

/**
 * `npm run test:containers`: the images, the servers as containers, and docker-compose.yml, on a real engine. It needs
 * one, and root where that has to be started or base images are to be made; it is no part of `npm test`.
 */
await command(async () => {
  const words = process.argv.slice(2);
  const names = Object.keys(parts) as Part[];
  const wrong = words.find((word) => !names.includes(word as Part));
  if (wrong) throw new Complaint(`"${wrong}" is not understood: npm run test:containers -- [${names.join('|')}]`, 2);
  const steps = stepsOn(process.stdout);
  const say = (line: string) => steps.line(line);
  const trial = new Trial(steps);
  const engine = await ensureDaemon(partsOf(stateFolder(repositoryRoot)).logs, say);
  try {
    await steps.step('base images', () => ensureBaseImages({ cache: cacheFolder(process.env), say }));
    for (const name of names) if (words.length === 0 || words.includes(name)) await parts[name](trial);
  } finally {
    await engine.stop();
  }
  console.log(lastLine(trial.counts));
  return isGood(trial.counts) ? 0 : 1;
});
