import { randomUUID } from 'node:crypto';
import { topicsOf } from '@samsvar/contracts';
import { loadPositions, openMigrated, Relay } from '@samsvar/persistence';
import type { Database } from '@samsvar/persistence';
import type { Assembly, Metrics, ServicePlan, Tenant, Workshop } from '@samsvar/service';
import { outboxMetrics, runService } from '@samsvar/service';
import type { Connection, Connector } from './port.js';
import {
  bulkGroup,
  bulkLane,
  commandDesk,
  commandsControllerOf,
  editGroup,
  editLane,
} from './runtime/commands.controller.js';
import { DatabaseClock } from './runtime/database-clock.js';
import { Auditor } from './runtime/auditor.js';
import type { Kit } from './runtime/kit.js';
import { HeartbeatSender } from './runtime/heartbeat.js';
import { runtimeMetrics, watchPolls } from './runtime/metrics.js';
import { Poller } from './runtime/poller.js';
import { Rights } from './runtime/rights.js';
import { SeenBefore } from './runtime/seen-before.js';
import { WriteDesk } from './runtime/write-desk.js';
import { connectorMigrations } from './store/migrations.js';

export interface ConnectorService {
  /** As the table of talkers has it. */
  readonly name: string;
  /** Its schema and role in Postgres. */
  readonly schema: string;
  readonly portVariable: string;
  readonly settings: ServicePlan['settings'] & { readonly DATABASE_URL: string };
  readonly tenants: readonly Tenant[];
  /** Builds the connector once its database is open (a shared budget lives there). */
  readonly connector: (database: Database, metrics: Metrics) => Connector;
}

const defaultPollSeconds = 300;

/** Runs a whole connector service: everything but knowing the system. */
export function runConnector(service: ConnectorService): Promise<void> {
  const { name, settings, portVariable } = service;
  const topics = topicsOf(name);
  return runService({ name, settings, portVariable, topics, assemble: (workshop) => assemble(service, workshop) });
}

/** A kit as a service runs it: its clock has to be stopped. */
interface RunningKit extends Kit {
  readonly clock: DatabaseClock;
}

async function openKit(
  { schema, name, settings, tenants, connector: build }: ConnectorService,
  { bus, log, metrics, tracer }: Workshop,
): Promise<RunningKit> {
  const reached = { url: settings.DATABASE_URL, schema, applicationName: name, poolSize: 8, log };
  const database = await openMigrated({ ...reached, migrations: connectorMigrations });
  const clock = new DatabaseClock(database);
  await clock.start();
  const relay = new Relay({ database, publisher: bus, log });
  const connector = build(database, metrics);
  const connected = await Promise.all(tenants.map(async ({ id }) => [id, await connector.connect(id)] as const));
  const connections = new Map<string, Connection>(connected);
  return {
    system: connector.system,
    database,
    relay,
    log,
    metrics: runtimeMetrics(metrics, connector.system),
    owner: `${name}-${randomUUID()}`,
    connections,
    seenBefore: new SeenBefore(),
    clock,
    tracer,
  };
}

const everyMsOf =
  ({ tenants }: ConnectorService) =>
  (tenant: string): number =>
    (tenants.find(({ id }) => id === tenant)?.pollSeconds ?? defaultPollSeconds) * 1_000;

async function assemble(service: ConnectorService, workshop: Workshop): Promise<Assembly> {
  const kit = await openKit(service, workshop);
  const { metrics } = workshop;
  const { database, relay, system } = kit;
  const desk = new WriteDesk(kit);
  const poller = new Poller({ kit, everyMs: everyMsOf(service) });
  const rights = new Rights(kit, poller);
  rights.watch(metrics, system);
  const auditor = new Auditor({ kit });
  const heartbeat = new HeartbeatSender(kit);
  metrics.gauge('attempts_open', 'writes noted and not answered', [], () => desk.openCount());
  outboxMetrics(metrics, { relay, database });
  watchPolls(metrics, database, [...kit.connections.keys()]);
  const positions = {
    load: (group: string, topics: Parameters<typeof loadPositions>[2]) => loadPositions(database, group, topics),
  };
  return {
    controllers: [commandsControllerOf(system)],
    providers: [{ provide: commandDesk, useValue: { kit, desk, poller, auditor } }],
    listens: [
      { group: editGroup(system), positions, transportId: editLane },
      { group: bulkGroup(system), positions, transportId: bulkLane },
    ],
    checks: [
      { name: 'database', look: async () => void (await database.ping()) },
      { name: 'outbox', look: () => relay.failure()?.message },
      ...rights.checks(),
    ],
    started: async () => {
      desk.start();
      rights.start();
      await poller.start();
      await auditor.start();
      heartbeat.start();
    },
    stopped: () => stop(kit, { desk, poller, rights, auditor, heartbeat }),
  };
}

interface Parts {
  readonly desk: WriteDesk;
  readonly poller: Poller;
  readonly rights: Rights;
  readonly auditor: Auditor;
  readonly heartbeat: HeartbeatSender;
}

/** What takes on work ends first, then what tells of it, and the database last. */
async function stop(
  { database, relay, clock, connections }: Awaited<ReturnType<typeof openKit>>,
  parts: Parts,
): Promise<void> {
  parts.rights.close();
  parts.heartbeat.close();
  clock.close();
  await Promise.all([parts.poller.close(), parts.desk.close(), parts.auditor.close()]);
  await relay.close();
  await Promise.all([...connections.values()].map((connection) => connection.close()));
  await database.close();
}
