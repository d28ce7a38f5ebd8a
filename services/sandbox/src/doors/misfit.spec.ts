import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Caller, call, open } from '../testing/caller.js';
import type { Sandbox } from '../start.js';

describe('records that do not fit their own description', () => {
  let sandbox: Sandbox;
  let product: Caller;
  let people: Caller;
  beforeAll(async () => {
    sandbox = await open();
    [product, people] = [new Caller(sandbox), new Caller(sandbox, 'default', true)];
  });
  afterAll(() => sandbox.close());
  const misfits = (share: number) => call(sandbox, 'PUT', '/sandbox/v1/faults', { body: { misfit: share } });
  type Row = Readonly<Record<string, unknown>>;
  const employees = async (who: Caller) => (await who.go('GET', '/Employees')).body as Row[];
  const hrmEmployees = async (who: Caller) => (await who.hrm('GET', '/employees')).body.items as Row[];

  test('have a word where true or false was promised; nothing else of them differs, and no other record', async () => {
    const before = await employees(product);
    await misfits(0.5);
    const now = await employees(product);
    const hit = now.filter(({ IsArchived }) => typeof IsArchived === 'string');
    expect(hit.length).toBeGreaterThan(0);
    expect(hit.length).toBeLessThan(now.length);
    const mended = now.map((row) => ({
      ...row,
      IsArchived: row['IsArchived'] === 'yes' || row['IsArchived'] === true,
    }));
    expect(mended).toEqual(before);
    await misfits(0);
    expect(await employees(product)).toEqual(before);
  });

  test('are always the same, in lists and by id, and in both systems', async () => {
    await misfits(0.5);
    expect(await employees(product)).toEqual(await employees(product));
    for (const row of (await employees(product)).slice(0, 5)) {
      const { body } = await product.go('GET', `/Employees/${String(row['Id'])}`);
      expect(body.IsArchived).toBe(row['IsArchived']);
    }
    const kinds = new Set((await hrmEmployees(product)).map(({ active }) => typeof active));
    expect(kinds).toEqual(new Set(['string', 'boolean']));
    await misfits(0);
  });

  test('are nobody else’s: people read what is stored, and writes answer as they do', async () => {
    await misfits(1);
    expect((await employees(people)).every(({ IsArchived }) => typeof IsArchived === 'boolean')).toBe(true);
    const { status, body } = await product.hrm('POST', '/departments', { body: { name: 'Ny', code: 'NY' } });
    expect([status, typeof body.active]).toEqual([201, 'boolean']);
    await misfits(0);
  });
});
