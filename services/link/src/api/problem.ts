import type { ProblemBody } from '@samsvar/service';
import { Problem } from '@samsvar/service';

/** A parameter that cannot be read, with its name and how it should look. */
export const badParameter = (name: string, detail: string): Problem =>
  new Problem({
    type: '/problems/bad-parameter',
    title: 'A parameter cannot be read',
    status: 400,
    detail: `${name}: ${detail}`,
    errors: [{ pointer: `/query/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`, detail }],
  });

/** Nothing there, with what is looked for and where to look instead. */
export const notFound = (what: string, detail: string): Problem =>
  new Problem({ type: `/problems/unknown-${what}`, title: `No such ${what}`, status: 404, detail });

/** The door is full for now. */
export const tooMany = (detail: string, retryAfterSeconds: number): Problem =>
  new Problem(
    { type: '/problems/too-many-listeners', title: 'Too many listeners', status: 503, detail },
    { 'retry-after': String(retryAfterSeconds) },
  );

/** A body that does not fit its schema, with each place that does not. */
export const badBody = (errors: ProblemBody['errors'] & {}): Problem =>
  new Problem({
    type: '/problems/bad-body',
    title: 'The body cannot be read',
    status: 400,
    detail: errors.map(({ pointer, detail }) => `${pointer}: ${detail}`).join('; '),
    errors,
  });

/** A decision that cannot be carried out now, with what to do instead. */
export const decisionRefused = (code: string, detail: string): Problem =>
  new Problem({
    type: `/problems/decision-${code}`,
    title: code === 'unknown' ? 'What it is about is not known' : 'The decision cannot be carried out',
    status: code === 'unknown' ? 404 : 409,
    detail,
  });

/** One key names one decision. */
export const keyUsedBefore = (key: string): Problem =>
  new Problem({
    type: '/problems/idempotency-key-used',
    title: 'The key names another decision',
    status: 422,
    detail: `Idempotency-Key ${key} was used for another decision; take a new key.`,
  });

/** A header that is missing or cannot be read. */
export const badHeader = (name: string, detail: string): Problem =>
  new Problem({
    type: '/problems/bad-header',
    title: 'A header cannot be read',
    status: 400,
    detail: `${name}: ${detail}`,
    errors: [{ pointer: `/headers/${name.toLowerCase()}`, detail }],
  });
