import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import { Catch, HttpException } from '@nestjs/common';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { Observable } from 'rxjs';
import { throwError } from 'rxjs';
import type { Log } from './logger.js';
import { traceOf } from './trace.js';

/**
 * One thing that is wrong with a request: which part of it (a JSON Pointer, `/query/limit`), and what to do about it.
 */
export interface Flaw {
  readonly pointer: string;
  readonly detail: string;
}

/** What went wrong, as RFC 9457 has it. */
export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** The path that was asked for; the filter knows it. */
  readonly instance?: string;
  readonly errors?: readonly Flaw[];
}

/** An answer that says what is wrong and what to do about it; its body is `application/problem+json`. */
export class Problem extends HttpException {
  constructor(
    readonly body: ProblemBody,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(body, body.status);
  }
}

/**
 * Answers every error of a request as `application/problem+json`, and never a stack. Failures of message handlers are
 * the bus's business: without this Nest would flatten each to "Internal server error" before the bus sees it.
 */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly log: Log) {}

  catch(error: unknown, host: ArgumentsHost): Observable<never> | void {
    if (host.getType() !== 'http') return throwError(() => error);
    const http = host.switchToHttp();
    const { url } = http.getRequest<FastifyRequest>();
    const { body, headers } = this.problemOf(error);
    void http
      .getResponse<FastifyReply>()
      .status(body.status)
      .headers({ ...headers, 'content-type': 'application/problem+json' })
      .send({ instance: url.split('?')[0], ...body });
  }

  private problemOf(error: unknown): Pick<Problem, 'body' | 'headers'> {
    if (error instanceof Problem) return error;
    const status = statusOf(error);
    if (status === undefined) {
      this.log.error('a request failed', traceOf(error));
      const detail = 'Something went wrong here; the log of the service has it.';
      return { body: { type: '/problems/internal', title: 'Internal error', status: 500, detail }, headers: {} };
    }
    const [type, title] =
      status === 404 ? ['/problems/not-found', 'Not found'] : ['/problems/refused', 'Request refused'];
    return { body: { type, title, status, detail: (error as Error).message }, headers: {} };
  }
}

/** Answers what Fastify refuses before any route is found, and thus any filter: an address that cannot be read. */
export function unreadable({ message, statusCode = 400 }: FastifyError, request: FastifyRequest, reply: FastifyReply) {
  const body = { type: '/problems/refused', title: 'Request refused', status: statusCode, detail: message };
  void reply
    .status(statusCode)
    .header('content-type', 'application/problem+json')
    .send({ instance: request.url.split('?')[0], ...body });
}

/** What is the asker's doing: said so by Nest, or by Fastify before a handler was reached (a body that is no JSON). */
function statusOf(error: unknown): number | undefined {
  const status = error instanceof HttpException ? error.getStatus() : (error as { statusCode?: unknown }).statusCode;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : undefined;
}
