import Fastify from 'fastify';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { HrmGate } from '../customhrm/gate.js';
import { hrmRoutes } from '../customhrm/routes.js';
import { clientOf, tokenCall as hrmTokenCall } from '../customhrm/token-call.js';
import { PowerOfficeGate } from '../powerofficego/gate.js';
import { powerOfficeRoutes } from '../powerofficego/routes.js';
import { tokenCall as powerOfficeTokenCall } from '../powerofficego/token-call.js';
import type { World } from '../world.js';
import { open } from './serve.js';
import type { Front, Pass } from './serve.js';
import { openSwitches } from './switches.js';

/** The HTTP server in front of a world. Paths match in any case, bodies stay text, nothing is logged per request. */
export function serverOf(world: World): FastifyInstance {
  const app = Fastify({
    logger: false,
    forceCloseConnections: true,
    keepAliveTimeout: 65_000,
    bodyLimit: 1_048_576,
    routerOptions: { caseSensitive: false, maxParamLength: 500 },
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_, body, done) => done(null, body));
  openSystems(app, world);
  openSwitches(app, world);
  openHealth(app, world);
  return app;
}

function openSystems(app: FastifyInstance, world: World): void {
  const [go, hrm] = [new PowerOfficeGate([...world.tenants.keys()]), new HrmGate()];
  open(app, world, go, powerOfficeRoutes);
  open(app, world, hrm, hrmRoutes);
  open(app, world, { ...anyone(go), enter: (_, request) => go.knock(world, request) ?? inside(world) }, [
    {
      method: 'POST',
      path: '/OAuth/Token',
      handle: ({ request, body }) => powerOfficeTokenCall(world, request.headers.authorization, body),
    },
  ]);
  const call = (request: { headers: { authorization?: string | undefined }; body: unknown }) => ({
    authorization: request.headers.authorization,
    body: String(request.body ?? ''),
  });
  open(app, world, { ...anyone(hrm), isPeople: (request) => clientOf(world, call(request))?.people === true }, [
    { method: 'POST', path: '/oauth/token', handle: ({ request }) => hrmTokenCall(world, hrm, call(request)) },
  ]);
  app.setNotFoundHandler((request, reply) =>
    reply.code(404).type('application/problem+json').send(nothing(request.url)),
  );
}

/** A system's front for token calls: nobody has a token yet, and faults do not meet them. */
const anyone = (front: Front): Front => ({ ...front, system: front.system, enter: inside });
const inside = (world: World): Pass => ({ tenant: [...world.tenants.values()][0]!, people: true });

const nothing = (url: string): string =>
  JSON.stringify({ title: 'Not Found', status: 404, detail: `There is nothing at ${url.slice(0, 200)}.` });

function openHealth(app: FastifyInstance, world: World): void {
  const fine = (_: unknown, reply: FastifyReply): void => void reply.send({ status: 'ok' });
  app.get('/health/live', fine);
  app.get('/health/ready', fine);
  app.get('/metrics', (_, reply) => {
    const { people, ...product } = world.counters.tally();
    const lines = Object.entries({ product, people }).flatMap(([crowd, systems]) =>
      Object.entries(systems).flatMap(([system, { requests }]) =>
        requests.map(({ method, path, status, count }) => {
          const labels = `crowd="${crowd}",system="${system}",method="${method}",path="${path}",status="${status}"`;
          return `sandbox_requests_total{${labels}} ${count}`;
        }),
      ),
    );
    reply.type('text/plain; version=0.0.4').send(['# TYPE sandbox_requests_total counter', ...lines, ''].join('\n'));
  });
}
