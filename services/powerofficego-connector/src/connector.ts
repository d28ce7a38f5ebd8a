import type { Answered, Connection, Connector, Slot } from '@samsvar/connector';
import { missingRights } from './check.js';
import type { Lane } from './client-options.js';
import { GoClient } from './client.js';
import { GoResource } from './resource.js';
import { contactPersons, contacts, departments } from './resources.js';
import { NumberSeries } from './series.js';

/** What one tenant's PowerOffice Go is reached by. */
export interface GoTenant {
  readonly baseUrl: string;
  readonly applicationKey: string;
  readonly clientKey: string;
  readonly subscriptionKey: string;
  readonly jsonPatchTest: boolean;
}

export interface GoConnectorOptions {
  readonly tenants: Readonly<Record<string, GoTenant>>;
  /** A slot of the budget all tenants and replicas with one subscription key share. */
  readonly slot: (tenant: string, lane: Lane) => ReturnType<Slot>;
  /** Rows per page; the API's own default is 5,000. */
  readonly pageSize?: number;
  readonly settleAfterMs?: number;
  readonly timeoutMs?: number;
  /** Told of every request. */
  readonly answered?: Answered;
}

/** PowerOffice Go v2 behind the connector's port. */
export function powerOfficeGo(options: GoConnectorOptions): Connector {
  return {
    system: 'powerofficego',
    connect(tenant): Promise<Connection> {
      const { jsonPatchTest, ...keys } = options.tenants[tenant]!;
      const client = new GoClient({
        ...keys,
        slot: (lane) => options.slot(tenant, lane),
        ...(options.timeoutMs !== undefined && { timeoutMs: options.timeoutMs }),
        ...(options.answered && { answered: options.answered }),
      });
      const series = new NumberSeries(client);
      const { pageSize = 5_000, settleAfterMs = 5_000 } = options;
      const resources = [departments, contacts, contactPersons].map(
        (shape) => new GoResource(shape, { client, series, pageSize, jsonPatchTest, settleAfterMs }),
      );
      return Promise.resolve({ tenant, resources, check: () => missingRights(client), close: () => client.close() });
    },
  };
}
