import { openDatabase } from '@samsvar/persistence';
import { DatabaseSettings, readBoth, runMain, TenantSettingsFile } from '@samsvar/service';
import { z } from 'zod';
import { rebuildTenant } from './rebuild/rebuild-tenant.js';
import { choiceFlaws, settingsOf } from './tenants/settings.js';

const schema = 'link';
const shownMost = 50;
const Settings = z.object({ ...DatabaseSettings.shape, ...TenantSettingsFile.shape });

/** `npm run rebuild`: projections from the streams; with `--check` nothing is changed. Ids and names only. */
runMain(async () => {
  const check = process.argv.includes('--check');
  const { settings, tenants } = readBoth(Settings, process.env, { rule: choiceFlaws, systems: [] });
  const database = await openDatabase({ url: settings.DATABASE_URL, schema, applicationName: 'link-rebuild' });
  let different = 0;
  try {
    for (const tenant of tenants.map(settingsOf)) {
      const since = Date.now();
      const { links, events, differences } = await rebuildTenant({ database, schema, check }, tenant);
      const seconds = ((Date.now() - since) / 1_000).toFixed(1);
      const found = differences.length === 0 ? 'equal' : `${differences.length} differences${check ? '' : ', mended'}`;
      process.stdout.write(`${tenant.id}: ${links} links of ${events} events in ${seconds} s: ${found}\n`);
      for (const { what, id, fields } of differences.slice(0, shownMost)) {
        process.stdout.write(`  ${what} ${id}: ${fields.join(', ')}\n`);
      }
      different += differences.length;
    }
  } finally {
    await database.close();
  }
  if (check && different > 0) process.exitCode = 1;
});
