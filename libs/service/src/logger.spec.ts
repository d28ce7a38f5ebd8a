import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { createLog, nestLogger } from './logger.js';
import { Secret } from './secret.js';
import { traceOf } from './trace.js';

function listen(level = 'info') {
  const lines: string[] = [];
  const log = createLog('link', level, { write: (line) => void lines.push(line) });
  return { log, heard: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

describe('the log', () => {
  test('is one JSON object a line, with its service, level and time', () => {
    const { log, heard } = listen();
    log.info('linked', { linkId: 'l1', fields: ['phone'] });
    expect(heard()).toEqual([
      {
        level: 'info',
        service: 'link',
        time: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T.*Z$/) as string,
        msg: 'linked',
        linkId: 'l1',
        fields: ['phone'],
      },
    ]);
  });

  test('says as much as it was told to', () => {
    const { log, heard } = listen('warn');
    log.debug('a');
    log.info('b');
    log.warn('c');
    log.error('d');
    expect(heard().map(({ msg }) => msg)).toEqual(['c', 'd']);
  });

  test('takes what Nest says; its start-up chatter is for those who want everything', () => {
    const { log, heard } = listen();
    const nest = nestLogger(log);
    nest.log('Mapped {/health/live, GET} route');
    nest.warn('mind');
    nest.error('no');
    expect(heard().map(({ level, msg }) => [level, msg])).toEqual([
      ['warn', 'mind'],
      ['error', 'no'],
    ]);
  });

  test('never holds a secret (Inv 10)', () => {
    const { log, heard } = listen();
    log.info('read', { tenant: { clientKey: new Secret('hush') } });
    expect(JSON.stringify(heard())).not.toContain('hush');
  });

  test('holds no value that PostgreSQL quotes when it complains (Inv 10)', () => {
    const quoting = Object.assign(new Error('invalid input syntax for type date: "Kari Nordmann"'), {
      severity: 'ERROR',
      code: '22007',
      column: 'date_of_birth',
      detail: 'Kari',
    });
    const failed = Object.assign(new Error(quoting.message), { driverError: quoting, parameters: ['Kari'] });
    const trace = JSON.stringify(traceOf(failed));
    expect(trace).not.toContain('Kari');
    expect(trace).toMatch(/22007.*date_of_birth.*logger\.spec/);
    expect(traceOf(new Error('a bug'))).toEqual({ error: expect.stringMatching(/a bug\n +at /) as string });
    expect(traceOf('words')).toEqual({ error: 'words' });
  });
});

describe('a secret', () => {
  test('is seen nowhere but where it is asked for', () => {
    const secret = new Secret('hush');
    expect(`${String(secret)} ${JSON.stringify({ secret })} ${inspect({ secret })}`).toBe(
      '[secret] {"secret":"[secret]"} { secret: [secret] }',
    );
    expect(secret.reveal()).toBe('hush');
  });
});
