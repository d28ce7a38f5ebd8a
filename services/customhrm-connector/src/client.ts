import {
  type Answered,
  Forbidden,
  isKeyVerdict,
  Lockout,
  measured,
  permitted,
  RetryLater,
  retryAfterMs,
  SharedToken,
  type Signed,
  type Slot,
  Unanswered,
  wholeBody,
} from '@samsvar/connector';
import { Pool } from 'undici';
import { type Answer, jsonOf } from './answer.js';
import type { Profile } from './profile-schema.js';

export interface ClientOptions {
  readonly profile: Profile;
  readonly baseUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Waits until one request may go; every request takes one, token calls too. */
  readonly slot: Slot;
  readonly timeoutMs?: number;
  readonly answered?: Answered;
}

export interface Call {
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly path: string;
  readonly body?: unknown;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Asked when its turn has come: whether it may still go. */
  readonly mayGo?: (() => boolean) | undefined;
}

const bytesMax = 32 * 1024 * 1024;
const renewBeforeSeconds = 60;
const pauseMaxMs = 300_000;

/** An HRM over HTTP, for one tenant: signed in, paced, every failure told apart. */
export class HrmClient {
  private readonly pool: Pool;
  private readonly path: string;
  private readonly lockout = new Lockout();
  private readonly token = new SharedToken({ signIn: () => this.signIn(), renewBeforeSeconds });

  constructor(private readonly options: ClientOptions) {
    const url = new URL(options.baseUrl);
    this.pool = new Pool(url.origin, { connections: options.profile.limits.concurrency, pipelining: 1 });
    this.path = url.pathname.replace(/\/+$/, '');
  }

  /** One call, signed in; answers that say nothing about the record are thrown. */
  async call(call: Call): Promise<Answer> {
    this.lockout.check();
    return this.heard(await this.lockout.watch(this.enter(call)), call);
  }

  close(): Promise<void> {
    return this.pool.close();
  }

  private async enter(call: Call): Promise<Answer> {
    const token = await this.token.get();
    const first = await this.send(call, token);
    if (first.status !== 401) return first;
    this.token.refused(token);
    const second = await this.send(call, await this.token.get());
    if (second.status !== 401) return second;
    throw new Forbidden('the HRM refuses the access token: check customhrm.clientId and clientSecret in samsvar.yaml');
  }

  private heard(answer: Answer, { method }: Call): Answer {
    if (answer.status === 429 || answer.status === 503) {
      throw new RetryLater(`the HRM asks for a pause (${answer.status})`, this.pauseMs(answer));
    }
    if (answer.status === 403)
      throw new Forbidden(
        'the HRM does not let the integration do this: give its client the scopes for employees and departments',
      );
    if (answer.status >= 500) {
      const words = `the HRM answered ${answer.status}`;
      throw method === 'GET' ? new RetryLater(words, 5_000) : new Unanswered(words);
    }
    return answer;
  }

  private pauseMs({ headers }: Answer): number {
    return retryAfterMs(headers[this.options.profile.limits.retryAfterHeader.toLowerCase()], pauseMaxMs);
  }

  private async send({ method, path, body, type, headers, mayGo }: Call, token: string): Promise<Answer> {
    await permitted(this.options.slot);
    if (mayGo?.() === false) throw new RetryLater('this write is no longer ours to send', 0);
    const text = body === undefined ? undefined : JSON.stringify(body);
    const whole = {
      method,
      path: `${this.path}${path}`,
      headers: {
        authorization: `Bearer ${token}`,
        ...(text !== undefined && { 'content-type': type ?? 'application/json' }),
        ...headers,
      },
      ...(text !== undefined && { text }),
    };
    return measured(this.options.answered, method, () => this.request(whole));
  }

  private async signIn(): Promise<Signed> {
    await permitted(this.options.slot);
    const { profile, clientId, clientSecret } = this.options;
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      ...(profile.auth.scope && { scope: profile.auth.scope }),
    });
    const call = {
      method: 'POST' as const,
      path: `${this.path}${profile.auth.tokenPath}`,
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
      },
      text: form.toString(),
    };
    const asking = measured(this.options.answered, 'sign-in', () => this.request(call));
    const answer = await asking.catch((error: unknown) => {
      throw new RetryLater('the HRM does not answer the sign-in', 2_000, { cause: error });
    });
    if (answer.status === 429) throw new RetryLater('the HRM asks for a pause (429)', this.pauseMs(answer));
    if (answer.status === 200) return tokenOf(answer);
    if (!isKeyVerdict(answer.status, answer.headers['content-type']))
      throw new RetryLater(`the HRM's sign-in answered ${answer.status}`, 2_000);
    throw new Forbidden(
      `the HRM does not know this client (${answer.status}): ` +
        'check customhrm.clientId and clientSecret in samsvar.yaml',
    );
  }

  private async request(call: {
    method: 'GET' | 'POST' | 'PATCH';
    path: string;
    headers: Record<string, string>;
    text?: string;
  }): Promise<Answer> {
    const { method, path, headers, text } = call;
    try {
      const {
        statusCode,
        headers: answered,
        body,
      } = await this.pool.request({
        method,
        path,
        headers: { ...headers, accept: 'application/json', 'user-agent': 'Samsvar/0.1' },
        // From the first byte out to the last one in: a body that drips is no answer either.
        signal: AbortSignal.timeout(this.options.timeoutMs ?? 10_000),
        ...(text !== undefined && { body: text }),
      });
      return { status: statusCode, headers: answered, body: (await wholeBody(body, bytesMax)).toString('utf8') };
    } catch (error) {
      throw silence(error, method);
    }
  }
}

function tokenOf(answer: Answer): Signed {
  const said = jsonOf(answer) as { access_token?: unknown; expires_in?: unknown } | undefined;
  if (typeof said?.access_token !== 'string') throw new RetryLater("the HRM's sign-in answered no token", 5_000);
  return { value: said.access_token, livesSeconds: Number(said.expires_in) || 600 };
}

/** No answer. What was never sent, or changes nothing, is tried again; anything else may have been applied. */
function silence(error: unknown, method: string): Error {
  const { code } = error as { code?: unknown };
  const neverSent = code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === 'UND_ERR_CONNECT_TIMEOUT';
  const words = `the HRM did not answer (${typeof code === 'string' ? code : (error as Error).name})`;
  return method === 'GET' || neverSent
    ? new RetryLater(words, 2_000, { cause: error })
    : new Unanswered(words, { cause: error });
}
