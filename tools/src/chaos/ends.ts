import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type Credentials, credentialsOf } from '../sandbox-keys.js';
import type { Row } from './units.js';

/** The lists of PowerOffice Go that the flows are about. */
export const goLists = ['Departments', 'Employees', 'Customers', 'ContactPersons'] as const;
export type GoList = (typeof goLists)[number];

/** Everything both systems hold, at about one moment. */
export interface Everything {
  readonly go: Readonly<Record<GoList, readonly Row[]>>;
  readonly employees: readonly Row[];
  readonly departments: readonly Row[];
}

/** An answer to somebody at a system's own screens; `etag` where the system has versions. */
export interface Answer {
  readonly status: number;
  readonly etag: string | null;
  readonly body: unknown;
}

interface Asked {
  readonly method: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const againMs = 300;
const readWithinMs = 70_000;

/**
 * Both systems by their own APIs, with the keys of people. A read is repeated until it is answered, since the systems
 * are killed and frozen too; a write is sent once, and waits as long as its connection lives.
 */
export class Ends {
  private readonly tokens = new Map<'go' | 'hrm', string>();

  private constructor(
    private readonly sandbox: string,
    private readonly keys: Credentials,
  ) {}

  static async of(sandbox: string, tenant = 'default'): Promise<Ends> {
    return new Ends(sandbox, await credentialsOf(sandbox, tenant));
  }

  async everything(): Promise<Everything> {
    const [lists, employees, departments] = await Promise.all([
      Promise.all(goLists.map(async (list) => [list, await this.goList(list)] as const)),
      this.hrmList('employees'),
      this.hrmList('departments'),
    ]);
    return { go: Object.fromEntries(lists) as Everything['go'], employees, departments };
  }

  async goRow(path: string): Promise<Row | undefined> {
    const { status, body } = await this.read('go', path);
    return status === 200 ? (body as Row) : undefined;
  }

  async hrmRow(path: string): Promise<{ readonly row: Row; readonly etag: string } | undefined> {
    const { status, body, etag } = await this.read('hrm', path);
    return status === 200 ? { row: body as Row, etag: etag ?? '*' } : undefined;
  }

  goPatch(path: string, operations: readonly object[]): Promise<Answer> {
    const headers = { 'content-type': 'application/json-patch+json' };
    return this.signedIn('go', path, { method: 'PATCH', body: operations, headers });
  }

  hrmPatch(path: string, patch: Row, etag: string): Promise<Answer> {
    const headers = { 'content-type': 'application/merge-patch+json', 'if-match': etag };
    return this.signedIn('hrm', path, { method: 'PATCH', body: patch, headers });
  }

  /** One request as JSON, sent once; a create in the HRM has a key of its own. */
  send(end: 'go' | 'hrm', method: string, path: string, body?: unknown): Promise<Answer> {
    const key = end === 'hrm' && method === 'POST' ? { 'idempotency-key': randomUUID() } : {};
    const headers = { ...(body !== undefined && { 'content-type': 'application/json' }), ...key };
    return this.signedIn(end, path, { method, body, headers });
  }

  private async goList(list: GoList): Promise<readonly Row[]> {
    const { body } = await this.read('go', `/${list}?PageSize=20000`);
    return (body ?? []) as readonly Row[];
  }

  private async hrmList(resource: 'employees' | 'departments'): Promise<readonly Row[]> {
    const rows: Row[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const more = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const { body } = await this.read('hrm', `/${resource}?limit=500&orderBy=id${more}`);
      const page = body as { items: Row[]; nextCursor: string | null };
      rows.push(...page.items);
      cursor = page.nextCursor;
    }
    return rows;
  }

  private async read(end: 'go' | 'hrm', path: string): Promise<Answer> {
    for (;;) {
      const answer = await this.signedIn(end, path, { method: 'GET' }).catch(() => undefined);
      if (answer && answer.status < 500) return answer;
      await pause(againMs);
    }
  }

  private async signedIn(end: 'go' | 'hrm', path: string, asked: Asked): Promise<Answer> {
    const known = this.tokens.get(end);
    const token = known ?? (await this.signIn(end));
    const base = end === 'go' ? '/powerofficego/v2' : '/customhrm/v1';
    const key = end === 'go' ? { 'ocp-apim-subscription-key': this.keys.powerofficego.peopleSubscriptionKey } : {};
    const headers = { authorization: `Bearer ${token}`, ...key, ...asked.headers };
    const answer = await call(`${this.sandbox}${base}${path}`, { ...asked, headers });
    if (answer.status !== 401 || known === undefined) return answer;
    this.tokens.delete(end);
    return this.signedIn(end, path, asked);
  }

  private async signIn(end: 'go' | 'hrm'): Promise<string> {
    const { powerofficego: go, customhrm: hrm } = this.keys;
    const [path, name, secret] =
      end === 'go'
        ? ['/powerofficego/OAuth/Token', go.applicationKey, go.clientKey]
        : ['/customhrm/oauth/token', hrm.peopleClientId, hrm.peopleClientSecret];
    const answer = await fetch(`${this.sandbox}${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        authorization: `Basic ${Buffer.from(`${name}:${secret}`).toString('base64')}`,
        ...(end === 'go' && { 'ocp-apim-subscription-key': go.peopleSubscriptionKey }),
      },
      body: 'grant_type=client_credentials',
    });
    const { access_token: token } = (await answer.json()) as { access_token: string };
    this.tokens.set(end, token);
    return token;
  }
}

async function call(url: string, { method, body, headers }: Asked): Promise<Answer> {
  const answer = await fetch(url, {
    method,
    ...(headers && { headers }),
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(method === 'GET' && { signal: AbortSignal.timeout(readWithinMs) }),
  });
  const text = await answer.text();
  return { status: answer.status, etag: answer.headers.get('etag'), body: text === '' ? undefined : JSON.parse(text) };
}
