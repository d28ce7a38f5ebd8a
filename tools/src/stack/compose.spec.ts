import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { localVariables, portRows } from '../variables.js';
import { repositoryRoot } from './folders.js';

interface Compose {
  readonly services: Readonly<
    Record<string, { readonly image: string; readonly ports: readonly string[]; readonly healthcheck?: object }>
  >;
}

const text = readFileSync(join(repositoryRoot, 'docker-compose.yml'), 'utf8');
const { services } = parse(text) as Compose;

describe('docker-compose.yml', () => {
  test('holds Kafka and PostgreSQL alone, each with a health check and a fixed version', () => {
    expect(Object.keys(services)).toEqual(['kafka', 'postgres']);
    for (const { image, healthcheck } of Object.values(services)) {
      expect(image).toMatch(/:\d/);
      expect(healthcheck).toBeDefined();
    }
  });

  test('opens them on the loopback interface, where npm start would have them, moved by the same variables', () => {
    for (const [name, { ports }] of Object.entries(services)) {
      const { variable, port } = portRows.find((row) => row.name === name)!;
      expect(ports).toEqual([expect.stringContaining(`127.0.0.1:\${${variable}:-${port}}:`)]);
    }
  });

  test('says the addresses that docs/configuration.md gives as examples', () => {
    const exampleOf = (name: string) => localVariables.find((variable) => variable.name === name)!.example;
    expect(text).toContain(`KAFKA_BROKERS=${exampleOf('KAFKA_BROKERS')} DATABASE_URL=${exampleOf('DATABASE_URL')}`);
    expect(text).toContain(`POSTGRES_PASSWORD: ${new URL(exampleOf('DATABASE_URL')).password}`);
  });
});
