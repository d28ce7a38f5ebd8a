import type { Answer } from '../doors/answer.js';
import { isAnswer, json } from '../doors/answer.js';
import { incompleteAddress, missing, readBody, tooLong } from './body.js';
import { contactPersonShape as shape } from './fields.js';
import { invalid, notFound } from './problem.js';
import { patched } from './patched.js';
import type { Address, Plain, Values } from './record.js';
import { contactPersonRow } from './rows.js';
import type { PowerOfficeStore } from './store.js';

export const firstPersonId = 20_000_001;

/** The person at that path, if it is one of that customer's or supplier's. */
export function personAt(person: Plain | undefined, contactId: number): Plain | undefined {
  return person?.contactId === contactId ? person : undefined;
}

export const noPerson = (contactId: number, id: number): Answer =>
  notFound(`Contact person with id = ${id} not found on Contact with id = ${contactId}.`);

/** `POST /ContactPersons/{contactId}`: only companies that are customers or suppliers have contact persons. */
export function createPerson(store: PowerOfficeStore, contactId: number, body: string): Answer {
  const parent = store.contacts.primary(contactId);
  if (!parent?.roles.customer && !parent?.roles.supplier) return notFound(`Contact with id = ${contactId} not found.`);
  if (parent.shared.IsPerson) {
    return invalid(shape.noun, `Contact with id = ${contactId} is a person and cannot have contact persons.`);
  }
  const values = readBody(shape, body);
  if (isAnswer(values)) return values;
  const wrong =
    missing(shape, values, ['FirstName', 'LastName']) ??
    incompleteAddress(shape, values) ??
    refusal(store, values, Object.keys(values));
  if (wrong) return wrong;
  const stamp = store.stamp();
  const id = store.next('persons', firstPersonId);
  const person: Plain = { id, contactId, created: stamp, changed: stamp, ...divided(values) };
  store.savePerson(person);
  return json(201, contactPersonRow(store, person));
}

/** `PATCH /ContactPersons/{contactId}/{id}`: an edit of nothing but the address moves no stamp at all. */
export function patchPerson(store: PowerOfficeStore, contactId: number, id: number, body: string): Answer {
  const before = personAt(store.persons.primary(id), contactId);
  if (!before) return noPerson(contactId, id);
  const patch = patched(shape, { IsActive: true, ...before.values, MailAddress: before.address ?? null }, body);
  if (isAnswer(patch)) return patch;
  const { after, changed } = patch;
  if (changed.length === 0) return json(200, contactPersonRow(store, before));
  const required = ['FirstName', 'LastName'].filter((name) => changed.includes(name));
  const wrong = missing(shape, after, required) ?? refusal(store, after, changed, id);
  if (wrong) return wrong;
  const onlyAddress = changed.every((name) => name === 'MailAddress');
  const person = { ...before, ...divided(after), changed: onlyAddress ? before.changed : store.stamp() };
  store.savePerson(person);
  return json(200, contactPersonRow(store, person));
}

export function deletePerson(store: PowerOfficeStore, contactId: number, id: number): Answer {
  if (!personAt(store.persons.primary(id), contactId)) return noPerson(contactId, id);
  store.delete('persons', id);
  return { status: 200 };
}

const divided = ({ MailAddress, ...values }: Values): { values: Values; address: Address | null } => ({
  values,
  address: (MailAddress as Address | null | undefined) ?? null,
});

function refusal(store: PowerOfficeStore, after: Values, changed: readonly string[], id?: number): Answer | undefined {
  const code = after.ExternalCode;
  const holder = changed.includes('ExternalCode') && code ? store.holder(`persons/${String(code).toLowerCase()}`) : id;
  if (holder !== undefined && holder !== id) {
    return invalid(shape.noun, `ExternalCode is already in use. '${String(code)}' is used on Id = ${holder}.`);
  }
  const email = changed.includes('EmailAddress') ? after.EmailAddress : null;
  if (email && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(String(email).trim())) {
    return invalid(shape.noun, `EmailAddress '${String(email)}' is not a valid email address.`);
  }
  return tooLong(shape, after);
}
