import {
  isKeyVerdict,
  isVerdict,
  Lockout,
  measured,
  permitted,
  RetryLater,
  SharedToken,
  type Signed,
  Unanswered,
  wholeBody,
} from '@samsvar/connector';
import { Pool } from 'undici';
import type { Answer } from './answer.js';
import type { ClientOptions, Lane, Leave } from './client-options.js';
import { jsonOf, noEntry, pauseMs, problemOf, refusedKeys, throwUnlessHeard } from './answer.js';

/** More than are ever under way: what has its permit must not wait in line for a connection. */
const connections = 32;
const bytesMax = 64 * 1024 * 1024;
/** Longer addresses are answered with a misleading 404 (reference/poweroffice-go.md 7). */
const urlMax = 2_000;
const renewBeforeSeconds = 120;

/** How a write that was carried out is answered; `GET` is none. */
const carriedOut: Readonly<Record<Call['method'], readonly number[]>> = {
  GET: [],
  PATCH: [200, 204],
  POST: [200, 201],
};

/** PowerOffice Go over HTTP, for one tenant: signed in, paced, with every failure told apart. */
export class GoClient {
  private readonly pool: Pool;
  private readonly path: string;
  private readonly lockout: Lockout;
  private readonly token: SharedToken;

  constructor(private readonly options: ClientOptions) {
    const url = new URL(options.baseUrl);
    this.pool = new Pool(url.origin, { connections, pipelining: 1, keepAliveTimeout: 30_000 });
    this.path = url.pathname.replace(/\/+$/, '');
    const { now = Date.now } = options;
    this.lockout = new Lockout(now);
    this.token = new SharedToken({ signIn: () => this.signIn(), renewBeforeSeconds, now });
  }

  /** Reads; whatever hinders it can be tried again later. */
  async get(path: string, lane: Lane): Promise<Answer> {
    const answer = await this.signedIn({ method: 'GET', path, lane });
    throwUnlessHeard(answer, `read ${path.split(/[/?]/)[1]}`);
    if (answer.status >= 500) throw new RetryLater(`PowerOffice Go answered ${answer.status}`, 5_000);
    return answer;
  }

  /** Makes a record; an answer that never came, or that leaves open whether it was made, is `Unanswered`. */
  async post(path: string, body: object, leave: Leave): Promise<Answer> {
    const call = { method: 'POST', path, ...leave, body: JSON.stringify(body), type: 'application/json' } as const;
    return this.written(await this.signedIn({ ...call, writes: true }), call);
  }

  /** Changes a record; an answer that never came, or that leaves open whether it was applied, is `Unanswered`. */
  async patch(path: string, operations: readonly object[], leave: Leave): Promise<Answer> {
    const body = JSON.stringify(operations);
    const call = { method: 'PATCH', path, ...leave, body, type: 'application/json-patch+json' } as const;
    return this.written(await this.signedIn({ ...call, writes: true }), call);
  }

  private written(answer: Answer, { method, path }: Pick<Call, 'method' | 'path'>): Answer {
    throwUnlessHeard(answer, `change ${path.split('/')[1]}`);
    const { status, headers } = answer;
    if (!carriedOut[method].includes(status) && !isVerdict(status, headers['content-type']))
      throw new Unanswered(`PowerOffice Go answered ${status} to a ${method}`);
    return answer;
  }

  close(): Promise<void> {
    return this.pool.close();
  }

  private signedIn(call: Call): Promise<Answer> {
    this.lockout.check();
    return this.lockout.watch(this.enter(call));
  }

  private async enter(call: Call): Promise<Answer> {
    const token = await this.token.get();
    const first = await this.send(call, token);
    if (first.status !== 401) return first;
    if (/subscription key/i.test(problemOf(first).detail)) throw noEntry(first);
    this.token.refused(token);
    const second = await this.send(call, await this.token.get());
    if (second.status === 401) throw noEntry(second);
    return second;
  }

  private async send(call: Call, token: string): Promise<Answer> {
    if (call.path.length + this.path.length > urlMax)
      throw new Error(`the address is too long: ${call.path.slice(0, 60)}…`);
    await permitted(() => this.options.slot(call.lane));
    if (call.mayGo?.() === false) throw new RetryLater('this write is no longer ours to send', 0);
    const whole = { ...call, path: `${this.path}/v2${call.path}`, headers: { authorization: `Bearer ${token}` } };
    return measured(this.options.answered, call.method, () => this.request(whole));
  }

  private async signIn(): Promise<Signed> {
    const { applicationKey, clientKey, slot } = this.options;
    await permitted(() => slot('edit'));
    const authorization = `Basic ${Buffer.from(`${applicationKey}:${clientKey}`).toString('base64')}`;
    const call = {
      method: 'POST' as const,
      path: `${this.path}/OAuth/Token`,
      body: 'grant_type=client_credentials',
      type: 'application/x-www-form-urlencoded',
      headers: { authorization },
    };
    const answer = await measured(this.options.answered, 'sign-in', () => this.request(call));
    if (answer.status === 429) throw new RetryLater('PowerOffice Go asks for a pause (429)', pauseMs(answer));
    if (answer.status === 200) return tokenOf(answer);
    if (isKeyVerdict(answer.status, answer.headers['content-type'])) throw refusedKeys(answer);
    throw new RetryLater(`PowerOffice Go's sign-in answered ${answer.status}`, 5_000);
  }

  private async request(call: Omit<Call, 'lane'> & { readonly headers: Record<string, string> }): Promise<Answer> {
    const { method, path, body, type, headers, writes } = call;
    try {
      const {
        statusCode,
        headers: answered,
        body: stream,
      } = await this.pool.request({
        method,
        path,
        ...(body !== undefined && { body }),
        headers: {
          ...headers,
          accept: 'application/json',
          'user-agent': 'Samsvar/0.1 (https://github.com/samsvar)',
          'ocp-apim-subscription-key': this.options.subscriptionKey,
          ...(type && { 'content-type': type }),
        },
        signal: AbortSignal.timeout(this.options.timeoutMs ?? 10_000),
      });
      return { status: statusCode, headers: answered, body: await wholeBody(stream, bytesMax) };
    } catch (error) {
      throw this.silence(error, writes === true);
    }
  }

  /** No answer. Where nothing can have been applied it is tried again; a write that may have been is not. */
  private silence(error: unknown, writes: boolean): Error {
    const { code } = error as { code?: unknown };
    const neverSent = code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === 'UND_ERR_CONNECT_TIMEOUT';
    const words = `PowerOffice Go did not answer (${typeof code === 'string' ? code : (error as Error).name})`;
    return writes && !neverSent
      ? new Unanswered(words, { cause: error })
      : new RetryLater(words, 2_000, { cause: error });
  }
}

interface Call {
  readonly method: 'GET' | 'PATCH' | 'POST';
  readonly path: string;
  readonly lane: Lane;
  readonly body?: string;
  readonly type?: string;
  /** It changes something, so one without an answer may have been carried out. */
  readonly writes?: boolean;
  readonly mayGo?: Leave['mayGo'];
}

function tokenOf(answer: Answer): Signed {
  const said = jsonOf(answer) as { access_token?: unknown; expires_in?: unknown } | undefined;
  if (typeof said?.access_token !== 'string') throw new RetryLater("PowerOffice Go's sign-in answered no token", 5_000);
  return { value: said.access_token, livesSeconds: Number(said.expires_in) || 600 };
}
