import { traceContextOf, traceparentOf } from '@samsvar/contracts';
import { Collector, eventually } from '@samsvar/testing';
import { afterEach, describe, expect, test } from 'vitest';
import { ConfigurationProblem, readConfig } from './config.js';
import { createLog } from './logger.js';
import { CommonSettings } from './settings.js';
import { openTracing, type Tracing } from './tracing.js';

const needed = { PORT: '1', KAFKA_BROKERS: 'a:1' };
const read = (env: Readonly<Record<string, string>>) => readConfig(CommonSettings, { ...needed, ...env });
const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

async function bench(env: Readonly<Record<string, string>> = {}) {
  const collector = new Collector();
  const url = await collector.open();
  open.push(collector);
  const traced = await tracing({ OTEL_EXPORTER_OTLP_ENDPOINT: url, ...env });
  return { collector, ...traced };
}

async function tracing(env: Readonly<Record<string, string>>) {
  const lines: string[] = [];
  const log = createLog('spec', 'info', { write: (line) => void lines.push(line) });
  const { tracer, close } = (await openTracing({ service: 'spec', settings: read(env), log })) as Tracing;
  open.push({ close });
  return { tracer, close, lines };
}
const deed = { name: 'poll contact', attributes: { 'samsvar.record': 'default/powerofficego/contact/1' } };
const begins = traceparentOf('an edit');

