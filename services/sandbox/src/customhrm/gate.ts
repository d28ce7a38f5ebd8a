import type { FastifyRequest } from 'fastify';
import type { Answer } from '../doors/answer.js';
import { limitOf } from '../doors/counters.js';
import type { Front, Pass } from '../doors/serve.js';
import { SlidingSecond } from '../doors/sliding-second.js';
import { TokenCheck } from '../tokens.js';
import type { World } from '../world.js';
import { problem } from './problem.js';

/** The sandbox's HRM takes fifty requests in any second from each client. */
export const requestsPerSecond = limitOf.customhrm;

/** The bearer token says which tenant's HRM it is, and whether people use it. */
export class HrmGate implements Front {
  readonly system = 'customhrm';
  readonly failure = problem(500, 'INTERNAL_ERROR', { detail: 'Something went wrong.' });
  readonly tooMany = tooMany;
  readonly #tokens = new TokenCheck('customhrm');
  readonly #seconds = new Map<string, SlidingSecond>();

  readonly isPeople = (request: FastifyRequest): boolean =>
    this.#tokens.bearerOf(request.headers.authorization, 0)?.people === true;

  readonly enter = (world: World, request: FastifyRequest): Pass | Answer => {
    const bearer = this.#tokens.bearerOf(request.headers.authorization, world.clock.now());
    const tenant = bearer && world.tenants.get(bearer.tenant);
    if (!tenant) {
      const answer = problem(401, 'UNAUTHORIZED', { detail: 'The bearer token is missing, invalid or expired.' });
      return { ...answer, headers: { 'WWW-Authenticate': 'Bearer' } };
    }
    if (!bearer.people && !this.admits(world, tenant.id)) return tooMany;
    return { tenant, people: bearer.people };
  };

  /** Counts a request of the tenant's client; false when it is one too many in this second. */
  readonly admits = (world: World, tenant: string): boolean => {
    if (!world.limits.customhrm) return true;
    let second = this.#seconds.get(tenant);
    if (!second) this.#seconds.set(tenant, (second = new SlidingSecond()));
    const now = world.clock.now();
    if (second.count(now) >= requestsPerSecond) return false;
    second.add(now);
    return true;
  };
}

export const tooMany: Answer = {
  ...problem(429, 'TOO_MANY_REQUESTS', { detail: `At most ${requestsPerSecond} requests a second; try again in one.` }),
  headers: { 'Retry-After': '1' },
};
