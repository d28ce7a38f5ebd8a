import type { Deed, Span, SpanAttributes } from '@samsvar/bus';
import type { NativeRecordSeen, RecordGone } from '@samsvar/contracts';
import { recordKey } from '@samsvar/contracts';
import type { StoredTelling, Telling } from '@samsvar/persistence';
import type { Attempt } from '../store/attempts.js';
import type { Kit } from './kit.js';
import type { Outcome } from './outcome.js';
import { isSettling } from './outcome.js';

/**
 * The traces that begin with what is told of records: the first span of each lasts from the request that met the record
 * until what is told of it is stored. What comes to nothing is not recorded.
 */
export class Beginnings {
  private spans: readonly Span[] = [];

  /** `begunAt`: when that request left, in milliseconds of `Kit.clock`. */
  constructor(
    private readonly kit: Pick<Kit, 'tracer' | 'clock' | 'relay'>,
    private readonly begunAt: number,
  ) {}

  /** What is to be stored, with the traces as they are recorded; as it is where nobody records any. */
  of(told: readonly Telling[]): readonly Telling[] {
    const { tracer, clock } = this.kit;
    if (!tracer) return told;
    const agoMs = Math.max(0, clock.now() - this.begunAt);
    const begun = told.map((telling) => ({
      telling,
      span: telling.traceparent && tracer.begin(telling.traceparent, polling(telling, agoMs)),
    }));
    this.spans = begun.flatMap(({ span }) => span || []);
    return begun.map(({ telling, span }) => (span ? { ...telling, traceparent: span.traceparent } : telling));
  }

  /** It is stored, and told. */
  tell(stored: readonly StoredTelling[]): void {
    for (const span of this.spans) span.end();
    this.kit.relay.tell(stored);
  }
}

/** A record was met and has changed, or was proven gone. */
function polling({ message }: Telling, agoMs: number): Deed {
  const { ref, revision, ...rest } = message.data as NativeRecordSeen | RecordGone;
  return {
    name: `poll ${ref.resource}`,
    kind: 'client',
    agoMs,
    attributes: {
      ...placeOf(ref),
      'samsvar.record': message.subject,
      'samsvar.revision': revision,
      'samsvar.message': message.type,
      'samsvar.poll': 'pollId' in rest ? rest.pollId : undefined,
    },
  };
}

const placeOf = ({ tenant, system, resource }: { tenant: string; system: string; resource: string }) => ({
  'samsvar.tenant': tenant,
  'samsvar.system': system,
  'samsvar.resource': resource,
});

/** Tries an attempt, as a span below what asked for it; its answer, where there is one, is below that span. */
export async function tracedTry(
  { tracer }: Pick<Kit, 'tracer'>,
  attempt: Attempt,
  tried: () => Promise<Outcome>,
): Promise<Outcome> {
  const span = tracer?.below(attempt.traceparent, writing(attempt));
  const outcome = await tried();
  if (!span) return outcome;
  span.end(whatBecameOf(outcome), failures.has(outcome.end) ? outcome.end : undefined);
  if (!isSettling(outcome)) return outcome;
  return { ...outcome, attempt: { ...outcome.attempt, traceparent: span.traceparent } };
}

const failures: ReadonlySet<Outcome['end']> = new Set(['refused', 'again', 'unanswered']);

function writing({ command, tries, bulk, state }: Attempt): Deed {
  const { tenant, ticket, op, ref } = command;
  return {
    name: `${op} ${ticket.resource}`,
    kind: 'client',
    attributes: {
      ...placeOf({ ...ticket, tenant }),
      'samsvar.operation': op,
      'samsvar.link': ticket.linkId,
      'samsvar.record': ref && recordKey(ref),
      'samsvar.lane': bulk ? 'bulk' : 'edits',
      'samsvar.attempt.state': state,
      'samsvar.attempt.tries': tries,
    },
  };
}

function whatBecameOf(outcome: Outcome): SpanAttributes {
  const fields = outcome.end === 'done' ? outcome.sent : 'note' in outcome ? outcome.note.sent : undefined;
  return {
    'samsvar.outcome': outcome.end,
    'samsvar.fields': fields,
    ...(outcome.end === 'refused' && {
      'samsvar.refusals': outcome.refusals.map(({ field, code }) => `${field} ${code}`),
    }),
  };
}
