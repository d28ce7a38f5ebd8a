import type { Slot } from '@samsvar/connector';
import type { RecordRef } from '@samsvar/contracts';
import type { Bench, Place, ResourceBench } from '@samsvar/connector/testing';
import type { Row, SandboxPeople } from '@samsvar/testing';
import type { Lane } from '../client-options.js';
import { powerOfficeGo } from '../connector.js';

const stamp = 'LastChangedDateTimeOffset';
const address = { AddressLine1: 'Storgata 1', ZipCode: '0155', City: 'Oslo' };
const person = { FirstName: 'Åse', LastName: 'Prøve', EmailAddress: 'aase@prove.example', PhoneNumber: '22 00 00 00' };
const pathOf = ({ resource, id, parent }: RecordRef): string =>
  resource === 'departments'
    ? `/Departments/${id}`
    : resource === 'contact'
      ? `/Employees/${id}`
      : `/ContactPersons/${parent}/${id}`;

/** What is the same for all three: how people see, edit and delete them. */
const plain = {
  answersStored: true,
  edit(people: SandboxPeople, ref: RecordRef, value: string) {
    return people.goSet(pathOf(ref), { [ref.resource === 'departments' ? 'Name' : 'PhoneNumber']: value });
  },
  remove: async (people: SandboxPeople, ref: RecordRef) => void (await people.go('DELETE', pathOf(ref))),
  row: (people: SandboxPeople, ref: RecordRef) => people.go('GET', pathOf(ref)),
  rows: (people: SandboxPeople, list: string) => people.goRows(list.replace('/v2', '')),
};
const personFields = {
  field: 'PhoneNumber',
  clearable: 'EmailAddress',
  moving: [stamp],
  refusal: {
    values: { 'MailAddress.AddressLine1': 'x'.repeat(201) },
    field: 'MailAddress.AddressLine1',
    words: /cannot be longer than 200 characters/,
  },
};
const inAddress = (part: string) =>
  ['AddressLine1', 'AddressLine2', 'ZipCode', 'City', 'CountryCode'].map((member) => `${part}MailAddress.${member}`);

const departments: ResourceBench = {
  ...plain,
  name: 'departments',
  lists: ['/v2/Departments'],
  field: 'Name',
  clearable: 'Code',
  moving: [stamp],
  refusal: { values: { Code: 'ADM' }, field: 'Code', words: /Code is already in use/ },
  unfit: { row: (row) => ({ ...row, ManagerEmployeeId: 'nobody' }), fields: ['ManagerEmployeeId'] },
  // The API's PATCH of a department answers no body.
  answersStored: false,
  inactive: { IsActive: false },
  nobody: { id: '999999' },
  birth: (word) => ({ Name: `Avdeling ${word}`, Code: `F-${word}`, IsActive: true }),
  async add(people) {
    const code = String(Math.floor(Math.random() * 1e12));
    const row = await people.go('POST', '/Departments', { Name: 'Prøveavdeling', Code: code, IsActive: true });
    return { id: String(row!['Id']) };
  },
};

const contact: ResourceBench = {
  ...plain,
  ...personFields,
  name: 'contact',
  role: 'employee',
  lists: ['/v2/Employees', '/v2/Customers'],
  unfit: { row: (row) => ({ ...row, JobTitle: { no: 'text' } }), fields: ['employee.JobTitle'] },
  inactive: { IsArchived: true },
  nobody: { id: '999999999' },
  birth: (word) => ({
    FirstName: 'Åse',
    LastName: word,
    DateOfBirth: '1990-02-03',
    JobTitle: 'Prøver',
    'MailAddress.City': 'Oslo',
    'MailAddress.ZipCode': '0155',
    IsArchived: false,
  }),
  async add(people) {
    const row = await people.go('POST', '/Employees', { ...person, JobTitle: 'Prøver', MailAddress: address });
    return { id: String(row!['Id']) };
  },
};

const contactPerson: ResourceBench = {
  ...plain,
  ...personFields,
  name: 'contactperson',
  lists: ['/v2/ContactPersons'],
  unfit: { row: (row) => ({ ...row, MailAddress: 'Storgata 1, 0155 Oslo' }), fields: inAddress('') },
  inactive: { IsActive: false },
  nobody: { id: '999999999', parent: '1' },
  async add(people) {
    const company = (await people.goRows('/Customers')).find((row) => row['IsPerson'] === false)!;
    const parent = String(company['Id']);
    const row = await people.go('POST', `/ContactPersons/${parent}`, { ...person, MailAddress: address });
    return { id: String(row!['Id']), parent };
  },
};

/** A PowerOffice Go connector at the sandbox; `slot` is the shared budget, where one is wanted. */
export function connectTo(
  place: Place,
  slot: (tenant: string, lane: Lane) => ReturnType<Slot> = () => Promise.resolve(),
) {
  const { applicationKey, clientKey, subscriptionKey } = place.keys.powerofficego;
  const keys = { applicationKey, clientKey, subscriptionKey, ...(place.wrong && { [place.wrong]: 'no-such-key' }) };
  const { baseUrl, pageSize, timeoutMs } = place;
  const connector = powerOfficeGo({
    tenants: { default: { baseUrl, ...keys, jsonPatchTest: true } },
    slot,
    ...(pageSize !== undefined && { pageSize }),
    ...(timeoutMs !== undefined && { timeoutMs }),
  });
  return connector.connect('default');
}

/** How PowerOffice Go's connector is held to the port. */
export const bench: Bench = {
  system: 'powerofficego',
  tokenPath: '/OAuth/Token',
  renewBeforeSeconds: 120,
  overlapSeconds: 5,
  sinceParameter: 'lastChangedDateTimeOffsetGreaterThan',
  wrongKeys: {
    applicationKey: /powerofficego\.applicationKey and clientKey/,
    clientKey: /powerofficego\.applicationKey and clientKey/,
    subscriptionKey: /powerofficego\.subscriptionKey/,
  },
  resources: [departments, contact, contactPerson],
  connect: (place) => connectTo(place),
  idOf: (row) => String(row['Id']),
  stampOf: (row) => String(row[stamp]),
  restamped: (row, at) => ({ ...row, [stamp]: at }),
  relisted: (body, change) =>
    Array.isArray(body) ? change(body as readonly Row[]) : (change([body as Row])[0] ?? body),
};
