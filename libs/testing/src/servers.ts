import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the Kafka of this test run answers. */
    kafkaBrokers: string;
    /** A role of this run's PostgreSQL that may create schemas, roles and databases. */
    databaseUrl: string;
  }
}

/** Where the Kafka of this test run answers, as `KAFKA_BROKERS` has it; for `.int.spec` files. */
export const kafkaBrokers = (): string => inject('kafkaBrokers');

/** A role of this run's PostgreSQL that may create schemas, roles and databases; for `.int.spec` files. */
export const databaseUrl = (): string => inject('databaseUrl');
