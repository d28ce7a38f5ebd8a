import { jsonOf } from './answer.js';
import type { GoClient } from './client.js';

const needed = ['Customer_Full', 'ContactPerson_Full', 'Department_Full', 'Employee_Full'];

/** Which rights are missing, in words that say what to do; empty when all is well. */
export async function missingRights(client: GoClient): Promise<readonly string[]> {
  const said = jsonOf(await client.get('/ClientIntegrationInformation', 'edit')) as
    { ValidPrivileges?: unknown; InvalidPrivileges?: unknown } | undefined;
  const valid = listOf(said?.ValidPrivileges);
  const invalid = listOf(said?.InvalidPrivileges);
  return needed
    .filter((right) => !valid.includes(right))
    .map((right) =>
      invalid.includes(right)
        ? `the PowerOffice Go client lacks the module behind ${right}: activate it for the client`
        : `the integration lacks the privilege ${right}: grant it in PowerOffice Go's settings for integrations`,
    );
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
