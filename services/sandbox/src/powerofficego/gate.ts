import type { FastifyRequest } from 'fastify';
import type { Answer } from '../doors/answer.js';
import { limitOf } from '../doors/counters.js';
import type { Front, Pass } from '../doors/serve.js';
import { SlidingSecond } from '../doors/sliding-second.js';
import { credentialsOf } from '../keys.js';
import { TokenCheck } from '../tokens.js';
import type { World } from '../world.js';
import { gateway, notFound, problem } from './problem.js';

/** The vendor's limit: ten requests in any second, per subscription key (reference/poweroffice-go.md 7). */
export const requestsPerSecond = limitOf.powerofficego;
const urlLengthMax = 2000;

/** In the order of the real one: the gateway's key and limit first, then the token, then the privilege. */
export class PowerOfficeGate implements Front {
  readonly system = 'powerofficego';
  readonly failure = problem(500, 'Internal Server Error', 'An unexpected error occurred.');
  readonly tooMany = tooMany;
  readonly #tokens = new TokenCheck('powerofficego');
  readonly #keys = new Map<string, { readonly people: boolean; readonly second: SlidingSecond }>();

  constructor(tenants: readonly string[]) {
    for (const tenant of tenants) {
      const { subscriptionKey, peopleSubscriptionKey } = credentialsOf(tenant).powerofficego;
      this.#keys.set(subscriptionKey, { people: false, second: new SlidingSecond() });
      this.#keys.set(peopleSubscriptionKey, { people: true, second: new SlidingSecond() });
    }
  }

  readonly isPeople = (request: FastifyRequest): boolean => this.#keys.get(keyOf(request))?.people === true;

  readonly enter = (world: World, request: FastifyRequest, right: readonly string[] | undefined): Pass | Answer => {
    const refused = this.knock(world, request);
    if (refused) return refused;
    if (request.raw.url!.length > urlLengthMax) return notFound('The resource cannot be found.');
    const bearer = this.#tokens.bearerOf(request.headers.authorization, world.clock.now());
    const tenant = bearer && world.tenants.get(bearer.tenant);
    if (!tenant) return { status: 401, headers: { 'WWW-Authenticate': 'Bearer' } };
    if (right && right.every((privilege) => tenant.withheld.includes(privilege))) return { status: 403 };
    return { tenant, people: this.isPeople(request) };
  };

  /** The gateway alone: the subscription key and its limit; token calls pass here too. */
  readonly knock = (world: World, request: FastifyRequest): Answer | undefined => {
    const key = keyOf(request);
    if (!key) return gateway(401, missingKey);
    const known = this.#keys.get(key);
    if (!known) return gateway(401, invalidKey);
    if (known.people || !world.limits.powerofficego) return undefined;
    const now = world.clock.now();
    if (known.second.count(now) >= requestsPerSecond) return tooMany;
    known.second.add(now);
    return undefined;
  };
}

const missingKey =
  'Access denied due to missing subscription key. ' +
  'Make sure to include subscription key when making requests to an API.';
const invalidKey =
  'Access denied due to invalid subscription key. Make sure to provide a valid key for an active subscription.';
const tooMany: Answer = {
  ...gateway(429, 'Rate limit is exceeded. Try again in 1 seconds.'),
  headers: { 'Retry-After': '1' },
};

const keyOf = (request: FastifyRequest): string => {
  const header = request.headers['ocp-apim-subscription-key'];
  if (typeof header === 'string') return header;
  return String((request.query as Record<string, unknown>)['subscription-key'] ?? '');
};
