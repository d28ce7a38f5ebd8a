import type { ContactRole, RecordRef, Resource as ResourceName, Values } from '@samsvar/contracts';
import type { Abilities, Birth, Page, Reading, Resource, Written, WriteTo } from '@samsvar/connector';
import { RetryLater } from '@samsvar/connector';
import { isNoSuchRecord, jsonOf } from './answer.js';
import type { BirthPlace, Births } from './births.js';
import { createRecord, findBorn } from './births.js';
import type { GoClient } from './client.js';
import { type ApiRow, type FieldTable, isOf, namesRecord } from './fields.js';
import type { Source } from './poll.js';
import { Poller } from './poll.js';
import type { NumberSeries } from './series.js';
import { createsNothing, patchRecord } from './writes.js';

/** How the paths, rows and fields of one resource are; everything else is the same for all three. */
export interface Shape {
  readonly name: ResourceName;
  readonly sources: readonly Source[];
  stampOf(field: string): string | null;
  readingsOf(rows: readonly (readonly ApiRow[])[]): readonly Reading[];
  /** Where a record is, under a role or under each it may have. */
  pathsOf(ref: RecordRef, role?: ContactRole): readonly { readonly path: string; readonly role?: ContactRole }[];
  readingOf(row: ApiRow, role?: ContactRole): Reading;
  tableOf(role?: ContactRole): FieldTable;
  /** What it shows and no PATCH may name, not even to `test` it. */
  readOnly(role?: ContactRole): readonly string[];
  /** How its records are made, where any are. */
  readonly births?: Births;
  /** What to write so that the record is inactive. */
  readonly inactive: Values;
}

export interface GoSettings {
  readonly client: GoClient;
  /** One for all resources of a tenant. */
  readonly series: NumberSeries;
  readonly pageSize: number;
  readonly jsonPatchTest: boolean;
  readonly settleAfterMs: number;
}

/** Looks are few and short-lived: a write follows within moments. */
const looksMax = 2_000;

/** One resource of PowerOffice Go behind the connector's port. */
export class GoResource implements Resource {
  readonly name: ResourceName;
  readonly abilities: Abilities;
  readonly markOf: Resource['markOf'];
  private readonly poller: Poller;
  private readonly looks = new Map<string, ApiRow>();

  constructor(
    private readonly shape: Shape,
    private readonly settings: GoSettings,
  ) {
    this.name = shape.name;
    this.markOf = shape.births?.markOf;
    this.abilities = {
      enforcesVersion: false,
      jsonPatchTest: settings.jsonPatchTest,
      idempotentCreate: false,
      findsReference: shape.births !== undefined,
      looksFirst: shape.births?.markOf !== undefined,
      settleAfterMs: settings.settleAfterMs,
      concurrency: 4,
    };
    const { client, pageSize } = settings;
    this.poller = new Poller({
      client,
      pageSize,
      sources: shape.sources,
      readingsOf: (rows) => shape.readingsOf(rows),
    });
  }

  stampOf(field: string): string | null {
    return this.shape.stampOf(field);
  }

  changes(cursor: string | undefined, options?: { readonly whole: boolean }): AsyncIterable<Page> {
    return this.poller.changes(cursor, options?.whole === true);
  }

  scan({ idsOnly, spare }: { readonly idsOnly: boolean; readonly spare?: boolean }): AsyncIterable<Page> {
    return this.poller.scan(idsOnly, spare ? 'audit' : 'poll');
  }

  async read(ref: RecordRef, role?: ContactRole, options?: { readonly bulk: boolean }): Promise<Reading | undefined> {
    const lane = options?.bulk ? 'bulk' : 'edit';
    for (const place of this.shape.pathsOf(ref, role)) {
      const answer = await this.settings.client.get(place.path, lane);
      if (isNoSuchRecord(answer, ref.id)) continue;
      const row = answer.status === 200 ? jsonOf(answer) : undefined;
      if (!namesRecord(row) || !isOf(ref, row))
        throw new RetryLater(`PowerOffice Go answered ${answer.status} to a read by id`, 10_000);
      this.remember(place.path, row);
      return this.shape.readingOf(row, place.role);
    }
    return undefined;
  }

  async find(_: string, birth: Birth): Promise<Reading | undefined> {
    const place = this.birthPlace();
    return place && findBorn(birth, place);
  }

  async create(birth: Birth): Promise<Written> {
    const place = this.birthPlace();
    return place ? createRecord(birth, place) : createsNothing();
  }

  private birthPlace(): BirthPlace | undefined {
    const { client, series } = this.settings;
    return this.shape.births && { client, series, births: this.shape.births };
  }

  update(write: WriteTo): Promise<Written> {
    const [place] = this.shape.pathsOf(write.ref, write.role);
    return patchRecord(write, {
      client: this.settings.client,
      path: place!.path,
      table: this.shape.tableOf(place!.role),
      readOnly: this.shape.readOnly(place!.role),
      tests: this.settings.jsonPatchTest,
      looked: this.looks.get(place!.path),
      readingOf: (row) => this.shape.readingOf(row, place!.role),
    });
  }

  deactivate(write: WriteTo): Promise<Written> {
    return this.update({ ...write, values: this.shape.inactive });
  }

  private remember(path: string, row: ApiRow): void {
    this.looks.delete(path);
    this.looks.set(path, row);
    if (this.looks.size > looksMax) this.looks.delete(this.looks.keys().next().value!);
  }
}
