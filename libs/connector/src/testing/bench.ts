import type { ContactRole, RecordRef, Resource as ResourceName, System, Values } from '@samsvar/contracts';
import {
  Front,
  type Mood,
  type Reply,
  type Row,
  type Sandbox,
  type SandboxPeople,
  startSandbox,
} from '@samsvar/testing';
import type { Connection, Page, Reading, Resource } from '../port.js';

/** Where a connection is made to, and how. */
export interface Place {
  readonly baseUrl: string;
  readonly keys: SandboxPeople['keys'];
  /** Which of the keys is a wrong one. */
  readonly wrong?: string;
  /** Rows per page of a listing. */
  readonly pageSize?: number;
  readonly timeoutMs?: number;
}

/** What the suite needs to know of a resource to try it: everything else it learns through the port. */
export interface ResourceBench {
  readonly name: ResourceName;
  /** Through which role of a contact it is told. */
  readonly role?: ContactRole;
  /** The addresses of its listings; one request each, per page. */
  readonly lists: readonly string[];
  /** A field that takes any text, and one that may be cleared; native names. */
  readonly field: string;
  readonly clearable: string;
  /** Paths of a row that move with any write: stamps and versions. */
  readonly moving: readonly string[];
  /** A write the system refuses, the field it is about, and what the system's own words say. */
  readonly refusal: { readonly values: Values; readonly field: string; readonly words: RegExp };
  /** A field of a row, put so that it does not fit, and the fields (flat names) that are then unknown. */
  readonly unfit: { readonly row: (row: Row) => Row; readonly fields: readonly string[] };
  /** Whether the answer to a write says what is stored. */
  readonly answersStored: boolean;
  /** What an inactive record's row says. */
  readonly inactive: Row;
  /** The values of a record to be born, where the connector makes any; another word, another record. */
  readonly birth?: (word: string) => Values;
  /** What of a birth the system refuses, where that is another thing than a write it refuses. */
  readonly birthRefusal?: { readonly values: Values; readonly field: string; readonly words: RegExp };
  /** An id nobody has. */
  readonly nobody: Pick<RecordRef, 'id' | 'parent'>;
  /** A person makes a record that may be edited and deleted. */
  add(people: SandboxPeople): Promise<Pick<RecordRef, 'id' | 'parent'>>;
  edit(people: SandboxPeople, ref: RecordRef, value: string): Promise<void>;
  remove(people: SandboxPeople, ref: RecordRef): Promise<void>;
  /** The row as people see it. */
  row(people: SandboxPeople, ref: RecordRef): Promise<Row | undefined>;
  /** Every row of one of its lists. */
  rows(people: SandboxPeople, list: string): Promise<readonly Row[]>;
}

/** How a connector is tried: the one thing a new one writes to be held to the port. */
export interface Bench {
  readonly system: System;
  /** The path of a token call at the sandbox, and what a good answer's life is cut to before it is renewed. */
  readonly tokenPath: string;
  readonly renewBeforeSeconds: number;
  /** By how much two polls overlap. */
  readonly overlapSeconds: number;
  /** The parameter that asks for what changed since. */
  readonly sinceParameter: string;
  /** A wrong key by its name, and the words that must name it. */
  readonly wrongKeys: Readonly<Record<string, RegExp>>;
  readonly resources: readonly ResourceBench[];
  connect(place: Place): Promise<Connection>;
  /** The id and the stamp of a row of its lists, and the row with another stamp. */
  idOf(row: Row): string;
  stampOf(row: Row): string;
  restamped(row: Row, stamp: string): Row;
  /** A listing's body with its rows changed. */
  relisted(body: unknown, change: (rows: readonly Row[]) => readonly Row[]): unknown;
}

/** The sandbox with a front before it, and a connection through the front. */
export class Stand {
  private readonly connections: Connection[] = [];

  private constructor(
    readonly bench: Bench,
    readonly sandbox: Sandbox,
    readonly front: Front,
  ) {}

  static async of(bench: Bench, records?: number): Promise<Stand> {
    const sandbox = await startSandbox(records === undefined ? {} : { records });
    return new Stand(bench, sandbox, await Front.before(sandbox.url));
  }

  async connect(more: Partial<Place> = {}): Promise<Connection> {
    const { system, connect } = this.bench;
    const connection = await connect({
      baseUrl: `${this.front.url}/${system}`,
      keys: this.sandbox.people.keys,
      ...more,
    });
    this.connections.push(connection);
    return connection;
  }

  async resource(name: ResourceName, more: Partial<Place> = {}): Promise<Resource> {
    return (await this.connect(more)).resources.find((one) => one.name === name)!;
  }

  /** A record a person just made. */
  async added(one: ResourceBench): Promise<RecordRef> {
    const { system } = this.bench;
    return { tenant: 'default', system, resource: one.name, ...(await one.add(this.sandbox.people)) };
  }

  /** The requests that went to an address, whatever their query. */
  to(path: string): readonly URLSearchParams[] {
    return this.front.passed
      .map(({ path: asked }) => new URL(asked, 'http://front'))
      .filter(({ pathname }) => pathname.toLowerCase() === `/${this.bench.system}${path}`.toLowerCase())
      .map(({ searchParams }) => searchParams);
  }

  /** Everything as it was: no faults, no moods, nothing counted. */
  async calm(): Promise<void> {
    this.front.meets();
    this.front.forget();
    await this.sandbox.turn('faults', {});
    await Promise.all(this.connections.splice(0).map((connection) => connection.close()));
  }

  async close(): Promise<void> {
    await this.calm();
    await this.front.close();
    await this.sandbox.stop();
  }
}

/** Everything some pages bring, and what the last one says. */
export async function collected(
  pages: AsyncIterable<Page>,
): Promise<{ readings: Reading[]; gone: string[]; last: Page }> {
  const readings: Reading[] = [];
  const gone: string[] = [];
  let last: Page = { readings: [] };
  for await (const page of pages) {
    readings.push(...page.readings);
    gone.push(...(page.gone ?? []));
    last = page;
  }
  return { readings, gone, last };
}

export const idsOf = (readings: readonly Reading[]): readonly string[] => readings.map(({ id }) => id);

/** A mood that changes the rows of listings and lets everything else through. */
export const listing =
  (bench: Bench, change: (rows: readonly Row[]) => readonly Row[]): Mood =>
  async ({ method }, through) => {
    const reply = await through();
    const body: unknown = method === 'GET' && reply.status === 200 ? JSON.parse(reply.body) : undefined;
    const changed = body === undefined ? undefined : bench.relisted(body, change);
    return changed === undefined ? reply : { ...reply, body: JSON.stringify(changed) };
  };

/** A mood that answers everything but token calls in the same way. */
export const always =
  (bench: Bench, reply: Reply): Mood =>
  ({ path }, through) =>
    path.endsWith(bench.tokenPath) ? through() : reply;

/** A row with every path to a value named, for telling two apart. */
export function flat(row: unknown, path = ''): Readonly<Record<string, unknown>> {
  if (typeof row !== 'object' || row === null) return { [path]: row };
  return Object.assign({}, ...Object.entries(row).map(([name, value]) => flat(value, path ? `${path}.${name}` : name)));
}

/** The paths in which two rows differ. */
export function differing(before: unknown, after: unknown): readonly string[] {
  const [a, b] = [flat(before), flat(after)];
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((path) => a[path] !== b[path]).sort();
}
