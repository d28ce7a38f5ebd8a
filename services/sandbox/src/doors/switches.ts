import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { contactSwitch } from './contact-switch.js';
import { faultKinds } from './faults.js';
import type { FaultKind } from './faults.js';
import { credentialsOf } from '../keys.js';
import { privileges } from '../powerofficego/routes.js';
import type { World } from '../world.js';
import { restoreSwitch } from './restore-switch.js';

const Limits = z.strictObject({ powerofficego: z.boolean().optional(), customhrm: z.boolean().optional() });
const Faults = z.partialRecord(
  z.enum(Object.keys(faultKinds) as [FaultKind, ...FaultKind[]]),
  z.number().min(0).max(1),
);
const Lag = z.strictObject({ ms: z.number().int().min(0).max(8000) });
const Privileges = z.strictObject({ tenant: z.string().optional(), withheld: z.array(z.enum(privileges)) });

/** The sandbox's own switches under `/sandbox/v1` (contracts.md 5); they are never counted, limited or made to fail. */
export function openSwitches(app: FastifyInstance, world: World): void {
  const at = '/sandbox/v1';
  app.get(`${at}/credentials`, (request, reply) => {
    const tenant = tenantOf(world, request.query);
    if (!tenant) return refuse(reply, unknownTenant(world));
    reply.send(credentialsOf(tenant));
  });
  app.get(`${at}/counters`, (_, reply) => void reply.send({ ...world.counters.tally(), stalls: world.stalls.all() }));
  app.delete(`${at}/counters`, (_, reply) => {
    world.resetCounters();
    reply.code(204).send();
  });
  app.get(`${at}/limits`, (_, reply) => void reply.send(world.limits));
  app.put(`${at}/limits`, (request, reply) =>
    turn(reply, Limits, request.body, ({ powerofficego, customhrm }) => {
      world.limits = {
        powerofficego: powerofficego ?? world.limits.powerofficego,
        customhrm: customhrm ?? world.limits.customhrm,
      };
      return world.limits;
    }),
  );
  openMoods(app, world, at);
  contactSwitch(app, world, `${at}/contacts/:id`);
  restoreSwitch(app, world, `${at}/restored`);
}

/** How the systems behave: faults, lag, rights. */
function openMoods(app: FastifyInstance, world: World, at: string): void {
  app.get(
    `${at}/faults`,
    (_, reply) => void reply.send({ rates: world.faults.rates, kinds: faultKinds, hits: world.faults.hits }),
  );
  app.put(`${at}/faults`, (request, reply) =>
    turn(reply, Faults, request.body, (rates) => (world.faults.rates = rates as typeof world.faults.rates)),
  );
  app.get(`${at}/lag`, (_, reply) => void reply.send({ ms: world.lagMs }));
  app.put(`${at}/lag`, (request, reply) =>
    turn(reply, Lag, request.body, ({ ms }) => {
      world.lagMs = ms;
      return { ms };
    }),
  );
  app.put(`${at}/privileges`, (request, reply) =>
    turn(reply, Privileges, request.body, ({ tenant, withheld }) => {
      const known = world.tenants.get(tenant ?? 'default');
      if (known) known.withheld = withheld;
      return { tenant: known?.id ?? null, withheld };
    }),
  );
}

export const tenantOf = (world: World, query: unknown): string | undefined => {
  const { tenant = 'default' } = query as { tenant?: string };
  return world.tenants.has(tenant) ? tenant : undefined;
};

export const unknownTenant = (world: World): string => `tenant must be one of ${[...world.tenants.keys()].join(', ')}.`;

/** Reads a switch's body and turns it, or says what is wrong with it. */
export function turn<T>(reply: FastifyReply, shape: z.ZodType<T>, body: unknown, act: (value: T) => unknown): void {
  let value: unknown;
  try {
    value = JSON.parse(String(body || '{}'));
  } catch {
    return refuse(reply, 'The body must be JSON.');
  }
  const parsed = shape.safeParse(value);
  if (!parsed.success) return refuse(reply, `${z.prettifyError(parsed.error)}${known(shape)}`);
  reply.send(act(parsed.data));
}

const known = (shape: unknown): string =>
  shape === Faults ? `\nKnown kinds: ${Object.keys(faultKinds).join(', ')}; each with a rate from 0 to 1.` : '';

export function refuse(reply: FastifyReply, detail: string): void {
  reply
    .code(400)
    .type('application/problem+json')
    .send(JSON.stringify({ title: 'Bad request', status: 400, detail }));
}
