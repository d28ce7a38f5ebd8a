import type { Answered, Connection, Connector, Slot } from '@samsvar/connector';
import { HrmClient } from './client.js';
import type { Profile } from './profile-schema.js';
import { HrmResource } from './resource.js';

/** What one tenant's HRM is reached by. */
export interface HrmTenant {
  readonly profile: Profile;
  readonly baseUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly overlapSeconds?: number;
}

export interface HrmConnectorOptions {
  readonly tenants: Readonly<Record<string, HrmTenant>>;
  /** Waits until one request of the tenant may go. */
  readonly slot: (tenant: string) => ReturnType<Slot>;
  readonly timeoutMs?: number;
  /** Told of every request. */
  readonly answered?: Answered;
}

/** A company's own HR system behind the connector's port. */
export function customHrm({ tenants, slot, timeoutMs, answered }: HrmConnectorOptions): Connector {
  return {
    system: 'customhrm',
    connect(tenant): Promise<Connection> {
      const { profile, overlapSeconds, ...keys } = tenants[tenant]!;
      const client = new HrmClient({
        ...keys,
        profile,
        slot: () => slot(tenant),
        ...(timeoutMs !== undefined && { timeoutMs }),
        ...(answered && { answered }),
      });
      const resources = (['department', 'employee'] as const).map(
        (name) => new HrmResource({ name, profile, client, ...(overlapSeconds !== undefined && { overlapSeconds }) }),
      );
      const check = async (): Promise<readonly string[]> => {
        const { list } = profile.resources.department;
        await client.call({ method: 'GET', path: `${list.path}?${list.limit.param}=1` });
        return [];
      };
      return Promise.resolve({ tenant, resources, check, close: () => client.close() });
    },
  };
}
