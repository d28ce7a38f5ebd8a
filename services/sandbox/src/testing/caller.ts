import { credentialsOf } from '../keys.js';
import { startSandbox } from '../start.js';
import type { Sandbox, SandboxOptions } from '../start.js';

/** An answer as a spec looks at it; `body` is the parsed JSON, undefined when there was none. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- specs read whatever shape the answer should have
  readonly body: any;
}

export interface Sent {
  readonly body?: unknown;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A time that stands still until it is moved. */
export class HandClock {
  constructor(public ms = Date.UTC(2026, 10, 24, 12)) {}
  now = (): number => this.ms;
}

/** A sandbox on a free port without limits or lag, unless told otherwise. */
export const open = (options: SandboxOptions = {}): Promise<Sandbox> =>
  startSandbox({ port: 0, records: 60, lagMs: 0, limits: false, tenants: ['default'], ...options });

/** Calls both systems as the product of a tenant, or as its people. */
export class Caller {
  readonly #tokens = new Map<string, string>();

  constructor(
    private readonly sandbox: Sandbox,
    private readonly tenant = 'default',
    private readonly people = false,
  ) {}

  async go(method: string, path: string, sent: Sent = {}): Promise<Reply> {
    const { applicationKey, clientKey, subscriptionKey, peopleSubscriptionKey } = credentialsOf(
      this.tenant,
    ).powerofficego;
    const key = { 'Ocp-Apim-Subscription-Key': this.people ? peopleSubscriptionKey : subscriptionKey };
    const basic = `Basic ${Buffer.from(`${applicationKey}:${clientKey}`).toString('base64')}`;
    const form = { body: 'grant_type=client_credentials', headers: { ...key, Authorization: basic } };
    const token = await this.#token('go', () => call(this.sandbox, 'POST', '/powerofficego/OAuth/Token', form));
    const headers = { ...key, Authorization: `Bearer ${token}`, ...sent.headers };
    const type = method === 'PATCH' ? 'application/json-patch+json' : 'application/json';
    return call(this.sandbox, method, `/powerofficego/v2${path}`, { type, ...sent, headers });
  }

  async hrm(method: string, path: string, sent: Sent = {}): Promise<Reply> {
    const keys = credentialsOf(this.tenant).customhrm;
    const [id, secret] = this.people
      ? [keys.peopleClientId, keys.peopleClientSecret]
      : [keys.clientId, keys.clientSecret];
    const body = `grant_type=client_credentials&client_id=${id}&client_secret=${secret}`;
    const token = await this.#token('hrm', () => call(this.sandbox, 'POST', '/customhrm/oauth/token', { body }));
    const headers = { Authorization: `Bearer ${token}`, ...sent.headers };
    const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
    return call(this.sandbox, method, `/customhrm/v1${path}`, { type, ...sent, headers });
  }

  async #token(system: string, ask: () => Promise<Reply>): Promise<string> {
    const known = this.#tokens.get(system) ?? ((await ask()).body as { access_token: string }).access_token;
    this.#tokens.set(system, known);
    return known;
  }
}

/** One request to a sandbox; a body that is no text goes as JSON. */
export async function call(sandbox: Sandbox, method: string, path: string, sent: Sent = {}): Promise<Reply> {
  const { body, type, headers } = sent;
  const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(`${sandbox.url}${path}`, {
    method,
    headers: { ...(type && text !== undefined ? { 'Content-Type': type } : {}), ...headers },
    ...(text === undefined ? {} : { body: text }),
  });
  const answer = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: answer ? (JSON.parse(answer) as unknown) : undefined,
  };
}
