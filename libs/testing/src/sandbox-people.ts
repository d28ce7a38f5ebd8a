/** A row of either system, as its own screens show it. */
export type Row = Readonly<Record<string, unknown>>;

interface Keys {
  readonly powerofficego: Readonly<
    Record<'applicationKey' | 'clientKey' | 'subscriptionKey' | 'peopleSubscriptionKey', string>
  >;
  readonly customhrm: Readonly<Record<'clientId' | 'clientSecret' | 'peopleClientId' | 'peopleClientSecret', string>>;
}

/** People at work in both systems of the sandbox's default tenant. */
export class SandboxPeople {
  private constructor(
    private readonly url: string,
    /** The product's keys and people's. */
    readonly keys: Keys,
    private readonly headers: { readonly go: Record<string, string>; readonly hrm: Record<string, string> },
  ) {}

  static async of(url: string): Promise<SandboxPeople> {
    const keys = (await (await fetch(`${url}/sandbox/v1/credentials`)).json()) as Keys;
    const { applicationKey, clientKey, peopleSubscriptionKey } = keys.powerofficego;
    const key = { 'ocp-apim-subscription-key': peopleSubscriptionKey };
    const go = await signIn(`${url}/powerofficego/OAuth/Token`, [applicationKey, clientKey], key);
    const { peopleClientId, peopleClientSecret } = keys.customhrm;
    const hrm = await signIn(`${url}/customhrm/oauth/token`, [peopleClientId, peopleClientSecret]);
    return new SandboxPeople(url, keys, {
      go: { authorization: `Bearer ${go}`, ...key },
      hrm: { authorization: `Bearer ${hrm}` },
    });
  }

  /** Calls PowerOffice Go under `/v2`; undefined for a record that is not there, and for an answer without a body. */
  go(method: string, path: string, body?: unknown): Promise<Row | undefined> {
    const type = method === 'PATCH' ? 'application/json-patch+json' : 'application/json';
    return call(`${this.url}/powerofficego/v2${path}`, { method, body, headers: { ...this.headers.go, type } });
  }

  async goRows(path: string): Promise<readonly Row[]> {
    return ((await this.go('GET', `${path}?PageSize=20000`)) ?? []) as unknown as readonly Row[];
  }

  /** Sets properties, nested ones by a dotted name. */
  async goSet(path: string, values: Row): Promise<void> {
    const operations = Object.entries(values).map(([name, value]) => ({
      op: 'replace',
      path: `/${name.replace('.', '/')}`,
      value,
    }));
    await this.go('PATCH', path, operations);
  }

  /** Calls the HRM under `/v1`, writes against whatever version there is. */
  hrm(method: string, path: string, body?: unknown): Promise<Row | undefined> {
    const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
    const headers = { ...this.headers.hrm, 'if-match': '*', type };
    return call(`${this.url}/customhrm/v1${path}`, { method, body, headers });
  }

  async hrmRows(path: string): Promise<readonly Row[]> {
    const page = (await this.hrm('GET', `${path}?limit=500`)) as { items: readonly Row[] };
    return page.items;
  }
}

const basic = (name: string, secret: string) => `Basic ${Buffer.from(`${name}:${secret}`).toString('base64')}`;

async function signIn(url: string, [name, secret]: [string, string], headers: object = {}): Promise<string> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      authorization: basic(name, secret),
      ...headers,
    },
    body: 'grant_type=client_credentials',
  });
  return ((await answer.json()) as { access_token: string }).access_token;
}

interface Sent {
  readonly method: string;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>> & { readonly type: string };
}

async function call(url: string, { method, body, headers: { type, ...headers } }: Sent): Promise<Row | undefined> {
  const answer = await fetch(url, {
    method,
    headers: { ...headers, ...(body !== undefined && { 'content-type': type }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (answer.status === 404 || answer.status === 410) return undefined;
  if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${text}`);
  return text === '' ? undefined : (JSON.parse(text) as Row);
}
