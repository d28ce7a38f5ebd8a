import { Controller, Get, Inject, Post } from '@nestjs/common';
import type { Batch } from '@samsvar/bus';
import { HearsTopics } from '@samsvar/bus';
import { MemoryBus, MemoryTracer, pollCompleted } from '@samsvar/bus/testing';
import { traceparentOf } from '@samsvar/contracts';
import { eventually } from '@samsvar/testing';
import { afterEach, describe, expect, test } from 'vitest';
import { createLog } from './logger.js';
import { Problem } from './problem.js';
import { openService, type ServiceLife } from './service-life.js';
import type { Assembly } from './service-plan.js';

/** What happened, in order. */
const diary = Symbol('diary');

@Controller()
class Desk {
  constructor(@Inject(diary) private readonly said: string[]) {}

  @HearsTopics('records.canonical')
  async hear({ heard }: Batch): Promise<void> {
    this.said.push(...heard.map(({ message }) => `heard ${message.id}`));
    if (this.said.length < 2) throw new Error('not yet');
  }

  @Get('api/v1/refused')
  refused(): never {
    const errors = [{ pointer: '/query/limit', detail: 'is no number' }];
    throw new Problem({ type: '/problems/bad', title: 'Bad', status: 400, detail: 'no', errors }, { 'x-more': '1' });
  }

  @Get('api/v1/bug')
  bug(): never {
    throw new Error('a secret detail');
  }

  @Post('api/v1/take')
  take(): string {
    return 'taken';
  }
}

const open: ServiceLife[] = [];
afterEach(() => Promise.all(open.splice(0).map((service) => service.stop())));

async function bench({ port = 0, ...more }: Partial<Assembly> & { port?: number } = {}, tracer?: MemoryTracer) {
  const said: string[] = [];
  const lines: string[] = [];
  const bus = new MemoryBus();
  const tracing = tracer && { tracer, close: () => Promise.resolve(void said.push('spans sent')) };
  const service = await openService(
    {
      name: 'spec',
      portVariable: 'SPEC_PORT',
      topics: [],
      settings: { PORT: port, HOST: '127.0.0.1', LOG_LEVEL: 'info', KAFKA_BROKERS: [] },
      assemble: () =>
        Promise.resolve({
          controllers: [Desk],
          providers: [{ provide: diary, useValue: said }],
          listens: [{ group: 'spec' }],
          started: () => Promise.resolve(void said.push('started')),
          stopping: () => void said.push('stopping'),
          stopped: () => Promise.resolve(void said.push('stopped')),
          ...more,
        }),
    },
    { bus, log: createLog('spec', 'info', { write: (line) => void lines.push(line) }), ...(tracing && { tracing }) },
  );
  open.push(service);
  return { service, bus, said, lines };
}
const ask = async (url: string, init?: RequestInit) => {
  const answer = await fetch(url, init);
  return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() };
};

