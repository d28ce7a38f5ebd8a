import type { Answer } from '../doors/answer.js';
import { isAnswer, json } from '../doors/answer.js';
import { incompleteAddress, readBody, tooLong } from './body.js';
import { refusal } from './contact-rules.js';
import { customerShape, employeeShape } from './fields.js';
import type { Shape } from './fields.js';
import { notFound } from './problem.js';
import { patched } from './patched.js';
import type { Address, Contact, RoleName, Values } from './record.js';
import { resolve } from './references.js';
import { customerRow, employeeRow } from './rows.js';
import type { Row } from './rows.js';
import { seriesOf } from './series.js';
import type { PowerOfficeStore } from './store.js';

/** A role of a contact that the API can write. */
export interface Writable {
  readonly role: Extract<RoleName, 'employee' | 'customer'>;
  readonly shape: Shape;
  readonly row: (store: PowerOfficeStore, contact: Contact) => Row;
}

export const employee: Writable = { role: 'employee', shape: employeeShape, row: employeeRow };
export const customer: Writable = { role: 'customer', shape: customerShape, row: customerRow };

export const firstContactId = 10_000_001;
const firstAddressId = 50_000_001;

/** `POST /Employees`, `POST /Customers`: a new contact with that one role. */
export function createContact(store: PowerOfficeStore, { role, shape, row }: Writable, body: string): Answer {
  const values = readBody(shape, body);
  if (isAnswer(values)) return values;
  if (role === 'employee') values.IsPerson = true;
  const wrong =
    resolve(store, shape, values) ??
    tooLong(shape, values) ??
    incompleteAddress(shape, values) ??
    refusal({ store, role, shape }, values, { changed: [...required(values), ...Object.keys(values)] });
  if (wrong) return wrong;
  values.Number ??= store.next(role, seriesOf[role].FromInclusive);
  const stamp = store.stamp();
  const { shared, own } = divided(shape, values);
  const contact: Contact = {
    id: store.next('contacts', firstContactId),
    created: stamp,
    shared,
    address: values.MailAddress ? newAddress(store, values.MailAddress as Address) : null,
    roles: { [role]: { created: stamp, changed: stamp, values: own } },
  };
  store.saveContact(contact);
  return json(201, row(store, contact));
}

const required = ({ IsPerson }: Values): readonly string[] => (IsPerson ? ['FirstName', 'LastName'] : ['Name']);

/** The contact's own values and the role's, out of one flat body; `IsPerson` is the contact's whoever sets it. */
function divided(shape: Shape, values: Values): { shared: Values; own: Values } {
  const [shared, own]: [Record<string, unknown>, Record<string, unknown>] = [{}, {}];
  for (const name in values) {
    if (name === 'MailAddress') continue;
    (name === 'IsPerson' || shape.fields[name]!.of === 'shared' ? shared : own)[name] = values[name];
  }
  return { shared, own };
}

const newAddress = (store: PowerOfficeStore, address: Address): Address => ({
  ...address,
  Id: store.next('addresses', firstAddressId),
  LastChangedDateTimeOffset: store.stamp(),
});

/** `PATCH /Employees/{id}`, `PATCH /Customers/{id}`: 200 with the whole row, as the primary has it now. */
export function patchContact(store: PowerOfficeStore, writable: Writable, id: number, body: string): Answer {
  const { role, shape, row } = writable;
  const before = store.contacts.primary(id);
  if (!before?.roles[role]) return notFound(`${shape.noun} with id = ${id} not found.`);
  const view = { IsArchived: false, ...before.shared, ...before.roles[role].values, MailAddress: before.address };
  const patch = patched(shape, view, body);
  if (isAnswer(patch)) return patch;
  if (patch.changed.length === 0) return json(200, row(store, before));
  const { after, changed } = patch;
  const wrong = tooLong(shape, after) ?? refusal({ store, role, shape }, after, { changed, contact: before });
  if (wrong) return wrong;
  const contact = written(store, before, writable, patch);
  store.saveContact(contact);
  return json(200, row(store, contact));
}

/**
 * The contact after a change. A role's own field moves that role's stamp, a shared one every role's; an address moves
 * no stamp but its own (reference/poweroffice-go.md 0.4).
 */
function written(
  store: PowerOfficeStore,
  before: Contact,
  { role, shape }: Writable,
  { after, changed }: { readonly after: Values; readonly changed: readonly string[] },
): Contact {
  const picked = (names: readonly string[]): Values => Object.fromEntries(names.map((name) => [name, after[name]]));
  const own = changed.filter((name) => shape.fields[name]!.of === 'own');
  const shared = changed.filter((name) => shape.fields[name]!.of === 'shared' && name !== 'MailAddress');
  const stamp = store.stamp();
  const roles = Object.entries(before.roles).map(([name, state]) => {
    const mine = name === role && own.length > 0;
    const moved = mine || shared.length > 0 ? { ...state, changed: stamp } : state;
    return [name, mine ? { ...moved, values: { ...state.values, ...picked(own) } } : moved];
  });
  const address = after.MailAddress as Address | null;
  return {
    ...before,
    shared: shared.length > 0 ? { ...before.shared, ...picked(shared) } : before.shared,
    address: changed.includes('MailAddress') && address ? restamped(store, before.address, address) : before.address,
    roles: Object.fromEntries(roles) as Contact['roles'],
  };
}

/** An address that was edited keeps its id; one that is new gets one. */
const restamped = (store: PowerOfficeStore, before: Address | null, after: Address): Address =>
  before?.Id ? { ...after, Id: before.Id, LastChangedDateTimeOffset: store.stamp() } : newAddress(store, after);
