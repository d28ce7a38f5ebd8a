import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import { Catch, HttpException } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Observable } from 'rxjs';
import { throwError } from 'rxjs';
import type { Log } from './logger.js';

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
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const { body, headers } = this.problemOf(error);
    void reply
      .status(body.status)
      .headers({ ...headers, 'content-type': 'application/problem+json' })
      .send(body);
  }

  private problemOf(error: unknown): Pick<Problem, 'body' | 'headers'> {
    if (error instanceof Problem) return error;
    if (error instanceof HttpException) {
      const status = error.getStatus();
      const [type, title] =
        status === 404 ? ['/problems/not-found', 'Not found'] : ['/problems/refused', 'Request refused'];
      return { body: { type, title, status, detail: error.message }, headers: {} };
    }
    this.log.error('a request failed', {
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
    const detail = 'Something went wrong here; the log of the service has it.';
    return { body: { type: '/problems/internal', title: 'Internal error', status: 500, detail }, headers: {} };
  }
}
