import { command } from './command.js';
import { pages, printedFolder } from './docs/pages.js';
import { release } from './docs/released.js';
import { Shelf } from './docs/shelf.js';
import { repositoryRoot } from './stack/folders.js';
import { version } from './version.js';

/**
 * `npm run docs` prints every page that comes from the code; `-- --check` names the stale ones and exits 1, and
 * `-- --release` keeps the schemas of all messages as those of the version in package.json.
 */
await command(async () => {
  if (process.argv.includes('--release')) {
    console.log(`Kept in ${release(version)}.`);
    return 0;
  }
  const shelf = new Shelf(repositoryRoot, printedFolder);
  const all = await pages();
  if (!process.argv.includes('--check')) {
    const printed = shelf.print(all);
    console.log(printed.length === 0 ? `All ${all.length} pages are as printed.` : `Printed ${printed.join(', ')}.`);
    return 0;
  }
  const stale = shelf.stale(all);
  if (stale.length > 0) console.error(`Stale: ${stale.join(', ')}. \`npm run docs\` prints them anew.`);
  return stale.length === 0 ? 0 : 1;
});
