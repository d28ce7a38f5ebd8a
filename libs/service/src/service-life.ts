import { setTimeout as pause } from 'node:timers/promises';
import type { Bus } from '@samsvar/bus';
import { kafkaBus, LaterBus, tracedBus, untilTopicsFit, WrongPartitions } from '@samsvar/bus';
import { Complaint } from './config.js';
import { kafkaAccess } from './kafka-access.js';
import type { Log } from './logger.js';
import { createLog } from './logger.js';
import { Metrics } from './metrics.js';
import { type ServiceApp, serviceApp } from './service-app.js';
import type { Assembly, ServicePlan } from './service-plan.js';
import { traceOf } from './trace.js';
import { openTracing, type Tracing } from './tracing.js';

/** A service that was put together: it opens its doors once, and closes them once. */
export interface ServiceLife {
  /** Opens doors and consumers; answers where its doors are. Rejects with a `Complaint` when the port is taken. */
  start(): Promise<string>;
  /**
   * Not ready; consumers closed; doors closed; relay drained and database closed; bus closed; spans sent. The same stop
   * however often it is asked for.
   */
  stop(): Promise<void>;
}

/** What a service is put together over. */
export interface Ground {
  readonly bus: Bus;
  readonly log: Log;
  /** Where spans go; none are recorded without it. */
  readonly tracing?: Tracing | undefined;
}

/** Puts a service together over a bus. */
export async function openService(plan: ServicePlan, { bus: plain, log, tracing }: Ground): Promise<ServiceLife> {
  const tracer = tracing?.tracer;
  const bus = tracer ? tracedBus(plain, tracer) : plain;
  const workshop = { log, bus, metrics: new Metrics(plan.name), tracer };
  const assembly = await plan.assemble(workshop);
  let serving = false;
  let stopped: Promise<void> | undefined;
  const parts = await serviceApp(assembly, workshop, () => serving);
  return {
    start: async () => {
      const url = await listen(parts, plan);
      await parts.app.startAllMicroservices();
      await assembly.started?.();
      serving = stopped === undefined;
      return url;
    },
    stop: () => {
      serving = false;
      return (stopped ??= close(parts, assembly, bus).then(() => tracing?.close()));
    },
  };
}

/** Runs a service until it is told to stop. */
export async function runService(plan: ServicePlan): Promise<void> {
  const log = createLog(plan.name, plan.settings.LOG_LEVEL);
  endWhenLost(log);
  let service: ServiceLife | undefined = undefined;
  let told = false;
  const stop = () => {
    if (told) return;
    told = true;
    log.info('stopping');
    // As the first process of a container nothing else would end it while it waits for Kafka.
    if (service) void end(service, log);
    else process.exit(0);
  };
  process.on('SIGTERM', stop).on('SIGINT', stop);
  const tracing = await openTracing({ service: plan.name, settings: plan.settings, log });
  const kafka = untilConnected(plan, log);
  const unfit = failureOf(kafka);
  const bus = plan.opensBeforeKafka ? new LaterBus(kafka) : await kafka;
  service = await Promise.race([openService(plan, { bus, log, tracing }), unfit]);
  try {
    log.info('ready to serve', { url: await Promise.race([service.start(), unfit]) });
    await kafka;
  } catch (error) {
    // A start that was told to stop midway fails as it may.
    if (!told) throw error;
  }
}

/** Never resolves; rejects as the work does, whether or not anybody listens by then. */
function failureOf(work: Promise<unknown>): Promise<never> {
  const failure = work.then(() => new Promise<never>(() => undefined));
  failure.catch(() => undefined);
  return failure;
}

/** What nobody caught leaves the process in a state nobody knows. */
function endWhenLost(log: Log): void {
  const lost = (error: unknown) => {
    log.error('an unhandled failure ends the service', traceOf(error));
    process.exit(1);
  };
  process.on('unhandledRejection', lost).on('uncaughtException', lost);
}

const stopMs = 10_000;

async function end(service: ServiceLife, log: Log): Promise<void> {
  const late = pause(stopMs, undefined, { ref: false }).then(() => {
    throw new Error(`not stopped within ${stopMs} ms`);
  });
  try {
    await Promise.race([service.stop(), late]);
    process.exit(0);
  } catch (error) {
    log.error('did not stop cleanly', traceOf(error));
    process.exit(1);
  }
}

/** Waits for Kafka, and for topics that somebody still has to make; a topic of another shape ends the start. */
async function untilConnected({ name, settings, topics }: ServicePlan, log: Log): Promise<Bus> {
  const options = { brokers: settings.KAFKA_BROKERS, clientId: name, log, access: kafkaAccess(settings) };
  const bus = await patiently(log, () => {
    const late = setTimeout(() => log.warn(noAnswer), saysAfterMs);
    return kafkaBus(options).finally(() => clearTimeout(late));
  });
  await patiently(log, () => untilTopicsFit(options, topics));
  return bus;
}

const noAnswer = 'Kafka does not answer yet; check KAFKA_BROKERS and that the broker runs';
const notLetIn = 'Kafka does not let this service in yet; check KAFKA_USERNAME and KAFKA_PASSWORD';
/** One attempt to connect is many, and may take half a minute. */
const saysAfterMs = 2_000;

/** Tries until it succeeds; what waiting does not mend is thrown. */
async function patiently<T>(log: Log, work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (error instanceof WrongPartitions) throw error;
      log.warn(/authentication/i.test(String(error)) ? notLetIn : noAnswer, { error: String(error) });
      await pause(2_000);
    }
  }
}

async function listen({ app }: ServiceApp, { settings, portVariable = 'PORT', name }: ServicePlan): Promise<string> {
  try {
    await app.listen(settings.PORT, settings.HOST);
    return await app.getUrl();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new Complaint(
      `Port ${settings.PORT} is in use: stop what listens there, or set ${portVariable} to another port for ${name}.`,
      { cause: error },
    );
  }
}

async function close({ app, consumers }: ServiceApp, assembly: Assembly, bus: Bus): Promise<void> {
  assembly.stopping?.();
  await Promise.all(consumers.map((consumer) => consumer.close()));
  await app.close();
  await assembly.stopped?.();
  await bus.close();
}
