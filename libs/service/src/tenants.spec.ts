import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse as parseYaml } from 'yaml';
import { afterAll, describe, expect, test } from 'vitest';
import { TenantEntry } from './tenant-schema.js';
import { keysAt } from './tenant-words.js';
import { parseTenants, readTenants, type TenantRule } from './tenants.js';

const folder = mkdtempSync(join(tmpdir(), 'samsvar-tenants-'));
afterAll(() => rmSync(folder, { recursive: true }));

type Env = Record<string, string | undefined>;
const parse = (text: string, env: Env = {}, rule?: TenantRule) =>
  parseTenants(text, { env, folder, name: 'samsvar.yaml', ...(rule && { rule }) });
const example = readFileSync(new URL('../samsvar.example.yaml', import.meta.url), 'utf8');
const env: Env = Object.fromEntries([...example.matchAll(/env:(\w+)/g)].map(([, name]) => [name!, `${name} value`]));

/** The rows of the table, without their spaces. */
function problemsOf(text: string, environment: Env = env, rule?: TenantRule): readonly string[] {
  try {
    parse(text, environment, rule);
  } catch (error) {
    const rows = (error as Error).message.split('\n').slice(3, -1);
    return rows.map((row) => row.trim().split(/ {2,}/).join(' | '));
  }
  return [];
}
const small = `tenants:
  a:
    powerofficego: { baseUrl: https://x.test/, applicationKey: a, clientKey: b, subscriptionKey: c }
    customhrm:
      baseUrl: https://y.test
`;

describe('the example', () => {
  test('reads well', () => {
    const [tenant] = parse(example, env);
    expect(tenant).toMatchObject({ id: 'fjordkraft', firstContact: 'match', pollSeconds: 300 });
    expect(tenant!.powerofficego.clientKey.reveal()).toBe('POWEROFFICEGO_CLIENT_KEY value');
    expect(JSON.stringify(tenant)).not.toContain('KEY value');
  });

  test('shows every key there is', () => {
    const { tenants } = parseYaml(example) as { tenants: Record<string, unknown> };
    const shown = Object.values(tenants)[0];
    const missing: string[] = [];
    const visit = (path: readonly string[], value: unknown): void => {
      for (const key of keysAt(TenantEntry, path)) {
        const found = (value as Record<string, unknown> | undefined)?.[key];
        if (found === undefined) missing.push([...path, key].join('.'));
        else if (path[0] !== 'flows') visit([...path, key], found);
      }
    };
    visit([], shown);
    const flowKeys = new Set(
      Object.values((shown as { flows: Record<string, object> }).flows).flatMap((flow) => Object.keys(flow)),
    );
    const ofAFlow = keysAt(TenantEntry, ['flows', 'departments-department']);
    expect([...missing, ...ofAFlow.filter((key) => !flowKeys.has(key))]).toEqual([]);
  });
});

describe('a tenant', () => {
  test('that says the least is careful: nothing is written, the sure rules match', () => {
    const [tenant] = parse(small);
    expect(tenant).toMatchObject({
      id: 'a',
      firstContact: 'match',
      matching: 'safe',
      powerofficego: { baseUrl: 'https://x.test', jsonPatchTest: true },
      customhrm: { profile: 'default', baseUrl: 'https://y.test' },
      flows: {},
      personCustomersAsDepartments: false,
    });
  });

  test('names its secrets: in variables, or in files beside the file that describes it', () => {
    writeFileSync(join(folder, 'key'), ' from a file\n');
    writeFileSync(join(folder, 'samsvar.yaml'), small.replace('clientKey: b', 'clientKey: file:key'));
    const [tenant] = readTenants(join(folder, 'samsvar.yaml'), {});
    expect(tenant!.powerofficego.clientKey.reveal()).toBe('from a file');
  });

  test('has keys that only those look for who need them: a connector for its own system, link for none', () => {
    const source = {
      env: { HRM_CLIENT_ID: 'i', HRM_CLIENT_SECRET: 's', HRM_API_KEY: 'k' },
      folder,
      name: 'samsvar.yaml',
    };
    const [tenant] = parseTenants(example, { ...source, systems: ['customhrm'] });
    expect(tenant!.customhrm.clientId!.reveal()).toBe('i');
    expect(tenant!.powerofficego.baseUrl).toBe('https://goapi.poweroffice.net');
    expect(tenant!.powerofficego.clientKey.reveal()).toMatch(/invalid$/);
    expect(parseTenants(example, { ...source, env: {}, systems: [] })).toHaveLength(1);
    expect(() => parseTenants(example, { ...source, systems: ['powerofficego'] })).toThrow(
      /the variable POWEROFFICEGO_CLIENT_KEY is not set/,
    );
  });
});

