import { WrongPartitions } from '@samsvar/bus';
import { DatabaseComplaint, NewerSchema } from '@samsvar/persistence';
import { describe, expect, test } from 'vitest';
import { Complaint, ConfigurationProblem } from './config.js';
import { type Farewell, farewellTo, runMain } from './run-main.js';

describe('a start that fails', () => {
  test('because of the configuration says the table, and 2', () => {
    const problem = new ConfigurationProblem([{ where: 'PORT', what: 'is not set', remedy: 'a port' }]);
    expect(farewellTo(problem)).toEqual({ words: expect.stringContaining('PORT') as string, code: 2 });
  });

  test('because of a topic with other partitions says which, and 2', () => {
    const words = 'samsvar.links (3 instead of 12)';
    expect(farewellTo(new WrongPartitions(words))).toEqual({ words, code: 2 });
  });

  test.each([
    new Complaint('Port 7070 is in use: set LINK_PORT.'),
    new DatabaseComplaint('Postgres does not answer: check DATABASE_URL.'),
    new NewerSchema('The schema link is newer.'),
  ])('for a reason a person can mend says one sentence, and 1: %s', (error) => {
    expect(farewellTo(error)).toEqual({ words: error.message, code: 1 });
  });

  test('because of a bug shows where', () => {
    expect(farewellTo(new Error('oh'))).toEqual({ words: expect.stringMatching(/oh\n +at /) as string, code: 1 });
    expect(farewellTo('words').words).toBe('words');
  });

  test.each([
    ['before it promises', () => raise()],
    ['later', async () => raise()],
  ])('ends the process in words, also when it fails %s', async (_, start: () => Promise<void>) => {
    const farewell = await new Promise<Farewell>((end) => runMain(start, end));
    expect(farewell).toEqual({ words: expect.stringContaining('PORT') as string, code: 2 });
  });
});

function raise(): never {
  throw new ConfigurationProblem([{ where: 'PORT', what: 'is not set', remedy: 'a port' }]);
}
