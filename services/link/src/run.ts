import type { Batch } from '@samsvar/bus';
import { everyTopic, topicsOf } from '@samsvar/contracts';
import { loadPositions, openMigrated, Relay } from '@samsvar/persistence';
import type { Assembly, Metrics, ServicePlan, Workshop } from '@samsvar/service';
import { outboxMetrics, readBoth, runService } from '@samsvar/service';
import { ApiController, readModel } from './api/api.controller.js';
import { ConflictsController } from './api/conflicts.controller.js';
import { DeadController, deadDesk } from './api/dead.controller.js';
import { decisionDesk, DecisionsController } from './api/decisions.controller.js';
import { ErasuresController } from './api/erasures.controller.js';
import { GuardsController } from './api/guards.controller.js';
import { EventStream } from './api/event-stream.js';
import { Settings } from './config.js';
import { Alarm } from './consumer/alarm.js';
import { Meeting } from './consumer/meeting.js';
import { hearing, RecordsController } from './consumer/records.controller.js';
import { beatsIn } from './consumer/heartbeats.js';
import { Figures } from './consumer/figures.js';
import { Recovery } from './consumer/recovery.js';
import { recount } from './consumer/recount.js';
import type { Workplace } from './consumer/turn.js';
import { group, workBatch } from './consumer/turn.js';
import { allMigrations } from './migrations/index.js';
import { choiceFlaws, settingsOf } from './tenants/settings.js';

/** Runs link until it is told to stop. */
export const run = (env: NodeJS.ProcessEnv): Promise<void> => runService(planOf(env));

/** What link is: its consumers, its API, or both. */
export function planOf(env: NodeJS.ProcessEnv): ServicePlan {
  const { settings, tenants: described } = readBoth(Settings, env, { rule: choiceFlaws, systems: [] });
  const tenants = new Map(described.map((tenant) => [tenant.id, settingsOf(tenant)]));
  const consumes = settings.LINK_ROLE !== 'api';
  const serves = settings.LINK_ROLE !== 'consumer';
  return {
    name: consumes ? 'link-consumer' : 'link',
    portVariable: consumes && !serves ? 'LINK_CONSUMER_PORT' : 'LINK_PORT',
    settings,
    topics: serves ? everyTopic : topicsOf('link'),
    opensBeforeKafka: !consumes,
    assemble: async (workshop) => {
      const { metrics, bus, log, tracer } = workshop;
      const database = await openMigrated({
        url: settings.DATABASE_URL,
        schema: 'link',
        applicationName: `link-${settings.LINK_ROLE}`,
        migrations: allMigrations,
        log,
      });
      const relay = new Relay({ database, publisher: bus, log });
      outboxMetrics(metrics, { relay, database });
      const place = { database, relay, tenants, counted: countedBy(metrics), tracer };
      watch(metrics, place);
      return together(
        [...(consumes ? [consumer(workshop, place)] : []), ...(serves ? [api(workshop, place)] : [])],
        place,
      );
    },
  };
}

/** Counts what was decided, whoever it was decided for: what was heard, first meetings, people's decisions. */
function countedBy(metrics: Metrics): Workplace['counted'] & {} {
  const links = metrics.counter('links_decided_total', 'links changed by what was decided');
  const nearLoops = metrics.counter('near_loops_total', 'values written again though the same write had succeeded');
  const agreement = metrics.histogram(
    'propagation_seconds',
    'time to agreement: from when an edit (or a record without a counterpart) was seen to when both sides agree',
    ['flow', 'change'],
    [0.5, 1, 2.5, 5, 10, 20, 30, 60, 120, 300, 900, 3_600],
  );
  return (decided) => {
    for (const one of decided) {
      links.inc(one.changedLinks);
      nearLoops.inc(one.nearLoops);
      for (const { flows, born, afterMs } of one.agreed ?? [])
        for (const flow of flows) agreement.observe({ flow, change: born ? 'birth' : 'edit' }, afterMs / 1_000);
    }
  };
}

/** How much waits for a person before it is written, over all tenants. */
function watch(metrics: Metrics, { database }: Workplace): void {
  const sum = async (what: string): Promise<number> => {
    const [found] = await database.query<{ sum: number }>(`select coalesce(sum(${what}), 0)::int as sum from tenant`);
    return found!.sum;
  };
  const holds = () => sum(`json_array_length(coalesce(state -> 'guard' -> 'holds', '[]'))`);
  const stopped = () => sum(`(state ->> 'stop' is not null)::int`);
  metrics.watched('guard_holds', 'classes of change that are held until a person decides', [], async () => [
    [{}, await holds()],
  ]);
  metrics.watched('writes_stopped', 'tenants whose writes are stopped until a person resumes them', [], async () => [
    [{}, await stopped()],
  ]);
}

function consumer({ log, metrics, bus }: Workshop, place: Workplace): Assembly {
  const { database, tenants } = place;
  const meeting = new Meeting(place, log);
  const alarm = new Alarm(place, log);
  const recovery = new Recovery(place, log);
  const figures = new Figures({ ...place, letters: bus.deadLetters }, metrics, log);
  const beat = metrics.heartbeat();
  const seconds = metrics.histogram('batch_seconds', 'how long a batch took to decide and store');
  const work = async (batch: Batch) => {
    const end = seconds.startTimer();
    await workBatch(place, batch);
    end();
    for (const one of beatsIn(batch.heard)) beat('decided', one);
    meeting.wake();
  };
  const load: NonNullable<NonNullable<Assembly['listens']>[number]['positions']>['load'] = (name, topics) =>
    loadPositions(database, name, topics);
  return {
    controllers: [RecordsController],
    providers: [{ provide: hearing, useValue: { work } }],
    listens: [{ group, positions: { load, topicLost: () => recovery.topicLost() } }],
    checks: [{ name: 'outbox', look: () => place.relay.failure()?.message }],
    started: async () => {
      for (const tenant of tenants.values()) await recount(database, tenant);
      await recovery.start();
      figures.start();
      meeting.start();
      alarm.start();
    },
    stopped: async () => {
      figures.close();
      await recovery.close();
      await meeting.close();
      await alarm.close();
    },
  };
}

function api({ bus }: Workshop, place: Workplace): Assembly {
  const stream = new EventStream(place.database);
  return {
    controllers: [
      ApiController,
      GuardsController,
      DecisionsController,
      ErasuresController,
      ConflictsController,
      DeadController,
    ],
    providers: [
      { provide: readModel, useValue: { ...place, stream } },
      { provide: decisionDesk, useValue: place },
      { provide: deadDesk, useValue: { ...place, letters: bus.deadLetters } },
    ],
    stopping: () => stream.close(),
  };
}

/** One service of several parts; what is stored is told before it ends, and the database is closed last. */
function together(parts: readonly Assembly[], { database, relay }: Workplace): Assembly {
  return {
    controllers: parts.flatMap(({ controllers = [] }) => controllers),
    providers: parts.flatMap(({ providers = [] }) => providers),
    listens: parts.flatMap(({ listens = [] }) => listens),
    checks: [
      { name: 'database', look: async () => void (await database.ping()) },
      ...parts.flatMap(({ checks = [] }) => checks),
    ],
    started: async () => {
      for (const { started } of parts) await started?.();
    },
    stopping: () => {
      for (const { stopping } of parts) stopping?.();
    },
    stopped: async () => {
      for (const { stopped } of parts) await stopped?.();
      await relay.close();
      await database.close();
    },
  };
}
