import type { Answer } from '../doors/answer.js';
import { json } from '../doors/answer.js';
import { staleMs } from '../doors/faults.js';
import type { Route, Visit } from '../doors/serve.js';
import { createPerson, deletePerson, noPerson, patchPerson, personAt } from './contact-persons.js';
import { deleteContact } from './contact-removal.js';
import { createContact, customer, employee, patchContact } from './contacts.js';
import type { Writable } from './contacts.js';
import { createDepartment, deleteDepartment, patchDepartment } from './departments.js';
import { wrongMediaType } from './problem.js';
import { list, readOne } from './reads.js';
import { contactPersons, customers, departments, employees, suppliers } from './resources.js';
import type { Resource } from './resources.js';
import { seriesOf } from './series.js';

const idOf = (text: string | undefined): number => (/^\d{1,15}$/.test(text ?? '') ? Number(text) : -1);

/** Query parameters by lower-cased name; of one given twice the first counts. */
function queryOf({ request }: Visit): Record<string, string> {
  const query: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.query as Record<string, string | string[]>)) {
    query[name.toLowerCase()] = Array.isArray(value) ? value[0]! : value;
  }
  return query;
}

/** Lists may be asked to lag further by the fault `stale-list`; people's never are. */
function asOf({ world, people }: Visit, ofList: boolean): number {
  const stale = ofList && !people && world.faults.active && world.faults.strikes('stale-list');
  return world.asOf(stale ? staleMs : 0);
}

const listed = <S extends { readonly id: number }>(resource: Resource<S>): Route => ({
  method: 'GET',
  path: `/v2/${resource.path}`,
  right: resource.privileges,
  handle: (visit) => {
    const { request, tenant } = visit;
    const url = `${request.protocol}://${request.headers.host}${request.raw.url}`;
    return list({ store: tenant.powerofficego, resource, asOf: asOf(visit, true) }, queryOf(visit), url);
  },
});

const read = <S extends { readonly id: number }>(resource: Resource<S>, parameter = 'id'): Route => ({
  method: 'GET',
  path: `/v2/${resource.path}/:${parameter}`,
  right: resource.privileges,
  handle: (visit) =>
    readOne({ store: visit.tenant.powerofficego, resource, asOf: asOf(visit, false) }, idOf(visit.params[parameter])),
});

/** A PATCH body must be called what it is; anything else is no JSON Patch. */
const isJsonPatch = ({ request }: Visit): boolean =>
  /^application\/json-patch\+json\b/i.test(request.headers['content-type'] ?? '');
const isJson = ({ request }: Visit): boolean =>
  /^(application|text)\/([\w.-]+\+)?json\b/i.test(request.headers['content-type'] ?? '');

type Handler = (visit: Visit) => Answer;
const posting =
  (handle: Handler): Handler =>
  (visit) =>
    isJson(visit) ? handle(visit) : wrongMediaType;
const patching =
  (handle: Handler): Handler =>
  (visit) =>
    isJsonPatch(visit) ? handle(visit) : wrongMediaType;

const full = (privileges: readonly string[]): readonly string[] => privileges.filter((name) => name.endsWith('_Full'));

function written<S extends { readonly id: number }>(
  resource: Resource<S>,
  to: { readonly at?: string; readonly create: Handler; readonly patch: Handler; readonly remove: Handler },
): Route[] {
  const { path, privileges } = resource;
  const [above, one] = to.at ? [`/v2/${path}/:contactId`, `/v2/${path}/${to.at}`] : [`/v2/${path}`, `/v2/${path}/:id`];
  const right = full(privileges);
  return [
    { method: 'POST', path: above, right, handle: posting(to.create) },
    { method: 'PATCH', path: one, right, handle: patching(to.patch) },
    { method: 'DELETE', path: one, right, handle: to.remove },
  ];
}

const contactRoutes = (resource: typeof employees, writable: Writable): Route[] => [
  listed(resource),
  read(resource),
  ...written(resource, {
    create: ({ tenant, body }) => createContact(tenant.powerofficego, writable, body),
    patch: ({ tenant, params, body }) => patchContact(tenant.powerofficego, writable, idOf(params.id), body),
    remove: ({ tenant, params }) => deleteContact(tenant.powerofficego, writable, idOf(params.id)),
  }),
];

const personRoutes: Route[] = [
  listed(contactPersons),
  {
    ...read(contactPersons),
    path: '/v2/ContactPersons/:contactId/:id',
    handle: (visit) => {
      const { tenant, params } = visit;
      const [contactId, id] = [idOf(params.contactId), idOf(params.id)];
      const at = asOf(visit, false);
      const person = personAt(tenant.powerofficego.persons.replica(id, at), contactId);
      if (!person) return noPerson(contactId, id);
      return readOne({ store: tenant.powerofficego, resource: contactPersons, asOf: at }, id);
    },
  },
  ...written(contactPersons, {
    at: ':contactId/:id',
    create: ({ tenant, params, body }) => createPerson(tenant.powerofficego, idOf(params.contactId), body),
    patch: ({ tenant, params: { contactId, id }, body }) =>
      patchPerson(tenant.powerofficego, idOf(contactId), idOf(id), body),
    remove: ({ tenant, params }) => deletePerson(tenant.powerofficego, idOf(params.contactId), idOf(params.id)),
  }),
];

const departmentRoutes: Route[] = [
  listed(departments),
  read(departments),
  ...written(departments, {
    create: ({ tenant, body }) => createDepartment(tenant.powerofficego, body),
    patch: ({ tenant, params, body }) => patchDepartment(tenant.powerofficego, idOf(params.id), body),
    remove: ({ tenant, params }) => deleteDepartment(tenant.powerofficego, idOf(params.id)),
  }),
];

/** Every privilege the sandbox's integration can have. */
export const privileges = ['Department', 'Customer', 'Employee', 'ContactPerson', 'Supplier'].flatMap((name) => [
  name,
  `${name}_Full`,
]);

const information: Route = {
  method: 'GET',
  path: '/v2/ClientIntegrationInformation',
  handle: ({ tenant }) =>
    json(200, {
      ActiveClientSubscriptions: ['Accounting', 'Payroll'],
      ClientId: `sandbox-${tenant.id}`,
      ClientName: `Sandbox ${tenant.id}`,
      InvalidPrivileges: privileges.filter((name) => tenant.withheld.includes(name)),
      ValidPrivileges: privileges.filter((name) => !tenant.withheld.includes(name)),
    }),
};

const series: Route = {
  method: 'GET',
  path: '/v2/SubLedgerNumberSeries',
  handle: () => json(200, Object.values(seriesOf)),
};

/** Everything PowerOffice Go serves but its token call. */
export const powerOfficeRoutes: readonly Route[] = [
  ...departmentRoutes,
  ...personRoutes,
  ...contactRoutes(employees, employee),
  ...contactRoutes(customers, customer),
  listed(suppliers),
  read(suppliers),
  information,
  series,
];
