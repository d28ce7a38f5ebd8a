import { type Credentials, credentialsOf } from '../sandbox-keys.js';

/** An answer of one of the two systems. */
export interface Answer {
  readonly status: number;
  readonly etag: string | null;
  readonly body: unknown;
}

type Row = Readonly<Record<string, unknown>>;

/** People at work in both systems of a tenant: they use its own screens, so no quota of ours is touched. */
export class People {
  private constructor(
    private readonly sandbox: string,
    private readonly keys: Credentials,
    private readonly goToken: string,
    private readonly hrmToken: string,
  ) {}

  static async of(sandbox: string, tenant = 'default'): Promise<People> {
    const keys = await credentialsOf(sandbox, tenant);
    const { applicationKey, clientKey, peopleSubscriptionKey } = keys.powerofficego;
    const goToken = await token(`${sandbox}/powerofficego/OAuth/Token`, {
      authorization: basic(applicationKey, clientKey),
      'ocp-apim-subscription-key': peopleSubscriptionKey,
    });
    const { peopleClientId, peopleClientSecret } = keys.customhrm;
    const hrmToken = await token(`${sandbox}/customhrm/oauth/token`, {
      authorization: basic(peopleClientId, peopleClientSecret),
    });
    return new People(sandbox, keys, goToken, hrmToken);
  }

  /** All rows of a PowerOffice Go resource. */
  async goList(resource: string): Promise<readonly Row[]> {
    const { body } = await this.go('GET', `/${resource}?PageSize=20000`);
    return (body ?? []) as readonly Row[];
  }

  async goRow(path: string): Promise<Row> {
    return (await this.go('GET', path)).body as Row;
  }

  /** Sets one property, nested ones by a path; an address that is not there yet is made whole. */
  async goSet(path: string, property: string, value: unknown): Promise<void> {
    await this.goSetAll(path, { [property]: value });
  }

  /** Sets several properties at once, which only make sense together. */
  async goSetAll(path: string, values: Row): Promise<void> {
    const operations = Object.entries(values).map(([property, value]) => {
      return { op: 'replace', path: `/${property.replace('.', '/')}`, value };
    });
    const { status, body } = await this.go('PATCH', path, operations);
    if (status >= 300)
      throw new Error(`PATCH ${path} ${Object.keys(values).join()}: ${status} ${JSON.stringify(body)}`);
  }

  /** Makes a record; answers its row. */
  async goMake(path: string, values: Row): Promise<Row> {
    const { status, body } = await this.go('POST', path, values);
    if (status !== 201) throw new Error(`POST ${path}: ${status} ${JSON.stringify(body)}`);
    return body as Row;
  }

  /** Deletes a record; answers whether the system let it. */
  async goDelete(path: string): Promise<boolean> {
    return (await this.go('DELETE', path)).status < 300;
  }

  async hrmDelete(path: string): Promise<boolean> {
    return (await this.hrm('DELETE', path, undefined, { 'if-match': '*' })).status < 300;
  }

  async hrmList(resource: 'employees' | 'departments'): Promise<readonly Row[]> {
    const rows: Row[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const more = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const { body } = await this.hrm('GET', `/${resource}?limit=500${more}`);
      const page = body as { items: Row[]; nextCursor: string | null };
      rows.push(...page.items);
      cursor = page.nextCursor;
    }
    return rows;
  }

  async hrmRow(path: string): Promise<Row> {
    return (await this.hrm('GET', path)).body as Row;
  }

  /** Merges a patch into a record of the HRM, against the version it has now. */
  async hrmSet(path: string, patch: Row): Promise<void> {
    for (let attempt = 0; attempt < 20; attempt++) {
      const { etag } = await this.hrm('GET', path);
      const { status, body } = await this.hrm('PATCH', path, patch, { 'if-match': etag ?? '*' });
      if (status < 300) return;
      if (status !== 412) throw new Error(`PATCH ${path}: ${status} ${JSON.stringify(body)}`);
    }
    throw new Error(`PATCH ${path}: always another version`);
  }

  /** Makes a record in the HRM; answers its id. */
  async hrmAdd(path: '/employees' | '/departments', values: Row): Promise<string> {
    const { status, body } = await this.hrm('POST', path, values);
    if (status !== 201) throw new Error(`POST ${path}: ${status} ${JSON.stringify(body)}`);
    return String((body as Row)['id']);
  }

  private go(method: string, path: string, body?: unknown): Promise<Answer> {
    return call(`${this.sandbox}/powerofficego/v2${path}`, method, {
      ...(body !== undefined && {
        body,
        type: method === 'POST' ? 'application/json' : 'application/json-patch+json',
      }),
      headers: {
        authorization: `Bearer ${this.goToken}`,
        'ocp-apim-subscription-key': this.keys.powerofficego.peopleSubscriptionKey,
      },
    });
  }

  private hrm(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    return call(`${this.sandbox}/customhrm/v1${path}`, method, {
      ...(body !== undefined && {
        body,
        type: method === 'POST' ? 'application/json' : 'application/merge-patch+json',
      }),
      headers: { authorization: `Bearer ${this.hrmToken}`, ...headers },
    });
  }
}

const basic = (name: string, secret: string) => `Basic ${Buffer.from(`${name}:${secret}`).toString('base64')}`;

async function token(url: string, headers: Readonly<Record<string, string>>): Promise<string> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: 'grant_type=client_credentials',
  });
  return ((await answer.json()) as { access_token: string }).access_token;
}

interface Sent {
  readonly body?: unknown;
  readonly type?: string;
  readonly headers: Readonly<Record<string, string>>;
}

async function call(url: string, method: string, { body, type, headers }: Sent): Promise<Answer> {
  const answer = await fetch(url, {
    method,
    headers: { ...headers, ...(type && { 'content-type': type }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, etag: answer.headers.get('etag'), body: text === '' ? undefined : JSON.parse(text) };
}
