import type { Heard } from '@samsvar/bus';
import { DeadLetter, RetryLater } from '@samsvar/bus';
import { describe, expect, test } from 'vitest';
import { newsTakeMs, strangerIn } from './stranger.js';

const toldAt = Date.parse('2026-01-01T12:00:00Z');
const about = (time?: string): Heard => ({
  topic: 'records.canonical',
  partition: 0,
  offset: 7,
  key: 'fjord',
  message: { id: 'm1', type: 'RecordSeen', source: 'spec', subject: 'x', data: {}, ...(time && { time }) },
});

describe('a message about a tenant nobody described', () => {
  test('waits for a replica that knows it, while it may have been added just now', () => {
    const soon = strangerIn('fjord', about('2026-01-01T12:00:00Z'), toldAt + newsTakeMs - 1);
    expect(soon).toBeInstanceOf(RetryLater);
    expect(soon.message).toMatch(/fjord.*restart link/);
  });

  test('is a dead letter later, and where it does not say when it was told', () => {
    const late = strangerIn('fjord', about('2026-01-01T12:00:00Z'), toldAt + newsTakeMs);
    expect([late, strangerIn('fjord', about(), toldAt)]).toEqual([expect.any(DeadLetter), expect.any(DeadLetter)]);
    expect(late.message).toMatch(/fjord is not in samsvar.yaml; add it there/);
  });
});
