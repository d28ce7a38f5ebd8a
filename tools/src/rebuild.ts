import { spawn } from 'node:child_process';
import { command } from './command.js';
import { productEnvironment } from './environments.js';
import { sandboxVariables } from './sandbox-keys.js';
import { productRows, scriptOf } from './services.js';
import { readSettings } from './settings.js';
import { Complaint } from './stack/complaint.js';
import { nodeOfRepository } from './stack/folders.js';
import { localPostgresUrl } from './stack/postgres.js';

const usage = 'npm run rebuild [-- --check]';

/** Link's projections from its streams, in the database of DATABASE_URL or of the local stack that runs. */
await command(async () => {
  const words = process.argv.slice(2);
  const unknown = words.find((word) => word !== '--check');
  if (unknown !== undefined) throw new Complaint(`Unknown option ${unknown}: ${usage}`, 2);
  const settings = readSettings(process.env);
  const { databaseUrl, ports } = settings;
  const row = productRows.find(({ name }) => name === 'link')!;
  // Who the tenants are is all that is needed of samsvar.yaml; the local one names the sandbox's keys by variables.
  const keys = databaseUrl ? {} : await sandboxVariables(`http://127.0.0.1:${ports['sandbox']}`).catch(notRunning);
  const servers = {
    brokers: settings.kafkaBrokers ?? '',
    databaseUrl: databaseUrl ?? localPostgresUrl(ports['postgres']!),
  };
  const env = { ...process.env, ...keys, ...productEnvironment(settings, servers, row) };
  const child = spawn(nodeOfRepository, ['--enable-source-maps', scriptOf(row, 'rebuild'), ...words], {
    env,
    stdio: 'inherit',
  });
  return new Promise((resolve) => child.on('close', (code) => resolve(code ?? 1)));
});

function notRunning(): never {
  throw new Complaint(
    `The local stack does not run: start it (npm start), or set DATABASE_URL and the keys of the tenants.`,
  );
}
