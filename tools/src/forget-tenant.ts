import { spawn } from 'node:child_process';
import { command } from './command.js';
import { productEnvironment } from './environments.js';
import { migratedRows } from './migrations.js';
import { scriptOf } from './services.js';
import { readSettings } from './settings.js';
import { Complaint } from './stack/complaint.js';
import { nodeOfRepository } from './stack/folders.js';
import { localPostgresUrl } from './stack/postgres.js';

/** Deletes all that is kept of a tenant that samsvar.yaml no longer names, service by service. */
await command(async () => {
  const words = process.argv.slice(2);
  if (words.length !== 1) throw new Complaint('Name the tenant: npm run forget-tenant -- <id>', 2);
  const settings = readSettings(process.env);
  const { databaseUrl, ports } = settings;
  const servers = {
    brokers: settings.kafkaBrokers ?? '',
    databaseUrl: databaseUrl ?? localPostgresUrl(ports['postgres']!),
  };
  for (const row of migratedRows) {
    const env = { ...process.env, ...productEnvironment(settings, servers, row) };
    const args = ['--enable-source-maps', scriptOf(row, 'forget-tenant'), ...words];
    const child = spawn(nodeOfRepository, args, { env, stdio: 'inherit' });
    const code = await new Promise<number>((resolve) => child.on('close', (ended) => resolve(ended ?? 1)));
    if (code !== 0) return code;
  }
  return 0;
});
