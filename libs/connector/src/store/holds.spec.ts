import type { NativeWriteRecord } from '@samsvar/contracts';
import { expect, test } from 'vitest';
import { takenOver } from './holds.js';

const command = { op: 'create' } as NativeWriteRecord;

test('what may have gone out before it was taken over counts as tried: its reference is looked for (Inv 12)', () => {
  expect(takenOver({ command, state: 'sent', bulk: false, note: null })).toEqual({
    command,
    state: 'sent',
    bulk: false,
    tries: 1,
  });
  expect(takenOver({ command, state: 'asked', bulk: true, note: null }).tries).toBe(0);
});
