import { runForgetTenant, runMain } from '@samsvar/service';
import { tenantRows } from './tenants/tenant-rows.js';

runMain(async () => {
  process.stdout.write(`${await runForgetTenant(tenantRows, process.env, process.argv.slice(2))}\n`);
});
