import 'reflect-metadata';
import type { DynamicModule } from '@nestjs/common';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { Bus } from '@samsvar/bus';
import { BusServer } from '@samsvar/bus';
import { HealthController, type VitalSigns, vitalSigns } from './health.controller.js';
import { type Check, Pulse } from './health.js';
import { nestLogger } from './logger.js';
import { ProblemFilter, unreadable } from './problem.js';
import type { Assembly, Workshop } from './service-plan.js';

/** A service's Nest application, and the consumers connected to it. */
export interface ServiceApp {
  readonly app: NestFastifyApplication;
  readonly consumers: readonly BusServer[];
}

@Module({})
class ServiceModule {}

/** Puts a service together: doors, consumers, health, metrics; nothing is open yet. */
export async function serviceApp(
  assembly: Assembly,
  { log, metrics, bus }: Workshop,
  serving: () => boolean,
): Promise<ServiceApp> {
  const consumers = (assembly.listens ?? []).map((options) => new BusServer({ ...options, bus }));
  metrics.watched('consumer_lag', 'messages waiting at the broker, on partitions of this process', ['group'], () =>
    consumers.map(({ subscription }, index) => [{ group: assembly.listens![index]!.group }, subscription?.lag() ?? 0]),
  );
  const postponed = 'partitions of this process whose next messages failed and are tried again';
  metrics.watched('partitions_postponed', postponed, ['group'], () =>
    consumers.map(({ subscription }, index) => [
      { group: assembly.listens![index]!.group },
      subscription?.postponed() ?? 0,
    ]),
  );
  const signs: VitalSigns = { metrics, ...checksOf(assembly, consumers, { serving, bus }) };
  const root: DynamicModule = {
    module: ServiceModule,
    controllers: [HealthController, ...(assembly.controllers ?? [])],
    providers: [{ provide: vitalSigns, useValue: signs }, ...(assembly.providers ?? [])],
  };
  const adapter = new FastifyAdapter({
    forceCloseConnections: true,
    // A record's id has two hundred letters at most, each of three bytes, each of three signs when escaped.
    routerOptions: { maxParamLength: 2_000 },
    frameworkErrors: unreadable,
  });
  const app = await NestFactory.create<NestFastifyApplication>(root, adapter, {
    logger: nestLogger(log),
    abortOnError: false,
  });
  // Before the consumers are connected, else they do not inherit it and every failure becomes "Internal server error".
  app.useGlobalFilters(new ProblemFilter(log));
  for (const strategy of consumers) app.connectMicroservice({ strategy }, { inheritAppConfig: true });
  return { app, consumers };
}

/** Alive is what only a new process would mend, so no server that is away; ready is what its work needs. */
function checksOf(
  { listens = [], checks = [] }: Assembly,
  consumers: readonly BusServer[],
  { serving, bus }: { readonly serving: () => boolean; readonly bus: Bus },
): Pick<VitalSigns, 'live' | 'ready'> {
  const groups = consumers.map((consumer, index) => ({
    name: `consumer ${listens[index]!.group}`,
    ended: () => (consumer.subscription?.ended() ? 'it ended for good' : undefined),
    trouble: () => (consumer.subscription ? consumer.subscription.trouble() : 'it is not opened yet'),
  }));
  const open: Check = { name: 'serving', look: () => (serving() ? undefined : 'the service is starting or stopping') };
  // What hears nothing stores what it is told to tell, and can be asked meanwhile.
  const telling: readonly Check[] = listens.length > 0 ? [{ name: 'telling', look: () => bus.trouble() }] : [];
  return {
    live: [new Pulse().check(), ...groups.map(({ name, ended }) => ({ name, look: ended }))],
    ready: [open, ...telling, ...groups.map(({ name, trouble }) => ({ name, look: trouble })), ...checks],
  };
}
