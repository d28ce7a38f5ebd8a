import { command } from './command.js';
import { ensureDaemon } from './docker/daemon.js';
import { buildImage, imageOf, imageServices, megabytesBeyondBase } from './docker/service-images.js';
import { Complaint } from './stack/complaint.js';
import { cacheFolder, repositoryRoot, stateFolder } from './stack/folders.js';
import { partsOf } from './stack/left-behind.js';
import { ensureBaseImages } from './stand-ins/index.js';
import { stepsOn } from './steps.js';

/**
 * `npm run images` builds every image, or those that are named, and first makes stand-ins of the base images the engine
 * does not have; `npm run images -- base` makes those alone.
 */
await command(async () => {
  const words = process.argv.slice(2);
  const wrong = words.find((word) => word !== 'base' && !imageServices.includes(word));
  if (wrong) throw new Complaint(`"${wrong}" has no image: npm run images -- [base|${imageServices.join('|')}] …`, 2);
  const steps = stepsOn(process.stdout);
  const say = (line: string) => steps.line(line);
  const engine = await ensureDaemon(partsOf(stateFolder(repositoryRoot)).logs, say);
  try {
    await steps.step('base images', () => ensureBaseImages({ cache: cacheFolder(process.env), say }));
    for (const service of words.length === 0 ? imageServices : words.filter((word) => word !== 'base')) {
      await steps.step(imageOf(service), () => buildImage(service));
      steps.line(`    ${await megabytesBeyondBase(service)} MB beyond the base`);
    }
  } finally {
    await engine.stop();
  }
  return 0;
});
