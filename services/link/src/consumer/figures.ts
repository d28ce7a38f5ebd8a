import { type Log, type Metrics, traceOf } from '@samsvar/service';
import { auditFigures } from '../api/audit.js';
import type { Workplace } from './turn.js';

const everyMs = 30_000;

/** Measures what does not agree, and how long the oldest edit waits to be carried over; labels are names, no values. */
export class Figures {
  private timer: NodeJS.Timeout | undefined;
  private readonly notAgreeing;
  private readonly oldest;

  constructor(
    private readonly place: Workplace,
    metrics: Metrics,
    private readonly log: Log,
  ) {
    const why = 'records that do not agree, by reason; row and link are what an audit found';
    this.notAgreeing = metrics.gauge('records_not_agreeing', why, ['tenant', 'reason']);
    const age = 'how long the oldest edit that is not carried over yet has been waiting';
    this.oldest = metrics.gauge('oldest_edit_seconds', age, ['tenant']);
  }

  start(): void {
    const look = () => void this.measure().catch((error: unknown) => this.log.warn('figures wait', traceOf(error)));
    look();
    this.timer = setInterval(look, everyMs);
  }

  close(): void {
    clearInterval(this.timer);
  }

  async measure(): Promise<void> {
    const { database, tenants } = this.place;
    const all = await Promise.all(
      [...tenants.keys()].map(async (tenant) => [tenant, await auditFigures(database, tenant)] as const),
    );
    this.notAgreeing.reset();
    for (const [tenant, { notAgreeing, oldestEditSeconds }] of all) {
      this.oldest.set({ tenant }, oldestEditSeconds);
      for (const [reason, count] of Object.entries(notAgreeing)) this.notAgreeing.set({ tenant, reason }, count);
    }
  }
}
