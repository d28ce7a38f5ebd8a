import type { FastifyReply } from 'fastify';
import type { Answer } from './answer.js';
import type { Manner } from './misbehave.js';

const pieces = 20;

/** How an answer goes; `pieceMs` lies between two pieces of one that drips. */
export interface Way {
  readonly manner: Manner | undefined;
  readonly pieceMs: number;
}

/** Sends an answer whole, or cuts it off midway, or lets it drip; without an answer the connection is cut. */
export function send(reply: FastifyReply, answer: Answer | undefined, { manner, pieceMs }: Way): void {
  if (!answer) return cut(reply);
  if (manner === 'cut' && answer.body) return cutMidway(reply, answer);
  if (manner === 'drip' && answer.body) return drip(reply, answer, pieceMs);
  const { status, body, headers } = answer;
  reply.code(status);
  if (headers) reply.headers(headers);
  if (body === undefined) return void reply.send();
  reply.header('content-type', typeOf(answer)).send(body);
}

const typeOf = ({ type }: Answer): string => type ?? 'application/json; charset=utf-8';

function cut(reply: FastifyReply): void {
  reply.hijack();
  reply.raw.destroy();
}

/** The head promises the whole body. */
function begin(reply: FastifyReply, answer: Answer): Buffer {
  const body = Buffer.from(answer.body!);
  reply.hijack();
  const head = { 'content-type': typeOf(answer), 'content-length': body.length };
  reply.raw.writeHead(answer.status, { ...answer.headers, ...head });
  return body;
}

function cutMidway(reply: FastifyReply, answer: Answer): void {
  const body = begin(reply, answer);
  reply.raw.write(body.subarray(0, Math.ceil(body.length / 2)), () => reply.raw.destroy());
}

function drip(reply: FastifyReply, answer: Answer, pieceMs: number): void {
  const body = begin(reply, answer);
  const size = Math.ceil(body.length / pieces);
  let at = 0;
  const next = () => {
    if (reply.raw.destroyed) return clearInterval(timer);
    reply.raw.write(body.subarray(at, (at += size)));
    if (at < body.length) return;
    clearInterval(timer);
    reply.raw.end();
  };
  const timer = setInterval(next, pieceMs);
  next();
}
