import type { Slot } from '@samsvar/connector';
import type { RecordRef } from '@samsvar/contracts';
import type { Bench, Place, ResourceBench } from '@samsvar/connector/testing';
import type { Row, SandboxPeople } from '@samsvar/testing';
import { customHrm } from '../connector.js';
import { loadProfile } from '../profile.js';
import type { Profile } from '../profile-schema.js';

type Meta = Readonly<Record<'updatedAt', string>>;
const listOf = (resource: string) => `/v1/${resource}s`;
const pathOf = ({ resource, id }: RecordRef) => `/${resource}s/${id}`;

/** What is the same for both: how people see, edit and delete them. */
const plain = {
  field: 'phone',
  clearable: 'email',
  moving: ['meta.updatedAt', 'meta.version'],
  refusal: { values: { email: 'no address' }, field: 'email', words: /email must be an e-mail address/ },
  answersStored: true,
  inactive: { active: false },
  nobody: { id: 'nobody' },
  edit: async (people: SandboxPeople, ref: RecordRef, phone: string) =>
    void (await people.hrm('PATCH', pathOf(ref), { phone })),
  remove: async (people: SandboxPeople, ref: RecordRef) => void (await people.hrm('DELETE', pathOf(ref))),
  row: (people: SandboxPeople, ref: RecordRef) => people.hrm('GET', pathOf(ref)),
  rows: (people: SandboxPeople, list: string) => people.hrmRows(list.replace('/v1', '')),
};

const added = async (people: SandboxPeople, resource: string, values: Row) => {
  const row = await people.hrm('POST', `/${resource}s`, values);
  return { id: String(row!['id']) };
};
const address = { line1: 'Storgata 1', postalCode: '0155', city: 'Oslo', countryCode: 'NO' };
const inAddress = ['line1', 'line2', 'postalCode', 'city', 'countryCode'].map((member) => `address.${member}`);

const department: ResourceBench = {
  ...plain,
  name: 'department',
  lists: [listOf('department')],
  unfit: { row: (row) => ({ ...row, active: 'ja' }), fields: ['active'] },
  birth: (word) => ({ kind: 'DEPARTMENT', name: `Avdeling ${word}`, email: 'ny@prove.example', active: true }),
  add: (people) =>
    added(people, 'department', { name: 'Prøveavdeling', phone: '22 00 00 00', email: 'post@prove.example', address }),
};

const employee: ResourceBench = {
  ...plain,
  name: 'employee',
  lists: [listOf('employee')],
  unfit: { row: (row) => ({ ...row, address: 'Storgata 1, 0155 Oslo' }), fields: inAddress },
  birth: (word) => ({ kind: 'EMPLOYEE', firstName: 'Åse', lastName: word, 'address.city': 'Oslo', active: true }),
  add: (people) =>
    added(people, 'employee', {
      firstName: 'Åse',
      lastName: 'Prøve',
      phone: '22 00 00 00',
      email: 'aase@prove.example',
      address,
    }),
};

/** The default profile, with pages as small as a test wants them. */
function profileOf(pageSize: number | undefined): Profile {
  const profile = structuredClone(loadProfile('default'));
  if (pageSize === undefined) return profile;
  const { department: one, employee: other } = profile.resources;
  one.list.limit.max = pageSize;
  other.list.limit.max = pageSize;
  return profile;
}

/** An HRM connector at the sandbox; `slot` is the budget, where one is wanted. */
export function connectTo(place: Place, slot: Slot = () => Promise.resolve()) {
  const { clientId, clientSecret } = place.keys.customhrm;
  const keys = { clientId, clientSecret, ...(place.wrong && { [place.wrong]: 'no-such-key' }) };
  const { baseUrl, pageSize, timeoutMs } = place;
  const connector = customHrm({
    tenants: { default: { profile: profileOf(pageSize), baseUrl, ...keys } },
    slot,
    ...(timeoutMs !== undefined && { timeoutMs }),
  });
  return connector.connect('default');
}

/** How the HRM's connector is held to the port, with the default profile. */
export const bench: Bench = {
  system: 'customhrm',
  tokenPath: '/oauth/token',
  renewBeforeSeconds: 60,
  overlapSeconds: 120,
  sinceParameter: 'updatedSince',
  wrongKeys: {
    clientId: /customhrm\.clientId and clientSecret/,
    clientSecret: /customhrm\.clientId and clientSecret/,
  },
  resources: [department, employee],
  connect: (place) => connectTo(place),
  idOf: (row) => String(row['id']),
  stampOf: (row) => (row['meta'] as Meta).updatedAt,
  restamped: (row, updatedAt) => ({ ...row, meta: { ...(row['meta'] as Meta), updatedAt } }),
  relisted: (body, change) => {
    const { items, ...page } = body as { items?: readonly Row[] };
    return items ? { items: change(items), ...page } : (change([body as Row])[0] ?? body);
  },
};
