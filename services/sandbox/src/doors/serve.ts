import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Tenant, World } from '../world.js';
import type { Answer } from './answer.js';
import { isAnswer } from './answer.js';
import type { System } from './counters.js';
import type { Done } from './misbehave.js';
import { misbehave } from './misbehave.js';
import { send } from './wire.js';

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
  /** How it turns away one request too many. */
  readonly tooMany: Answer;
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
    const before = world.written();
    const answer = route.handle({ ...(pass as Pass), world, request, params, body: body ?? '' });
    if (world.written() > before) world.changed(front.system, counter, `${route.method} ${desk.path}`);
    return answer;
  };
  const done: Done = (answer, manner) => {
    counter.answered(route.method, desk.path, answer?.status ?? 0);
    send(reply, answer, { manner, pieceMs: world.faults.delays.piece });
  };
  if (isAnswer(pass)) return done(pass);
  if (world.faults.active && !pass.people) return misbehave({ ...desk, handle, done });
  done(handle());
}
