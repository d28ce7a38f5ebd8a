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
