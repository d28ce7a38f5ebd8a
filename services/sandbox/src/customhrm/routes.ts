import type { FastifyRequest } from 'fastify';
import type { Answer } from '../doors/answer.js';
import { json } from '../doors/answer.js';
import type { Route, Visit } from '../doors/serve.js';
import { fieldsOf } from './fields.js';
import { requestsPerSecond } from './gate.js';
import { limitDefault, limitMax, list } from './list.js';
import type { Query } from './list.js';
import { problem } from './problem.js';
import { hrmTypes } from './record.js';
import type { HrmType, Stored } from './record.js';
import { create, ok, remove, update } from './writes.js';

const mediaType = (request: FastifyRequest, wanted: RegExp): Answer | undefined =>
  wanted.test(request.headers['content-type'] ?? '')
    ? undefined
    : problem(415, 'UNSUPPORTED_MEDIA_TYPE', { detail: `The content type must match ${wanted.source}.` });

/** The living record at an address; 404 for one that never was, 410 for one that is gone. */
function found(type: HrmType, { tenant, params }: Visit): Stored | Answer {
  const id = params.id!;
  const stored = tenant.customhrm.get(type, id);
  if (!stored) return problem(404, 'NOT_FOUND', { detail: `There is no ${id}.` });
  if (stored.record.meta.deleted) return problem(410, 'GONE', { detail: `${id} was deleted.` });
  return stored;
}

/** The record, if the caller has seen its current version (`If-Match`). */
function matched(type: HrmType, visit: Visit): Stored | Answer {
  const stored = found(type, visit);
  if ('status' in stored) return stored;
  const wanted = visit.request.headers['if-match'];
  if (!wanted) return problem(428, 'IF_MATCH_REQUIRED', { detail: 'Send the ETag last seen as If-Match.' });
  const tags = wanted.split(',').map((tag) => tag.trim());
  if (tags.includes('*') || tags.includes(stored.etag)) return stored;
  const answer = problem(412, 'VERSION_MISMATCH', { detail: `The record has changed; its ETag is ${stored.etag}.` });
  return { ...answer, headers: { ETag: stored.etag } };
}

function routesOf(type: HrmType): Route[] {
  const [all, one] = [`/v1/${type}`, `/v1/${type}/:id`];
  return [
    { method: 'GET', path: all, handle: ({ tenant, request }) => list(tenant.customhrm, type, request.query as Query) },
    {
      method: 'GET',
      path: one,
      handle: (visit) => {
        const stored = found(type, visit);
        return 'status' in stored ? stored : ok(stored);
      },
    },
    {
      method: 'POST',
      path: all,
      handle: ({ tenant, request, body }) =>
        mediaType(request, /^application\/json/) ??
        create(tenant.customhrm, type, body, request.headers['idempotency-key'] as string | undefined),
    },
    {
      method: 'PATCH',
      path: one,
      handle: (visit) => {
        const wrong = mediaType(visit.request, /^application\/merge-patch\+json/);
        const stored = wrong ?? matched(type, visit);
        return 'status' in stored ? stored : update(visit.tenant.customhrm, type, stored, visit.body);
      },
    },
    {
      method: 'DELETE',
      path: one,
      handle: (visit) => {
        const stored = matched(type, visit);
        return 'status' in stored ? stored : remove(visit.tenant.customhrm, type, stored);
      },
    },
  ];
}

const meta: Route = {
  method: 'GET',
  path: '/v1/meta',
  handle: () =>
    json(200, {
      versions: ['v1'],
      pageLimits: { default: limitDefault, max: limitMax },
      requestsPerSecond,
      features: { etag: true, idempotency: true, tombstones: true, changes: false, webhooks: false },
      orderBy: ['updatedAt', 'id'],
      constraints: fieldsOf,
    }),
};

/** Everything the HRM serves but its token call. */
export const hrmRoutes: readonly Route[] = [...hrmTypes.flatMap(routesOf), meta];
