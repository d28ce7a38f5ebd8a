import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Tenant, World } from '../world.js';
import type { Answer } from './answer.js';
import { isAnswer } from './answer.js';
import type { System } from './counters.js';
import { slowMs } from './faults.js';
import { misfit } from './misfit.js';

/** Someone who was let in: of which tenant, and whether a person at the real system's own screens. */
export interface Pass {
  readonly tenant: Tenant;
  readonly people: boolean;
}

/** One request to a system, after the gate. */
export interface Visit extends Pass {
  readonly world: World;
  readonly request: FastifyRequest;
  readonly params: Readonly<Record<string, string>>;
  readonly body: string;
}

/** One address of a system. `right` is what the gate asks for. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly right?: readonly string[];
  readonly handle: (visit: Visit) => Answer;
}

/** A system's front: who comes in, how its failures look, and which requests are people's before anyone is let in. */
export interface Front {
  readonly system: System;
  readonly enter: (world: World, request: FastifyRequest, right: readonly string[] | undefined) => Pass | Answer;
  readonly isPeople: (request: FastifyRequest) => boolean;
  readonly failure: Answer;
}

/** Opens the routes of a system under its prefix: count, let in, perhaps fail, handle, answer, count. */
export function open(app: FastifyInstance, world: World, front: Front, routes: readonly Route[]): void {
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    app.route({
      method: route.method,
      url: `/${front.system}${route.path}`,
      handler: (request, reply) => serve({ world, front, route, path }, request, reply),
    });
  }
}

interface Desk {
  readonly world: World;
  readonly front: Front;
  readonly route: Route;
  readonly path: string;
}

function serve(desk: Desk, request: FastifyRequest, reply: FastifyReply): void {
  const { world, front, route } = desk;
  const counter = world.counters.of(front.system, front.isPeople(request));
  counter.arrived(world.clock.now());
  const pass = front.enter(world, request, route.right);
  const handle = (): Answer => {
    const { params, body } = request as { params: Visit['params']; body: string | undefined };
    return route.handle({ ...(pass as Pass), world, request, params, body: body ?? '' });
  };
  const done = (answer: Answer | undefined): void => {
    counter.answered(route.method, desk.path, answer?.status ?? 0);
    if (answer) send(reply, answer);
    else cut(reply);
  };
  if (isAnswer(pass)) return done(pass);
  if (world.faults.active && !pass.people) return misbehave(desk, handle, done);
  done(handle());
}

/** Faults meet the product's requests only; a cut connection is counted with status 0. */
function misbehave(
  { world: { faults }, front, route }: Desk,
  handle: () => Answer,
  done: (answer?: Answer) => void,
): void {
  if (faults.strikes('lost-request')) return done();
  if (faults.strikes('error-500')) return done(front.failure);
  const fitting = handle();
  const answer = route.method === 'GET' ? misfit(fitting, faults.rate('misfit')) : fitting;
  if (faults.strikes('lost-answer')) return done();
  if (faults.strikes('error-500-after')) return done(front.failure);
  if (faults.strikes('slow')) return void setTimeout(() => done(answer), slowMs);
  done(answer);
}

function send(reply: FastifyReply, { status, body, type, headers }: Answer): void {
  reply.code(status);
  if (headers) reply.headers(headers);
  if (body === undefined) return void reply.send();
  reply.header('content-type', type ?? 'application/json; charset=utf-8').send(body);
}

function cut(reply: FastifyReply): void {
  reply.hijack();
  reply.raw.destroy();
}
