import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import { Catch, HttpException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Log } from './logger.js';

/** What is wrong with a request, as RFC 9457 has it; each entry of `errors` names the parameter and the remedy. */
export class Problem extends Error {
  override readonly name = 'Problem';
  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string,
    readonly errors: readonly { readonly parameter: string; readonly detail: string }[] = [],
  ) {
    super(detail);
  }
}

/** Answers every error as `application/problem+json`, and never a stack. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly log: Log) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const { url } = host.switchToHttp().getRequest<FastifyRequest>();
    const { status, title, detail, errors } = this.problemOf(error);
    const body = {
      type: `/problems/${title.toLowerCase().replaceAll(/[^a-z]+/g, '-')}`,
      title,
      status,
      detail,
      instance: url,
    };
    void reply
      .status(status)
      .header('content-type', 'application/problem+json')
      .send({ ...body, ...(errors.length > 0 && { errors }) });
  }

  private problemOf(error: unknown): Pick<Problem, 'status' | 'title' | 'detail' | 'errors'> {
    if (error instanceof Problem) return error;
    if (error instanceof HttpException) {
      const title = error.getStatus() === 404 ? 'Not found' : 'Request refused';
      return { status: error.getStatus(), title, detail: error.message, errors: [] };
    }
    this.log.error('a request failed', {
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
    return { status: 500, title: 'Internal error', detail: 'Something went wrong here; the log has it.', errors: [] };
  }
}
