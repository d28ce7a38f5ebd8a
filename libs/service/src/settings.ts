import { z } from 'zod';

const port = z.coerce
  .number('is no port number')
  .int('is no port number')
  .min(1, 'is no port number')
  .max(65_535, 'is no port number');

/** What every service is told of who collects spans, in OpenTelemetry's own words. */
const tracing = {
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .url({ protocol: /^https?$/, error: 'is no http(s) address' })
    .transform((text) => text.replace(/\/+$/, ''))
    .optional()
    .describe(
      'where an OpenTelemetry collector takes spans (OTLP over HTTP, JSON); without it none are recorded, ' +
        'for example http://127.0.0.1:4318',
    ),
  OTEL_EXPORTER_OTLP_HEADERS: z
    .string()
    .regex(/^[^=,]+=[^,]*(,[^=,]+=[^,]*)*$/, 'is no list of name=value')
    .optional()
    .describe('headers that spans are sent with, as name=value joined by commas, for example api-key=secret'),
  OTEL_TRACES_SAMPLER: z
    .enum([
      'parentbased_always_on',
      'parentbased_always_off',
      'parentbased_traceidratio',
      'always_on',
      'always_off',
      'traceidratio',
    ])
    .default('parentbased_always_on')
    .describe(
      'which traces are recorded, decided where one begins: all, none or a share, ' +
        'for example parentbased_traceidratio',
    ),
  OTEL_TRACES_SAMPLER_ARG: z.coerce
    .number('is no number from 0 to 1')
    .min(0)
    .max(1)
    .default(1)
    .describe('the share that …traceidratio records, from 0 to 1, for example 0.1'),
};

/** What every service is told. */
export const CommonSettings = z.object({
  PORT: port.describe('where health and metrics are served, for example 7072'),
  HOST: z.string().default('127.0.0.1').describe('the address to listen on, for example 127.0.0.1'),
  LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error'])
    .default('info')
    .describe('how much is logged: debug, info, warn or error, for example info'),
  KAFKA_BROKERS: z
    .string()
    .transform((text) => text.split(',').map((broker) => broker.trim()))
    .pipe(z.array(z.string().regex(/^[^:\s]+:\d+$/, 'is no list of host:port')).min(1))
    .describe('the Kafka brokers, as host:port joined by commas, for example 127.0.0.1:19092'),
  KAFKA_USERNAME: z
    .string()
    .optional()
    .describe('who the service is to Kafka (SCRAM-SHA-512), where brokers ask, for example link-consumer'),
  KAFKA_PASSWORD: z.string().optional().describe('the password of KAFKA_USERNAME, for example secret'),
  KAFKA_CA_FILE: z
    .string()
    .optional()
    .describe(
      'a PEM file with the certificates that brokers are believed by; with it, connections are encrypted, ' +
        'for example /etc/samsvar/kafka/ca.crt',
    ),
  ...tracing,
});

/** What a service with a database of its own is told too. */
export const DatabaseSettings = z.object({
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'is no postgres:// address')
    .describe("the service's own role in Postgres, for example postgres://link:secret@127.0.0.1:15432/postgres"),
  MIGRATION_DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'is no postgres:// address')
    .optional()
    .describe(
      'a role that may make schemas and roles; `migrate` alone uses it, and makes the role of DATABASE_URL, ' +
        'which then owns nothing. Without it `migrate` works in that role itself, ' +
        'for example postgres://postgres:secret@127.0.0.1:15432/postgres',
    ),
});

/** What a service that knows tenants is told too. */
export const TenantSettingsFile = z.object({
  SAMSVAR_CONFIG: z
    .string()
    .default('./samsvar.yaml')
    .describe('the file that describes the tenants, for example ./samsvar.yaml'),
});
