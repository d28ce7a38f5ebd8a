import { getJson } from '../http.js';
import { type Credentials, credentialsOf } from '../sandbox-keys.js';

/** What a person at the terminal can do to see the systems follow each other. */
export interface SampleEdits {
  readonly employeeInPowerOfficeGo: string;
  readonly departmentInHrm: string;
  /** How to get another token when twenty minutes are over. */
  readonly tokens: readonly string[];
  /** Where to look afterwards. */
  readonly looks: readonly string[];
}

const tenant = 'default';
const triedMost = 20;

/** A value that is not there yet, so that the edit changes something also after an earlier run. */
const other = (now: string | null | undefined, [first, second]: readonly [string, string]) =>
  now === first ? second : first;

/** As one word of a shell, whatever it holds. */
const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

async function token(url: string, headers: Readonly<Record<string, string>>, form: string): Promise<string> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: form,
  });
  if (!answer.ok) throw new Error(`POST ${url} was answered ${answer.status}`);
  return ((await answer.json()) as { access_token: string }).access_token;
}

/** A record that is linked and agrees, so that an edit of it is followed, and its link, which shows both sides. */
interface Linked {
  readonly id: string;
  readonly linkId: string;
}

/** The first of these that has a counterpart and agrees with it. */
async function linkedOf(link: string, resource: string, ids: readonly string[]): Promise<Linked> {
  for (const id of ids.slice(0, triedMost)) {
    const record = await getJson<{ linkId: string | null; state: string }>(
      `${link}/api/v1/records/${resource}/${id}?tenant=${tenant}`,
    ).catch(() => undefined);
    if (record?.linkId && record.state === 'agree') return { id, linkId: record.linkId };
  }
  throw new Error(`no ${resource} is linked and agrees`);
}

/** Two edits with the people's keys, of records that exist and are linked, with tokens that are good for now. */
export async function sampleEdits(sandbox: string, link: string): Promise<SampleEdits> {
  const keys = await credentialsOf(sandbox, tenant);
  const [employee, department] = await Promise.all([
    employeeEdit(sandbox, link, keys),
    departmentEdit(sandbox, link, keys),
  ]);
  return {
    employeeInPowerOfficeGo: employee.edit,
    departmentInHrm: department.edit,
    tokens: [employee.token, department.token],
    looks: [employee, department].map(({ linkId }) => `curl -s '${link}/api/v1/links/${linkId}?tenant=${tenant}'`),
  };
}

async function employeeEdit(sandbox: string, link: string, { powerofficego: keys }: Credentials) {
  const base = `${sandbox}/powerofficego`;
  const basic = Buffer.from(`${keys.applicationKey}:${keys.clientKey}`).toString('base64');
  const people = { 'Ocp-Apim-Subscription-Key': keys.peopleSubscriptionKey };
  const form = 'grant_type=client_credentials';
  const bearer = await token(`${base}/OAuth/Token`, { authorization: `Basic ${basic}`, ...people }, form);
  const rows = await getJson<readonly { Id: number; IsArchived?: boolean; JobTitle?: string | null }[]>(
    `${base}/v2/Employees?pageSize=100`,
    {
      authorization: `Bearer ${bearer}`,
      ...people,
    },
  );
  const ids = rows.filter(({ IsArchived }) => !IsArchived).map(({ Id }) => String(Id));
  const { id, linkId } = await linkedOf(link, 'powerofficego/contact', ids);
  const subscription = `-H 'Ocp-Apim-Subscription-Key: ${keys.peopleSubscriptionKey}'`;
  const now = rows.find(({ Id }) => String(Id) === id)?.JobTitle;
  const patch = JSON.stringify([
    { op: 'add', path: '/JobTitle', value: other(now, ['Avtaleansvarlig', 'Fagansvarlig']) },
  ]);
  return {
    linkId,
    edit:
      `curl -s -X PATCH '${base}/v2/Employees/${id}' -H 'Authorization: Bearer ${bearer}' ${subscription} ` +
      `-H 'Content-Type: application/json-patch+json' -d ${quoted(patch)}`,
    token: `curl -s '${base}/OAuth/Token' -u '${keys.applicationKey}:${keys.clientKey}' ${subscription} -d ${form}`,
  };
}

async function departmentEdit(sandbox: string, link: string, { customhrm: keys }: Credentials) {
  const base = `${sandbox}/customhrm`;
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: keys.peopleClientId,
    client_secret: keys.peopleClientSecret,
  }).toString();
  const bearer = await token(`${base}/oauth/token`, {}, form);
  const authorization = `Bearer ${bearer}`;
  const { items } = await getJson<{ items: readonly { id: string; kind?: string; active?: boolean }[] }>(
    `${base}/v1/departments?limit=500`,
    { authorization },
  );
  const ids = items.filter(({ kind, active }) => kind === 'DEPARTMENT' && active !== false).map(({ id }) => String(id));
  const { id, linkId } = await linkedOf(link, 'customhrm/department', ids);
  const current = await fetch(`${base}/v1/departments/${id}`, { headers: { authorization } });
  const { name } = (await current.json()) as { name: string };
  const renamed = name.endsWith(' 2') ? name.slice(0, -2) : `${name} 2`;
  const etag = current.headers.get('etag') ?? '*';
  return {
    linkId,
    edit:
      `curl -s -X PATCH '${base}/v1/departments/${id}' -H 'Authorization: Bearer ${bearer}' -H 'If-Match: ${etag}' ` +
      `-H 'Content-Type: application/merge-patch+json' -d ${quoted(JSON.stringify({ name: renamed }))}`,
    token: `curl -s '${base}/oauth/token' -d '${form}'`,
  };
}
