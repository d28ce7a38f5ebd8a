import type { Category, Kind, RecordKey, RecordRef, Values } from '@samsvar/contracts';
import { recordKey } from '@samsvar/contracts';
import type { ProposalCode } from '@samsvar/sync';
import type { Sql } from '@samsvar/persistence';
import { findLinks } from '../ledger/link-rows.js';
import { findRecords } from '../ledger/record-rows.js';

/** A record beside a proposal, with the values a person compares; `linkId` where it is taken. */
export interface RecordBeside {
  readonly ref: RecordRef;
  readonly category: Category;
  readonly linkId: string | null;
  readonly values: Values;
}

/** What a person is asked about: a record, who it may be, and what speaks for it. */
export interface ProposalShown {
  readonly linkId: string;
  readonly kind: Kind;
  readonly category: Category;
  readonly code: ProposalCode;
  /** The rule that found the candidates, and the fields it compared. */
  readonly rule: string;
  readonly compared: readonly string[];
  /** None where PowerOffice Go's record is no longer known. */
  readonly record: RecordBeside | null;
  readonly candidates: readonly RecordBeside[];
}

export interface ProposalPage {
  readonly items: readonly ProposalShown[];
  /** Given as `cursor`, brings the next page; null at the end. */
  readonly cursor: string | null;
}

const codes: readonly ProposalCode[] = ['proposal', 'ambiguous', 'taken', 'unlinked', 'founder-missing', 'also-fits'];

/** What waits for a person to say which records are the same, in the order of the links' ids, behind `after`. */
export async function proposalsOf(
  queries: Sql,
  tenant: string,
  { after = '', limit }: { readonly after?: string | undefined; readonly limit: number },
): Promise<ProposalPage> {
  const found = await findLinks(
    queries,
    `tenant = $1 and standing = 'waiting' and standing <> 'agree' and id > $2 and reasons -> 0 ->> 'code' = any($3)
     order by id limit $4`,
    [tenant, after, [...codes], limit + 1],
  );
  const states = found.slice(0, limit).map(({ state }) => state);
  const keys = states.flatMap(({ founding, proposal }) => [recordKey(founding!), ...(proposal?.candidates ?? [])]);
  const rows = await findRecords(queries, 'key = any($1)', [keys]);
  const besides = new Map<RecordKey, RecordBeside>(
    rows.map(({ key, ref, category, linkId, values }) => [key, { ref, category, linkId: linkId ?? null, values }]),
  );
  const items = states.map((state): ProposalShown => {
    const { code, rule, compared = [], candidates } = state.proposal!;
    return {
      linkId: state.id,
      kind: state.kind!,
      category: state.category!,
      code,
      rule,
      compared,
      record: besides.get(recordKey(state.founding!)) ?? null,
      candidates: candidates.flatMap((key) => besides.get(key) ?? []),
    };
  });
  return { items, cursor: found.length > limit ? states.at(-1)!.id : null };
}
