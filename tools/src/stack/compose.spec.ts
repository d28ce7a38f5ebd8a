import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { imageServices } from '../docker/service-images.js';
import { type Credentials, sandboxTenants, variablesOf } from '../sandbox-keys.js';
import { productRows } from '../services.js';
import { composeVariables, localVariables, portRows } from '../variables.js';
import { serverImages } from './choice.js';
import { repositoryRoot } from './folders.js';

interface Service {
  readonly image: string;
  readonly ports?: readonly string[];
  readonly healthcheck?: object;
  readonly profiles?: readonly string[];
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly volumes?: readonly string[];
  readonly build?: { readonly args: { readonly SERVICE: string } };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>> | readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

const text = readFileSync(join(repositoryRoot, 'docker-compose.yml'), 'utf8');
const { services } = parse(text, { merge: true }) as { readonly services: Readonly<Record<string, Service>> };
const servers = ['kafka', 'postgres'] as const;
const ofProfile = (profile: string) =>
  Object.keys(services).filter((name) => services[name]!.profiles?.includes(profile));

describe('docker-compose.yml', () => {
  test('has Kafka and PostgreSQL as npm start has them, usable alone', () => {
    for (const name of servers) {
      expect(services[name]!.image).toBe(serverImages[name]);
      expect(services[name]!.depends_on).toBeUndefined();
      expect(services[name]!.healthcheck).toBeDefined();
    }
  });

  test('has every service of the product, each beside what makes its topics and its schema first', () => {
    for (const { name, folder, schema } of productRows) {
      const after = Object.keys(services[name]!.depends_on!);
      expect(after).toEqual(schema ? ['topics', `migrate-${folder}`] : ['topics']);
      for (const one of after) expect(services[one]!.depends_on).toBeDefined();
    }
    expect(ofProfile('demo')).toEqual(['sandbox']);
    expect(ofProfile('observe')).toEqual(['prometheus', 'grafana', 'kafka-ui']);
  });

  test('runs all of ours from images of the Dockerfile, with a health check, without privileges', () => {
    const ours = Object.values(services).filter(({ image }) => image.startsWith('samsvar/'));
    expect(new Set(ours.map(({ build }) => build!.args.SERVICE))).toEqual(new Set(imageServices));
    for (const { image, build, read_only: sealed, cap_drop: dropped } of ours) {
      expect(image).toContain(`samsvar/${build!.args.SERVICE}:`);
      expect([sealed, dropped]).toEqual([true, ['ALL']]);
    }
    for (const { name } of productRows) expect(services[name]!.healthcheck).toBeDefined();
  });

  test('fixes every version, and mounts only what is there', () => {
    for (const { image, volumes = [] } of Object.values(services)) {
      expect(image).toMatch(/:v?\d|SAMSVAR_VERSION/);
      const folders = volumes
        .map((volume) => volume.split(':')[0]!)
        .filter((path) => /^\.\/(compose|k8s)\//.test(path));
      for (const folder of folders) expect(existsSync(join(repositoryRoot, folder)), folder).toBe(true);
    }
  });

  test('opens everything on the loopback interface alone, where npm start would have it', () => {
    for (const { ports = [] } of Object.values(services))
      for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:\$\{[A-Z_]+:-\d+\}:\d+$/);
    for (const { name, variable, port } of portRows.filter((row) => row.name !== 'kafka-controller'))
      expect(services[name]!.ports, name).toEqual([expect.stringContaining(`127.0.0.1:\${${variable}:-${port}}:`)]);
  });

  test('reads the variables that docs/configuration.md has, with the same defaults', () => {
    const known = new Map([...localVariables, ...composeVariables].map(({ name, unset }) => [name, unset]));
    const read = [...text.matchAll(/\$\{([A-Z_]+):-([^}]*)\}/g)].map(([, name, usual]) => [name!, usual!] as const);
    for (const [name, usual] of read) expect([name, known.get(name)]).toEqual([name, usual]);
    expect(text).not.toMatch(/\$\{[A-Z_]+\}/);
    const names = new Set(read.map(([name]) => name));
    expect(composeVariables.map(({ name }) => name).filter((name) => !names.has(name))).toEqual([]);
  });

  test('gives the services the keys of the sandbox, under the names of samsvar.yaml', async () => {
    const file = pathToFileURL(join(repositoryRoot, 'services/sandbox/src/keys.ts')).href;
    const { credentialsOf } = (await import(file)) as { credentialsOf: (tenant: string) => Credentials };
    const keys = Object.assign(
      {},
      ...sandboxTenants.map((tenant) => variablesOf(tenant.toUpperCase(), credentialsOf(tenant))),
    ) as object;
    const named = readFileSync(join(repositoryRoot, 'samsvar.yaml'), 'utf8').matchAll(/^ +\w+: env:(\w+)/gm);
    const given = Object.keys(services['link']!.environment!);
    expect([...named].map(([, name]) => name!).filter((name) => !given.includes(name))).toEqual([]);
    for (const { name, schema } of productRows)
      if (schema) expect(services[name]!.environment, name).toMatchObject(keys);
  });

  test('says the addresses that docs/configuration.md gives as examples', () => {
    const exampleOf = (name: string) => localVariables.find((variable) => variable.name === name)!.example;
    expect(text).toContain(`KAFKA_BROKERS=${exampleOf('KAFKA_BROKERS')} DATABASE_URL=${exampleOf('DATABASE_URL')}`);
    expect(text).toContain(`POSTGRES_PASSWORD: \${POSTGRES_PASSWORD:-${new URL(exampleOf('DATABASE_URL')).password}}`);
  });
});
