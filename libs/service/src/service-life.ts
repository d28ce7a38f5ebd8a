import 'reflect-metadata';
import { setTimeout as pause } from 'node:timers/promises';
import type { DynamicModule, Provider, Type } from '@nestjs/common';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { Bus, BusServerOptions } from '@samsvar/bus';
import { BusServer, kafkaBus } from '@samsvar/bus';
import { Complaint } from './config.js';
import type { Check } from './health.js';
import { HealthController, vitalSigns } from './health.controller.js';
import type { Log } from './logger.js';
import { createLog, nestLogger } from './logger.js';
import { Metrics } from './metrics.js';
import { ProblemFilter } from './problem.js';

/** What every service is told; see `CommonSettings`. */
export interface ServiceSettings {
  readonly PORT: number;
  readonly HOST: string;
  readonly LOG_LEVEL: string;
  readonly KAFKA_BROKERS: readonly string[];
}

/** What a service is built with. */
export interface Workshop {
  readonly log: Log;
  readonly metrics: Metrics;
  readonly bus: Bus;
}

/** What a service is made of, once its own things are open. */
export interface Assembly {
  readonly controllers?: readonly Type[];
  readonly providers?: readonly Provider[];
  /** Subscriptions that Nest's `@HearsTopics` handlers hear; each `transportId` has its own. */
  readonly listens?: readonly Omit<BusServerOptions, 'bus'>[];
  readonly checks?: readonly Check[];
  /** Runs when everything is connected. */
  readonly started?: () => Promise<void>;
  /** Runs first when the service is told to stop: let go of what would keep connections open. */
  readonly stopping?: () => void;
  /** Runs after the consumers have stopped and before the bus is closed: drain what is left. */
  readonly stopped?: () => Promise<void>;
}

export interface ServicePlan {
  readonly name: string;
  readonly settings: ServiceSettings;
  /** The variable that moves the port, named when it is busy. */
  readonly portVariable?: string;
  readonly assemble: (workshop: Workshop) => Promise<Assembly>;
}

@Module({})
class ServiceModule {}

/** Runs a service until it is told to stop. */
export async function runService(plan: ServicePlan): Promise<void> {
  const log = createLog(plan.name, plan.settings.LOG_LEVEL);
  process.on('unhandledRejection', (reason) => {
    log.error('an unhandled failure ends the service', {
      error: reason instanceof Error ? (reason.stack ?? reason.message) : String(reason),
    });
    process.exit(1);
  });
  const metrics = new Metrics(plan.name);
  const bus = await untilConnected(plan, log);
  const assembly = await plan.assemble({ log, metrics, bus });
  let serving = true;
  const app = await nestApp(assembly, { log, metrics, bus, serving: () => serving });
  const stop = () => {
    if (!serving) return;
    serving = false;
    log.info('stopping');
    void shutDown(app, assembly, bus).then(
      () => process.exit(0),
      (error: unknown) => {
        log.error('did not stop cleanly', { error: String(error) });
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  await app.startAllMicroservices();
  await listen(app, plan);
  await assembly.started?.();
  log.info('ready to serve', { port: plan.settings.PORT });
}

async function untilConnected({ name, settings }: ServicePlan, log: Log): Promise<Bus> {
  for (;;) {
    try {
      return await kafkaBus({ brokers: settings.KAFKA_BROKERS, clientId: name, log });
    } catch (error) {
      log.warn('Kafka does not answer yet; check KAFKA_BROKERS and that the broker runs', { error: String(error) });
      await pause(2_000);
    }
  }
}

interface Parts extends Workshop {
  readonly serving: () => boolean;
}

async function nestApp(assembly: Assembly, { log, metrics, bus, serving }: Parts): Promise<NestFastifyApplication> {
  const servers = (assembly.listens ?? []).map((options) => new BusServer({ ...options, bus }));
  const joined = servers.map((server, index) => ({
    name: `consumer ${assembly.listens![index]!.group}`,
    look: () => (server.subscription?.joined() ? undefined : 'the group is not joined'),
  }));
  const signs = { metrics, checks: [...joined, ...(assembly.checks ?? [])], serving };
  metrics.gauge('consumer_lag', 'messages waiting at the broker', [], () =>
    servers.reduce((sum, server) => sum + (server.subscription?.lag() ?? 0), 0),
  );
  const root: DynamicModule = {
    module: ServiceModule,
    controllers: [HealthController, ...(assembly.controllers ?? [])],
    providers: [{ provide: vitalSigns, useValue: signs }, ...(assembly.providers ?? [])],
  };
  const adapter = new FastifyAdapter({ forceCloseConnections: true });
  const app = await NestFactory.create<NestFastifyApplication>(root, adapter, {
    logger: nestLogger(log),
    abortOnError: false,
  });
  app.useGlobalFilters(new ProblemFilter(log));
  for (const server of servers) app.connectMicroservice({ strategy: server }, { inheritAppConfig: true });
  return app;
}

async function listen(
  app: NestFastifyApplication,
  { settings, portVariable = 'PORT', name }: ServicePlan,
): Promise<void> {
  try {
    await app.listen(settings.PORT, settings.HOST);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new Complaint(
      `Port ${settings.PORT} is in use: stop what listens there, or set ${portVariable} to another port for ${name}.`,
      { cause: error },
    );
  }
}

async function shutDown(app: NestFastifyApplication, assembly: Assembly, bus: Bus): Promise<void> {
  assembly.stopping?.();
  await app.close();
  await assembly.stopped?.();
  await bus.close();
}
