import type { Provider, Type } from '@nestjs/common';
import type { Bus, BusServerOptions, Tracer } from '@samsvar/bus';
import type { TopicNeeded } from '@samsvar/contracts';
import type { Check } from './health.js';
import type { Log } from './logger.js';
import type { Metrics } from './metrics.js';

/** What every service is told; see `CommonSettings`. */
export interface ServiceSettings {
  readonly PORT: number;
  readonly HOST: string;
  readonly LOG_LEVEL: string;
  readonly KAFKA_BROKERS: readonly string[];
  readonly KAFKA_USERNAME?: string | undefined;
  readonly KAFKA_PASSWORD?: string | undefined;
  readonly KAFKA_CA_FILE?: string | undefined;
  readonly OTEL_EXPORTER_OTLP_ENDPOINT?: string | undefined;
  readonly OTEL_TRACES_SAMPLER?: string | undefined;
  readonly OTEL_TRACES_SAMPLER_ARG?: number | undefined;
}

/** What a service is built with. */
export interface Workshop {
  readonly log: Log;
  readonly metrics: Metrics;
  readonly bus: Bus;
  /** Records what is done, where somebody collects it; the bus does so by itself. */
  readonly tracer?: Tracer | undefined;
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
  /** Runs after consumers and doors have closed and before the bus is: drain the relay, then close the database. */
  readonly stopped?: () => Promise<void>;
}

/** A service, as its `main.ts` describes it. */
export interface ServicePlan {
  readonly name: string;
  readonly settings: ServiceSettings;
  /** The variable that moves the port, named when it is busy. */
  readonly portVariable?: string;
  /** What it uses; nothing is heard or told before all of it stands as it has to. */
  readonly topics: readonly TopicNeeded[];
  /** Its doors open before Kafka is there: it hears nothing, and can be asked without it. */
  readonly opensBeforeKafka?: boolean;
  readonly assemble: (workshop: Workshop) => Promise<Assembly>;
}
