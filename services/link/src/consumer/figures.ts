import type { DeadLetters } from '@samsvar/bus';
import { type FlowId, flowIds, type TopicId } from '@samsvar/contracts';
import { type Log, type Metrics, traceOf } from '@samsvar/service';
import { standings, type TenantState } from '@samsvar/sync';
import { auditFigures } from '../api/audit.js';
import { allTopics } from '../api/dead.js';
import type { Workplace } from './turn.js';

const everyMs = 30_000;

/** What is measured is what is stored, and what lies on the dead topics. */
export interface Measured extends Workplace {
  readonly letters: DeadLetters;
}

/** Measures what does not agree, what waits and what is dead; labels are names, no values. */
export class Figures {
  private timer: NodeJS.Timeout | undefined;
  private readonly notAgreeing;
  private readonly oldest;
  private readonly records;
  private readonly conflicts;
  private readonly dead;

  constructor(
    private readonly place: Measured,
    metrics: Metrics,
    private readonly log: Log,
  ) {
    const why = 'records that do not agree, by reason; row and link are what an audit found';
    this.notAgreeing = metrics.gauge('records_not_agreeing', why, ['tenant', 'reason']);
    const age = 'how long the oldest edit that is not carried over yet has been waiting';
    this.oldest = metrics.gauge('oldest_edit_seconds', age, ['tenant']);
    this.records = metrics.gauge('records', 'records by flow and by how they stand', ['flow', 'standing']);
    this.conflicts = metrics.gauge('conflicts_open', 'records with a conflict that waits for a person', ['flow']);
    const left =
      'messages that nobody could handle and that were neither replayed nor discarded, by the topic they were for';
    this.dead = metrics.gauge('dead_letters_open', left, ['topic']);
  }

  start(): void {
    const look = () => void this.measure();
    look();
    this.timer = setInterval(look, everyMs);
  }

  close(): void {
    clearInterval(this.timer);
  }

  /** Each of them for itself: where Kafka is away, say, the others go on. */
  async measure(): Promise<void> {
    const wait = (error: unknown) => this.log.warn('figures wait', traceOf(error));
    await this.measureAgreement().catch(wait);
    await this.measureFlows().catch(wait);
    await this.measureDead().catch(wait);
  }

  private async measureAgreement(): Promise<void> {
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

  private async measureFlows(): Promise<void> {
    const { database, tenants } = this.place;
    const rows = await database.query<{ counts: TenantState['counts'] }>(
      `select state -> 'counts' as counts from tenant where id = any($1)`,
      [[...tenants.keys()]],
    );
    const sum = (flow: FlowId, name: (typeof standings)[number] | 'onlyInHrm') =>
      rows.reduce((all, { counts }) => all + (counts?.[flow]?.[name] ?? 0), 0);
    for (const flow of flowIds) {
      for (const standing of [...standings, 'onlyInHrm'] as const)
        this.records.set({ flow, standing }, sum(flow, standing));
      this.conflicts.set({ flow }, sum(flow, 'conflicts'));
    }
  }

  private async measureDead(): Promise<void> {
    const { database, letters } = this.place;
    const extents = await letters.extents(allTopics);
    const replayed = await database.query<{ topic: TopicId; count: string }>(
      `select topic, count(*) as count from dead_replay join unnest($1::text[], $2::bigint[]) as at (topic, first)
       using (topic) where place >= first group by topic`,
      [extents.map(({ topic }) => topic), extents.map(({ first }) => first)],
    );
    const done = new Map(replayed.map(({ topic, count }) => [topic, Number(count)]));
    for (const { topic, first, next } of extents)
      this.dead.set({ topic }, Math.max(0, next - first - (done.get(topic) ?? 0)));
  }
}
