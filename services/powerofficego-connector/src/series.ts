import { Forbidden } from '@samsvar/connector';
import { jsonOf } from './answer.js';
import type { GoClient } from './client.js';

interface Range {
  readonly from: number;
  readonly to: number;
}

/** People rarely change their series; within this nobody asks again. */
const knownForMs = 600_000;

/** The number series of a client's employees (`GET /SubLedgerNumberSeries`). */
export class NumberSeries {
  private known: { readonly ranges: readonly Range[] | undefined; readonly until: number } | undefined;

  constructor(
    private readonly client: GoClient,
    private readonly now: () => number = Date.now,
  ) {}

  /** Whether an employee may bear this number; where the series are not to be had, PowerOffice Go itself says so. */
  async holds(number: number): Promise<boolean> {
    if (!this.known || this.known.until < this.now()) {
      this.known = { ranges: await this.read(), until: this.now() + knownForMs };
    }
    const { ranges } = this.known;
    return ranges === undefined || ranges.some(({ from, to }) => from <= number && number <= to);
  }

  private async read(): Promise<readonly Range[] | undefined> {
    try {
      const answer = await this.client.get('/SubLedgerNumberSeries', 'edit');
      const rows = answer.status === 200 ? jsonOf(answer) : undefined;
      return Array.isArray(rows) ? rows.flatMap(rangeOf) : undefined;
    } catch (error) {
      if (error instanceof Forbidden) return undefined;
      throw error;
    }
  }
}

/** A series of employees; another, or one that does not fit its description, holds none of them. */
function rangeOf(row: unknown): readonly Range[] {
  const said = row as Partial<Record<'SubLedgerNumberSeriesType' | 'FromInclusive' | 'ToInclusive', unknown>> | null;
  if (said?.SubLedgerNumberSeriesType !== 'Employee') return [];
  const { FromInclusive: from, ToInclusive: to } = said;
  return typeof from === 'number' && typeof to === 'number' ? [{ from, to }] : [];
}
