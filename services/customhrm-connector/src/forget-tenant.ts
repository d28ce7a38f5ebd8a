import { connectorTenantRows } from '@samsvar/connector';
import { runForgetTenant, runMain } from '@samsvar/service';

runMain(async () => {
  const rows = { schema: 'customhrm_connector', others: connectorTenantRows };
  process.stdout.write(`${await runForgetTenant(rows, process.env, process.argv.slice(2))}\n`);
});
