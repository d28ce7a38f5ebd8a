import { randomUUID } from 'node:crypto';
import { loadPositions, openDatabase, Relay } from '@samsvar/persistence';
import type { Database } from '@samsvar/persistence';
import type { Check, ServicePlan, Tenant, Workshop } from '@samsvar/service';
import { runService } from '@samsvar/service';
import type { Connection, Connector } from './port.js';
import {
  bulkGroup,
  bulkLane,
  commandDesk,
  commandsControllerOf,
  editGroup,
  editLane,
} from './runtime/commands.controller.js';
import type { Kit } from './runtime/kit.js';
import { runtimeMetrics } from './runtime/metrics.js';
import { Poller } from './runtime/poller.js';
import { SeenBefore } from './runtime/seen-before.js';
import { WriteDesk } from './runtime/write-desk.js';

export interface ConnectorService {
  readonly name: string;
  /** Its schema and role in Postgres. */
  readonly schema: string;
  readonly portVariable: string;
  readonly settings: ServicePlan['settings'] & { readonly DATABASE_URL: string };
  readonly tenants: readonly Tenant[];
  /** Builds the connector once its database is open (a shared budget lives there). */
  readonly connector: (database: Database) => Connector;
}

const defaultPollSeconds = 300;
const recheckEveryMs = 60_000;

/** Runs a whole connector service: everything but knowing the system. */
export function runConnector(service: ConnectorService): Promise<void> {
  const { name, settings, portVariable } = service;
  return runService({ name, settings, portVariable, assemble: (workshop) => assemble(service, workshop) });
}

async function assemble(service: ConnectorService, { bus, log, metrics }: Workshop) {
  const { schema, name, settings, tenants } = service;
  const database = await openDatabase({ url: settings.DATABASE_URL, schema, applicationName: name, poolSize: 8 });
  const relay = new Relay({ database, publisher: bus, log });
  const connector = service.connector(database);
  const connected = await Promise.all(tenants.map(async ({ id }) => [id, await connector.connect(id)] as const));
  const connections = new Map<string, Connection>(connected);
  const kit: Kit = {
    system: connector.system,
    database,
    relay,
    log,
    metrics: runtimeMetrics(metrics),
    owner: `${name}-${randomUUID()}`,
    connections,
    seenBefore: new SeenBefore(),
  };
  const desk = new WriteDesk(kit);
  const everyMs = (tenant: string) =>
    (tenants.find(({ id }) => id === tenant)?.pollSeconds ?? defaultPollSeconds) * 1_000;
  const poller = new Poller({ kit, everyMs });
  const rights = new Rights(kit, poller);
  metrics.gauge('attempts_open', 'writes noted and not answered', [], () => desk.openCount());
  metrics.gauge('outbox_pending', 'messages stored and not told, in memory', [], () => relay.pending());
  const positions = {
    load: (group: string, topics: Parameters<typeof loadPositions>[2]) => loadPositions(database, group, topics),
  };
  return {
    controllers: [commandsControllerOf(connector.system)],
    providers: [{ provide: commandDesk, useValue: { kit, desk, poller } }],
    listens: [
      { group: editGroup(connector.system), positions, transportId: editLane },
      { group: bulkGroup(connector.system), positions, transportId: bulkLane },
    ],
    checks: [
      { name: 'database', look: async () => void (await database.ping()) },
      { name: 'outbox', look: () => relay.failure()?.message },
      ...rights.checks(),
    ] as readonly Check[],
    started: async () => {
      desk.start();
      rights.start();
      await poller.start();
    },
    stopped: async () => {
      rights.close();
      await Promise.all([poller.close(), desk.close()]);
      await relay.close();
      await Promise.all([...connections.values()].map((connection) => connection.close()));
      await database.close();
    },
  };
}

/** Whether the keys work and which rights are missing, asked at the start and now and then while something is wrong. */
class Rights {
  private readonly problems = new Map<string, readonly string[]>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly kit: Kit,
    private readonly poller: Poller,
  ) {}

  start(): void {
    const look = () => void this.look();
    look();
    this.timer = setInterval(look, recheckEveryMs);
  }

  close(): void {
    clearInterval(this.timer);
  }

  checks(): readonly Check[] {
    return [...this.kit.connections.keys()].map((tenant) => ({
      name: `keys and rights of ${tenant}`,
      look: () =>
        [this.poller.troubles.get(tenant), ...(this.problems.get(tenant) ?? [])].find((words) => words !== undefined),
    }));
  }

  private async look(): Promise<void> {
    for (const [tenant, connection] of this.kit.connections) {
      if (this.problems.get(tenant)?.length === 0) continue;
      const found = await connection
        .check()
        .catch((error: unknown) => [error instanceof Error ? error.message : String(error)]);
      this.problems.set(tenant, found);
      for (const words of found) this.kit.log.warn('a key or a right is missing', { tenant, words });
    }
  }
}
