import { describe, expect, test } from 'vitest';
import type { Reading } from '../port.js';
import { Unfit } from './unfit.js';

const reading = (id: string, unfit: boolean, parent?: string): Reading => ({
  id,
  values: {},
  stamps: {},
  ...(parent !== undefined && { parent }),
  ...(unfit && { problem: [{ field: 'active', code: 'schema', words: 'no yes or no' }] }),
});

describe('records that could not be read whole', () => {
  test('are remembered where they are, until a reading of them is whole', () => {
    const unfit = new Unfit([{ id: '1' }]);
    unfit.note([reading('2', true, '20'), reading('3', false)]);
    expect(unfit.all()).toEqual([{ id: '1' }, { id: '2', parent: '20' }]);
    unfit.note([reading('1', false)]);
    unfit.forget('2');
    expect(unfit.all()).toEqual([]);
  });

  test('take turns: what was met last stands last', () => {
    const unfit = new Unfit([{ id: '1' }, { id: '2' }, { id: '3' }]);
    unfit.note([reading('1', true), reading('2', true)]);
    expect(unfit.all().map(({ id }) => id)).toEqual(['3', '1', '2']);
  });
});
