import type { Answer } from '../doors/answer.js';
import { isAnswer, json } from '../doors/answer.js';
import { readFilters } from './filters.js';
import { byId, inOrder, pagination, readPaging } from './list.js';
import type { Paging, Query } from './list.js';
import { notFound } from './problem.js';
import type { Resource } from './resources.js';
import type { Row } from './rows.js';
import type { PowerOfficeStore } from './store.js';

/** A read of one resource: what a replica knows that has everything written until `asOf`. */
export interface Read<State extends { readonly id: number }> {
  readonly store: PowerOfficeStore;
  readonly resource: Resource<State>;
  readonly asOf: number;
}

/** `GET /Employees` and its like: a bare array, 204 when it is empty, its paging in a header. */
export function list<State extends { readonly id: number }>(read: Read<State>, query: Query, url: string): Answer {
  const { store, resource, asOf } = read;
  const paging = readPaging(query, namesOf(read));
  if (isAnswer(paging)) return paging;
  const asked = readFilters(resource.filters, query);
  if (typeof asked !== 'function') return asked;
  const found = resource.shelf(store).list(asOf, (state) => resource.has(state) && asked(state));
  const sorted = byId(paging) ? found : sort(read, found, paging);
  const page = sorted.slice((paging.page - 1) * paging.size, paging.page * paging.size);
  const headers = { 'X-Pagination': pagination(url, paging, found.length) };
  if (page.length === 0) return { status: 204, headers };
  return { status: 200, headers, body: `[${page.map((state) => text(read, state, paging.fields)).join(',')}]` };
}

/** `GET /Employees/{id}` and its like. */
export function readOne<State extends { readonly id: number }>(read: Read<State>, id: number): Answer {
  const { store, resource, asOf } = read;
  const state = resource.shelf(store).replica(id, asOf);
  if (!state || !resource.has(state)) return notFound(`${resource.noun} with id = ${id} not found.`);
  return json(200, resource.row(store, state));
}

const sort = <State extends { readonly id: number }>(read: Read<State>, found: State[], paging: Paging): State[] => {
  const compare = inOrder(paging.order);
  const rows = found.map((state) => ({ state, row: read.resource.row(read.store, state) }));
  return rows.sort((a, b) => compare(a.row, b.row)).map(({ state }) => state);
};

/** A row's text is kept with the state it shows, since a poll asks for the same fields again and again. */
interface Text {
  readonly fields: string;
  readonly epoch: number;
  readonly text: string;
}
const texts = new WeakMap<object, WeakMap<object, Text>>();

function text<State extends { readonly id: number }>(
  read: Read<State>,
  state: State,
  fields: readonly string[],
): string {
  let byState = texts.get(read.resource);
  if (!byState) texts.set(read.resource, (byState = new WeakMap()));
  const [asked, epoch] = [fields.join(), read.store.referenceEpoch];
  const known = byState.get(state);
  if (known?.fields === asked && known.epoch === epoch) return known.text;
  const row = read.resource.row(read.store, state);
  const fresh = JSON.stringify(fields.length === 0 ? row : only(row, fields));
  byState.set(state, { fields: asked, epoch, text: fresh });
  return fresh;
}

const only = (row: Row, fields: readonly string[]): Row => Object.fromEntries(fields.map((name) => [name, row[name]]));

const names = new WeakMap<object, readonly string[]>();

/** The property names of a resource's rows, read off a row of an empty record. */
function namesOf<State extends { readonly id: number }>({ store, resource }: Read<State>): readonly string[] {
  const known = names.get(resource) ?? Object.keys(resource.row(store, resource.blank));
  names.set(resource, known);
  return known;
}
