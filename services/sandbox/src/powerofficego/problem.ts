import type { Answer } from '../doors/answer.js';

/** ProblemDetails as they are on the wire: lower-case names (reference/poweroffice-go.md 8). */
export const problem = (status: number, title: string, detail: string): Answer => ({
  status,
  type: 'application/problem+json; charset=utf-8',
  body: JSON.stringify({ title, status, detail }),
});

export const invalid = (noun: string, detail: string): Answer => problem(400, `${noun} validation error(s)`, detail);
export const unknownReference = (noun: string, detail: string): Answer =>
  problem(404, `${noun} validation error(s)`, detail);
export const notFound = (detail: string): Answer => problem(404, 'Object(s) not found', detail);
export const inUse = (noun: string, id: number): Answer =>
  problem(409, `${noun} conflict`, `${noun} with id = ${id} is in use and cannot be deleted.`);

/** Azure API Management's own words, in front of PowerOffice Go. */
export const gateway = (status: number, message: string): Answer => ({
  status,
  type: 'application/json',
  body: JSON.stringify({ statusCode: status, message }),
});

export const badInput = (name: string, message: string): Answer => ({
  status: 400,
  type: 'application/problem+json; charset=utf-8',
  body: JSON.stringify({
    type: 'https://tools.ietf.org/html/rfc9110#section-15.5.1',
    title: 'One or more validation errors occurred.',
    status: 400,
    errors: { [name]: [message] },
  }),
});

export const wrongMediaType: Answer = {
  status: 415,
  type: 'application/problem+json; charset=utf-8',
  body: JSON.stringify({
    type: 'https://tools.ietf.org/html/rfc9110#section-15.5.16',
    title: 'Unsupported Media Type',
    status: 415,
  }),
};
