import type { NativeWriteRecord } from '@samsvar/contracts';
import { recordKey } from '@samsvar/contracts';
import type { Sql } from '@samsvar/persistence';
import { Columns } from '@samsvar/persistence';
import type { Attempt, AttemptState } from './attempts.js';
import { heldForSeconds } from './attempts.js';

/** Who notes, and when this store's present history began (`heedHistory`); 0 where that does not matter. */
export interface Noting {
  readonly owner: string;
  readonly begun?: number;
}

/** An attempt whose bytes may have left, or be leaving. */
const inFlight = `a.state in ('sent', 'doubted')`;
const pending = `a.state in ('sent', 'doubted', 'applied')`;

/** Until a request sent by a store that is gone can no longer be in flight. */
const doubtedForSeconds = 20;

/**
 * Notes commands before anything is done about them (Inv 14). A command whose ticket is not newer than the member's
 * last one is a repeat: its answer is told or being worked on. Creates count as sent at once, since nothing is looked
 * at before them. What takes the place of a write that may be on its way inherits what was noted of it, and is taken up
 * when that one can no longer be in flight. What is told once more and was settled is tried again, for its answer: a
 * row that has told of it makes it `same` or `stale`. Answers those that can be worked on at once.
 */
export async function noteAttempts(
  sql: Sql,
  commands: readonly Asked[],
  { owner, begun = 0 }: Noting,
): Promise<readonly Attempt[]> {
  const newest = newestOf(commands);
  if (newest.size === 0) return [];
  const of = new Columns([...newest.values()]);
  const columns = [
    of.text(({ command }) => command.ticket.linkId),
    of.text(({ command }) => command.ticket.resource),
    of.integer(({ command }) => command.ticket.n),
    of.text(({ command }) => command.tenant),
    of.text(({ command }) => (command.ref ? recordKey(command.ref) : undefined)),
    of.text(({ command, mark }) => mark ?? command.reference),
    of.boolean(({ bulk }) => bulk),
    of.text(({ command }) => stateAtFirst(command, begun)),
    of.json(({ command }) => command),
    of.text(({ traceparent }) => traceparent),
  ];
  const noted = await stored(sql, of, columns, owner);
  return noted.flatMap(({ link_id, resource, owner: taken }) => {
    const { command, bulk, traceparent } = newest.get(`${link_id}/${resource}`)!;
    return taken === null ? [] : [{ command, bulk, traceparent, state: stateAtFirst(command, begun), tries: 0 }];
  });
}

interface Noted {
  readonly link_id: string;
  readonly resource: string;
  /** None where it waits for what it took the place of. */
  readonly owner: string | null;
}

const stored = (sql: Sql, of: Columns<Asked>, columns: readonly string[], owner: string): Promise<readonly Noted[]> =>
  sql.query<Noted>(
    `insert into attempt as a (link_id, resource, n, tenant, key, reference, bulk, state, command, traceparent, owner,
                               held_until)
     select link_id, resource, n, tenant, key, reference, bulk, state, command, traceparent,
            case when state <> 'doubted' then ${of.one(owner)} end,
            now() + interval '1 second' * case state when 'doubted' then ${doubtedForSeconds} else ${heldForSeconds} end
     from unnest(${columns.join(', ')}) 
       as c (link_id, resource, n, tenant, key, reference, bulk, state, command, traceparent)
     on conflict (link_id, resource) do update set n = excluded.n, key = excluded.key, reference = excluded.reference,
       bulk = excluded.bulk, command = excluded.command, traceparent = excluded.traceparent,
       state = case when ${inFlight} then a.state when a.state = 'applied' then 'sent' else excluded.state end,
       note = case when ${pending} then (a.note::jsonb || '{"inherited": true}')::json end,
       withheld = ${pending} and a.withheld,
       not_before = case when ${pending} then greatest(a.not_before, now()) else now() end,
       owner = case when ${pending} then null else excluded.owner end,
       held_until = case when ${pending} then null else excluded.held_until end
     where a.n < excluded.n
       or a.n = excluded.n and a.state = 'settled' and (excluded.command ->> 'again')::boolean
     returning link_id, resource, owner`,
    of.parameters,
  );

interface Asked {
  readonly command: NativeWriteRecord;
  readonly bulk: boolean;
  /** What marks the record that is born of it; its reference unless said. */
  readonly mark?: string | undefined;
  readonly traceparent?: string | undefined;
}

/** The newest command of each member; a batch may carry a repeat. */
function newestOf(commands: readonly Asked[]): ReadonlyMap<string, Asked> {
  const newest = new Map<string, Asked>();
  for (const one of commands) {
    const { linkId, resource, n } = one.command.ticket;
    const known = newest.get(`${linkId}/${resource}`);
    if (!known || known.command.ticket.n < n) newest.set(`${linkId}/${resource}`, one);
  }
  return newest;
}

function stateAtFirst({ op, ticket }: NativeWriteRecord, begun: number): AttemptState {
  if (ticket.n < begun) return 'doubted';
  return op === 'create' ? 'sent' : 'asked';
}
