import { eventually } from '@samsvar/testing';
import { describe, expect, test } from 'vitest';
import { lookAt, Pulse } from './health.js';
import { Metrics } from './metrics.js';

describe('readiness', () => {
  test('says what is not well, in words', async () => {
    const health = await lookAt([
      { name: 'database', look: () => undefined },
      { name: 'outbox', look: () => 'no broker' },
      { name: 'keys', look: () => Promise.reject(new Error('the client key is wrong')) },
      {
        name: 'bug',
        look: () => {
          throw new Error('thrown at once');
        },
      },
    ]);
    expect(health).toEqual({
      status: 'not ready',
      checks: [
        { name: 'database', ok: true },
        { name: 'outbox', ok: false, words: 'no broker' },
        { name: 'keys', ok: false, words: 'the client key is wrong' },
        { name: 'bug', ok: false, words: 'thrown at once' },
      ],
    });
  });

  test('is told of what spoils nothing, and goes on', async () => {
    let spoils = false;
    const keys = { name: 'keys of one', look: () => 'wrong', spoils: () => spoils };
    const told = [{ name: 'keys of one', ok: false, words: 'wrong' }];
    expect(await lookAt([keys])).toEqual({ status: 'ok', checks: told });
    spoils = true;
    expect(await lookAt([keys])).toEqual({ status: 'not ready', checks: told });
  });

  test('does not wait for a check that never answers', async () => {
    const health = await lookAt([{ name: 'slow', look: () => new Promise(() => {}) }], 20);
    expect(health.checks).toEqual([{ name: 'slow', ok: false, words: 'no answer in 20 ms' }]);
  });
});

describe('life', () => {
  test('is a loop that turns: what held it up is remembered a while, then forgotten', async () => {
    const pulse = new Pulse(100);
    expect(await pulse.check().look()).toBeUndefined();
    const until = Date.now() + 800;
    while (Date.now() < until);
    expect(pulse.worstMs()).toBeGreaterThan(200);
    await eventually(() => expect(pulse.worstMs()).toBeLessThan(200), { withinMs: 4_000 });
  });
});

describe('metrics', () => {
  test('bear our name, the service and the version', async () => {
    const metrics = new Metrics('link');
    metrics.counter('links_total', 'links', ['flow']).inc({ flow: 'departments-department' }, 2);
    metrics.gauge('pending', 'waiting', [], () => 7);
    metrics.histogram('batch_seconds', 'batches').observe(0.02);
    const text = await metrics.registry.metrics();
    expect(text).toContain('samsvar_links_total{flow="departments-department",service="link"} 2');
    expect(text).toContain('samsvar_pending{service="link"} 7');
    expect(text).toContain('samsvar_batch_seconds_bucket{le="0.025",service="link"} 1');
    expect(text).toMatch(/samsvar_build_info\{version="\d+\.\d+\.\d+",service="link"\} 1/);
    expect(text).toContain('samsvar_nodejs_eventloop_lag_seconds');
  });
});