describe('a service', () => {
  test('is live and ready once it has started, and shows its metrics', async () => {
    const { service, said } = await bench({ checks: [{ name: 'keys', look: () => undefined }] });
    const url = await service.start();
    expect(said).toEqual(['started']);
    const ready = await ask(`${url}/health/ready`);
    expect([ready.status, JSON.parse(ready.text)]).toEqual([
      200,
      {
        status: 'ok',
        checks: [
          { name: 'serving', ok: true },
          { name: 'telling', ok: true },
          { name: 'consumer spec', ok: true },
          { name: 'keys', ok: true },
        ],
      },
    ]);
    const live = await ask(`${url}/health/live`);
    expect([live.status, JSON.parse(live.text)]).toMatchObject([200, { status: 'ok' }]);
    expect((await ask(`${url}/metrics`)).text).toContain('samsvar_consumer_lag{group="spec",service="spec"} 0');
  });

  test('is live and not ready while something it needs is away', async () => {
    const { service } = await bench({ checks: [{ name: 'database', look: () => 'away' }] });
    const url = await service.start();
    const ready = await ask(`${url}/health/ready`);
    expect(ready.status).toBe(503);
    expect(JSON.parse(ready.text)).toMatchObject({
      status: 'not ready',
      checks: expect.arrayContaining([{ name: 'database', ok: false, words: 'away' }]) as unknown,
    });
    expect((await ask(`${url}/health/live`)).status).toBe(200);
  });

  test('is live while Kafka is away, however long; a consumer that ended for good is not', async () => {
    const { service, bus } = await bench();
    let ended = false;
    const subscribe = bus.subscribe.bind(bus);
    bus.subscribe = async (options) => {
      const away = { joined: () => false, trouble: () => 'Kafka has not answered for 9 s', ended: () => ended };
      return { ...(await subscribe(options)), ...away };
    };
    const takesNothing: { trouble(): string | undefined } = bus;
    takesNothing.trouble = () => 'Kafka takes no messages';
    const url = await service.start();
    expect((await ask(`${url}/health/ready`)).status).toBe(503);
    expect(JSON.parse((await ask(`${url}/health/live`)).text)).toEqual({
      status: 'ok',
      checks: [
        { name: 'event loop', ok: true },
        { name: 'consumer spec', ok: true },
      ],
    });
    ended = true;
    const { status, text } = await ask(`${url}/health/live`);
    expect([status, text]).toEqual([503, expect.stringContaining('it ended for good')]);
  });

  test('that hears nothing is ready while Kafka is away', async () => {
    const { service, bus } = await bench({ controllers: [], listens: [] });
    const takesNothing: { trouble(): string | undefined } = bus;
    takesNothing.trouble = () => 'Kafka takes no messages';
    const url = await service.start();
    const { status, text } = await ask(`${url}/health/ready`);
    expect([status, JSON.parse(text)]).toEqual([200, { status: 'ok', checks: [{ name: 'serving', ok: true }] }]);
  });

  test('hears batches; what a handler throws reaches the bus, which tries again', async () => {
    const { service, bus, said } = await bench({ started: () => Promise.resolve() });
    await service.start();
    await bus.publish([{ topic: 'records.canonical', key: 'default', message: pollCompleted(1) }]);
    await eventually(() => expect(said).toEqual(['heard poll-default-1', 'heard poll-default-1']));
  });

  test('stops in order, once: not ready, consumers, doors, and last what they stood on', async () => {
    const doors: number[] = [];
    let url = '';
    const { service, bus, said } = await bench({
      stopped: async () => {
        doors.push(
          await fetch(`${url}/health/live`).then(
            ({ status }) => status,
            () => 0,
          ),
        );
        said.push('stopped');
      },
    });
    url = await service.start();
    await Promise.all([service.stop(), service.stop()]);
    expect(said).toEqual(['started', 'stopping', 'stopped']);
    expect(doors).toEqual([0]);
    await bus.publish([{ topic: 'records.canonical', key: 'default', message: pollCompleted(1) }]);
    expect(said).toHaveLength(3);
  });

  test('records spans of what it hears and of what follows, and sends them last of all', async () => {
    const tracer = new MemoryTracer();
    const { service, bus, said } = await bench({ started: () => Promise.resolve() }, tracer);
    await service.start();
    const traceparent = `${traceparentOf('an edit').slice(0, -2)}01`;
    await bus.publish([{ topic: 'records.canonical', key: 'default', message: pollCompleted(1), traceparent }]);
    await eventually(() => expect(said).toHaveLength(2));
    await service.stop();
    expect(tracer.recorded.map(({ name, failure }) => [name, failure])).toEqual([
      ['process samsvar.records.canonical', 'Error'],
      ['process samsvar.records.canonical', undefined],
    ]);
    expect(said.slice(2)).toEqual(['stopping', 'stopped', 'spans sent']);
  });

  test('answers that it is not ready while its consumers finish', async () => {
    let go = () => {};
    const slow = new Promise<void>((resolve) => (go = resolve));
    const { service, bus } = await bench();
    const subscribe = bus.subscribe.bind(bus);
    bus.subscribe = async (options) => {
      const subscription = await subscribe(options);
      return { ...subscription, close: () => slow.then(() => subscription.close()) };
    };
    const url = await service.start();
    const stopping = service.stop();
    expect((await ask(`${url}/health/ready`)).status).toBe(503);
    go();
    await stopping;
  });

  test('whose port is taken says so in one sentence that names the variable', async () => {
    const first = await bench();
    const port = Number(new URL(await first.service.start()).port);
    const second = await bench({ port });
    await expect(second.service.start()).rejects.toThrow(
      `Port ${port} is in use: stop what listens there, or set SPEC_PORT to another port for spec.`,
    );
  });
});

describe('a request that cannot be met', () => {
  const problem = async (path: string, init?: RequestInit) => {
    const { service, lines } = await bench();
    const answer = await ask(`${await service.start()}${path}`, init);
    expect(answer.type).toContain('application/problem+json');
    return { ...(JSON.parse(answer.text) as object), lines };
  };

  test('is answered with what is wrong and where', async () => {
    expect(await problem('/api/v1/refused?limit=x')).toMatchObject({
      type: '/problems/bad',
      status: 400,
      instance: '/api/v1/refused',
      errors: [{ pointer: '/query/limit', detail: 'is no number' }],
      lines: [],
    });
  });

  test('because there is no such page is a 404', async () => {
    expect(await problem('/nowhere')).toMatchObject({ type: '/problems/not-found', status: 404, instance: '/nowhere' });
  });

  test('because its address cannot be read is the asker’s doing', async () => {
    expect(await problem('/api/v1/%zz?x')).toMatchObject({ status: 400, instance: '/api/v1/%zz', lines: [] });
  });

  test('because its body cannot be read is the asker’s doing', async () => {
    const init = { method: 'POST', body: '{', headers: { 'content-type': 'application/json' } };
    expect(await problem('/api/v1/take', init)).toMatchObject({ type: '/problems/refused', status: 400, lines: [] });
    const odd = { method: 'POST', body: 'x', headers: { 'content-type': 'application/odd' } };
    expect(await problem('/api/v1/take', odd)).toMatchObject({ status: 415 });
  });

  test('because of a bug tells the log, and the asker nothing of it', async () => {
    const { lines, ...body } = await problem('/api/v1/bug');
    expect(body).toMatchObject({ status: 500, type: '/problems/internal' });
    expect(JSON.stringify(body)).not.toContain('secret detail');
    expect(lines.join()).toContain('a secret detail');
  });
});