describe('spans', () => {
  test('are not recorded where nobody collects them', async () => {
    const log = createLog('spec', 'info', { write: () => undefined });
    expect(await openTracing({ service: 'spec', settings: read({}), log })).toBeUndefined();
  });

  test('go to the collector: the first of a trace has the ids of its traceparent, others are below', async () => {
    const { collector, tracer, close } = await bench();
    const first = tracer.begin(begins, { ...deed, kind: 'client', agoMs: 5_000 })!;
    expect(traceContextOf(first.traceparent)).toEqual({ ...traceContextOf(begins), isSampled: true });
    const second = tracer.below(first.traceparent, {
      name: 'update employee',
      attributes: { 'samsvar.fields': ['a'] },
    })!;
    second.end({ 'samsvar.outcome': 'refused' }, 'refused');
    first.end();
    await close();
    const { traceId, spanId } = traceContextOf(begins)!;
    const [below, root] = collector.spans;
    expect(root).toMatchObject({ service: 'spec', name: 'poll contact', traceId, spanId, parentSpanId: undefined });
    expect(root!.attributes).toEqual(deed.attributes);
    expect(root!.endMs - root!.startMs).toBeGreaterThanOrEqual(5_000);
    expect(below).toMatchObject({ traceId, parentSpanId: spanId, isError: true });
    expect(below!.attributes).toMatchObject({ 'samsvar.outcome': 'refused', 'error.type': 'refused' });
  });

  test('of a trace that is not sampled, or is none, are not recorded', async () => {
    const { collector, tracer, close } = await bench();
    for (const traceparent of [begins, undefined, 'not one']) expect(tracer.below(traceparent, deed)).toBeUndefined();
    expect(tracer.begin('not one', deed)).toBeUndefined();
    await close();
    expect(collector.bodies).toEqual([]);
  });

  test('say nothing of this machine', async () => {
    const { collector, tracer, close } = await bench();
    tracer.begin(begins, deed)!.end();
    await close();
    const [body] = collector.bodies;
    const keys = [...body!.matchAll(/"key":"((?:service|telemetry|host|process|os)[^"]*)"/g)].map(([, key]) => key);
    const service = ['service.instance.id', 'service.name', 'service.namespace', 'service.version'];
    const sdk = ['telemetry.sdk.language', 'telemetry.sdk.name', 'telemetry.sdk.version'];
    expect(keys.toSorted()).toEqual([...service, ...sdk]);
  });

  test.each([
    ['parentbased_always_on', '1', 200],
    ['parentbased_always_off', '1', 0],
    ['always_off', '1', 0],
    ['traceidratio', '0', 0],
    ['parentbased_traceidratio', '1', 200],
  ])('are recorded as %s with %s says', async (sampler, share, most) => {
    const { tracer } = await bench({ OTEL_TRACES_SAMPLER: sampler, OTEL_TRACES_SAMPLER_ARG: share });
    const sampled = Array.from({ length: 200 }, (_, n) => tracer.begin(traceparentOf(`m${n}`), deed));
    expect(sampled.filter((span) => span !== undefined)).toHaveLength(most);
  });

  test('of a share are of the same traces in every service, and follow what was decided where a trace began', async () => {
    const share = { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.25' };
    const [one, other] = [await bench(share), await bench(share)];
    const begun = (tracer: Tracing['tracer']) =>
      Array.from({ length: 400 }, (_, n) => tracer.begin(traceparentOf(`m${n}`), deed)?.traceparent);
    const sampled = begun(one.tracer);
    expect(begun(other.tracer)).toEqual(sampled);
    const count = sampled.filter((traceparent) => traceparent !== undefined).length;
    expect(count).toBeGreaterThan(60);
    expect(count).toBeLessThan(140);
    const never = await bench({ OTEL_TRACES_SAMPLER: 'parentbased_always_off' });
    expect(
      never.tracer.below(
        sampled.find((one) => one !== undefined),
        deed,
      ),
    ).toBeDefined();
  });
});

describe('a collector that is away', () => {
  test('hinders nothing: spans are dropped, little is said, and a stop waits two seconds at most', async () => {
    const { tracer, close, lines } = await tracing({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' });
    const since = performance.now();
    for (let n = 0; n < 20_000; n++) tracer.begin(traceparentOf(`m${n}`), deed)!.end();
    expect(performance.now() - since).toBeLessThan(5_000);
    const stopped = performance.now();
    await close();
    expect(performance.now() - stopped).toBeLessThan(3_000);
    expect(lines.length).toBeLessThan(5);
  });

  test('and takes what it is told without an answer is not waited for either', async () => {
    const { collector, tracer, close } = await bench();
    collector.status = undefined;
    tracer.begin(begins, deed)!.end();
    await eventually(() => expect(collector.bodies).toHaveLength(1));
    tracer.begin(begins, deed)!.end();
    const stopped = performance.now();
    await close();
    expect(performance.now() - stopped).toBeLessThan(3_000);
  });

  test('is said to be away, with what to look at, once for many sendings, and used again when it is back', async () => {
    const { collector, tracer, lines } = await bench();
    collector.status = 400;
    for (let n = 0; n < 1_500; n++) tracer.begin(traceparentOf(`m${n}`), deed)!.end();
    await eventually(() => expect(collector.bodies.length).toBeGreaterThan(2));
    expect(lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual([
      'spans could not be sent; check OTEL_EXPORTER_OTLP_ENDPOINT',
    ]);
    expect(lines.join()).not.toContain('contact');
    collector.status = 200;
    tracer.begin(begins, deed)!.end();
    await eventually(() => expect(collector.spans.at(-1)).toMatchObject({ name: 'poll contact' }));
  });

  test('never has more than a few thousand spans waiting for it', async () => {
    const { collector, tracer, close } = await bench();
    for (let n = 0; n < 10_000; n++) tracer.begin(traceparentOf(`m${n}`), deed)!.end();
    await close();
    expect(collector.spans.length).toBeGreaterThan(512);
    expect(collector.spans.length).toBeLessThanOrEqual(2_048 + 512);
  });
});

describe('what is wrong with what a service is told of a collector', () => {
  test.each([
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4318', /is no http\(s\) address +where .* http:\/\/127.0.0.1:4318/],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'ftp://collector', /is no http\(s\) address/],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'secret', /is no list of name=value/],
    ['OTEL_TRACES_SAMPLER', 'sometimes', /is none of parentbased_always_on, .*traceidratio/],
    ['OTEL_TRACES_SAMPLER_ARG', '2', /is more than 1 +the share/],
    ['OTEL_TRACES_SAMPLER_ARG', 'half', /is no number from 0 to 1/],
  ])('is told by its name: %s=%s', (name, value, words) => {
    const reading = () => read({ [name]: value });
    expect(reading).toThrow(ConfigurationProblem);
    expect(reading).toThrow(new RegExp(`${name} +${words.source}`));
  });
});
