import { describe, expect, test } from 'vitest';
import { spanOf, tableOf } from './table.js';

describe('a table', () => {
  test('lines up words to the left and numbers to the right', () => {
    const table = tableOf(
      [{ heading: 'flow' }, { heading: 'records', right: true }],
      [
        ['departments-department', 30],
        ['x', 1200],
      ],
    );
    expect(table).toBe(
      [
        'flow                    records',
        '----------------------  -------',
        'departments-department       30',
        'x                          1200',
      ].join('\n'),
    );
  });

  test('says spans as people read them', () => {
    const spans = [1_240, 59_990, 83_000, 179_800].map(spanOf);
    expect(spans).toEqual(['1.2 s', '60.0 s', '1 min 23 s', '3 min 0 s']);
  });
});
