import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import type { Bus } from '@samsvar/bus';
import { MemoryBus } from '@samsvar/bus/testing';
import type { Message } from '@samsvar/contracts';
import type { Database } from '@samsvar/persistence';
import { migrate, openDatabase, Relay } from '@samsvar/persistence';
import { openService, readTenants } from '@samsvar/service';
import type { TenantSettings } from '@samsvar/sync';
import { databaseUrl } from '@samsvar/testing';
import { meetSlice, workBatch } from '../consumer/turn.js';
import { allMigrations } from '../migrations/index.js';
import { planOf } from '../run.js';
import { settingsOf } from '../tenants/settings.js';

const tenantYaml = (id: string, firstContact: string, creates: boolean): string => `
  ${id}:
    firstContact: ${firstContact}
    powerofficego: { baseUrl: 'http://127.0.0.1:1', applicationKey: a, clientKey: b, subscriptionKey: c }
    customhrm: { baseUrl: 'http://127.0.0.1:1', apiKey: d }
    flows:
      contactperson-employee: { enabled: ${id === 'default'} }
      departments-department: { creates: ${creates} }`;

const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** Link's API as it is started in production, on a port of its own over a database of its own. */
export interface Served {
  readonly url: string;
  /** The service's tables, to seed and to look into. */
  readonly database: Database;
  readonly tenants: ReadonlyMap<string, TenantSettings>;
  /** Decides about messages of a tenant, as the consumers would. */
  hear(tenant: string, ...messages: readonly Message[]): Promise<void>;
  meet(tenant: string): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts it with two tenants: `default` is live, `second` only matches. With a bus its consumers run as well;
 * `creates`: departments born in the HRM are made.
 */
export async function serveApi(
  more: { readonly bus?: Bus; readonly creates?: boolean; readonly second?: 'match' | 'review' } = {},
): Promise<Served> {
  const { bus, creates = false } = more;
  const name = `link_${randomUUID().replaceAll('-', '')}`;
  const admin = await openDatabase({ url: databaseUrl(), schema: 'public', applicationName: 'spec' });
  await admin.query(`create database ${name}`);
  const url = Object.assign(new URL(databaseUrl()), { pathname: `/${name}` }).toString();
  const options = { url, schema: 'link', applicationName: 'spec' };
  await migrate({ ...options, migrations: allMigrations });
  const database = await openDatabase(options);
  const folder = mkdtempSync(join(tmpdir(), 'samsvar-link-'));
  const file = join(folder, 'samsvar.yaml');
  writeFileSync(
    file,
    `tenants:${tenantYaml('default', 'live', creates)}${tenantYaml('second', more.second ?? 'match', false)}\n`,
  );
  const role = bus ? 'both' : 'api';
  const env = { DATABASE_URL: url, SAMSVAR_CONFIG: file, KAFKA_BROKERS: '127.0.0.1:1', PORT: '1', LINK_ROLE: role };
  const plan = planOf(env);
  const service = await openService(
    { ...plan, settings: { ...plan.settings, PORT: 0 } },
    { bus: bus ?? new MemoryBus(), log: quiet },
  );
  const desk = deskOf(database, new Map(readTenants(file, env).map((tenant) => [tenant.id, settingsOf(tenant)])));
  return {
    url: await service.start(),
    database,
    ...desk,
    stop: async () => {
      await service.stop();
      await desk.relay.close();
      await database.close();
      await admin.query(`drop database ${name} with (force)`);
      await admin.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** What the consumers would do with messages. */
function deskOf(database: Database, tenants: ReadonlyMap<string, TenantSettings>) {
  const relay = new Relay({ database, publisher: { publish: () => Promise.resolve() }, log: quiet });
  const place = { database, relay, tenants };
  return {
    tenants,
    relay,
    hear: async (tenant: string, ...messages: readonly Message[]) => {
      const at = { topic: 'records.canonical' as const, partition: 0, key: tenant };
      await workBatch(place, { heard: messages.map((message, offset) => ({ ...at, offset, message })), moves: [] });
    },
    meet: async (tenant: string) => {
      while (await meetSlice(place, tenants.get(tenant)!));
    },
  };
}