describe('what is wrong with the file', () => {
  test('is told all at once, in its order, with line, place and remedy', () => {
    const wrong = example
      .replace('matching: safe', 'matching: sure')
      .replace('pollSeconds: 300', 'pollSecond: 300')
      .replace('baseUrl: https://hrm.example.com', 'baseUrl: hrm.example.com')
      .replace('enabled: false', 'enabled: maybe')
      .replace('contactperson-employee:', 'contactperson-employees:');
    expect(problemsOf(wrong, { ...env, HRM_CLIENT_ID: undefined })).toEqual([
      'line 5: tenants.fjordkraft.matching | is none of its values | use one of literal, safe, propose',
      expect.stringMatching(/^line 14: .*customhrm\.baseUrl \| is no http\(s\) address \| see /),
      'line 15: tenants.fjordkraft.customhrm.clientId | the variable HRM_CLIENT_ID is not set | set HRM_CLIENT_ID',
      expect.stringMatching(/^line 30: .*flows\.customersperson-employee\.enabled \| has to be true or false \| see /),
      'line 31: tenants.fjordkraft.flows.contactperson-employees | is no key here | did you mean contactperson-employee?',
      'line 37: tenants.fjordkraft.pollSecond | is no key here | did you mean pollSeconds?',
    ]);
  });

  test('is told where a flow is to create that creates nothing', () => {
    const wrong =
      small.trimEnd() +
      '\n    flows: { customers-department: { creates: true }, employees-employee: { creates: true } }\n';
    expect(problemsOf(wrong)).toEqual([
      'line 6: tenants.a.flows.customers-department.creates | cannot be: this flow creates nothing in PowerOffice Go | ' +
        'remove it; only departments-department and employees-employee can create',
    ]);
  });

  test('is told where a key is missing, or no key at all', () => {
    expect(problemsOf(small.replace(', clientKey: b', ''))).toEqual([
      expect.stringMatching(/^line 3: tenants\.a\.powerofficego\.clientKey \| is missing \| see /),
    ]);
    expect(problemsOf(small.replace('    customhrm', '    color: blue\n    customhrm'))).toEqual([
      expect.stringMatching(/^line 4: tenants\.a\.color \| is no key here \| remove it; use one of firstContact, /),
    ]);
  });

  test('holds what a service has to say about a tenant, at its line', () => {
    const rule: TenantRule = ({ customhrm }) => [
      { path: ['customhrm', 'baseUrl'], what: `is ${customhrm.profile}`, remedy: 'none' },
    ];
    expect(problemsOf(small, {}, rule)).toEqual(['line 5: tenants.a.customhrm.baseUrl | is default | none']);
  });

  test('never quotes a secret', () => {
    const words = problemsOf(example.replace('jsonPatchTest: true', 'jsonPatchTest: 7'), env).join();
    expect(words).toContain('jsonPatchTest');
    expect(words).not.toContain('KEY value');
  });

  test('is said too when it is no YAML, names nobody, or is not there', () => {
    expect(problemsOf('tenants: [')).toEqual([expect.stringMatching(/^line 1 \| .* \| mend the YAML$/)]);
    expect(problemsOf(`${small}  a: {}\n`)).toEqual([expect.stringMatching(/^line 6 \| Map keys must be unique \| /)]);
    expect(problemsOf('tenants: {}')).toEqual([expect.stringMatching(/tenants \| names no tenant/)]);
    expect(problemsOf('')).toEqual([expect.stringMatching(/tenants \| is missing/)]);
    expect(problemsOf(small.replace('  a:', '  Ä:'))).toEqual([
      expect.stringMatching(/^line 2: tenants\.Ä \| a tenant id is lower-case letters/),
    ]);
    expect(() => readTenants(join(folder, 'nowhere.yaml'), {})).toThrow(
      /nowhere\.yaml +cannot be read +set SAMSVAR_CONFIG/,
    );
    writeFileSync(join(folder, 'empty'), '\n');
    expect(problemsOf(small.replace('clientKey: b', 'clientKey: file:empty'))).toEqual([
      expect.stringMatching(/the file empty is empty/),
    ]);
    expect(problemsOf(small.replace('clientKey: b', 'clientKey: file:nothing'))).toEqual([
      expect.stringMatching(/the file nothing cannot be read/),
    ]);
  });
});
