import { type LinkDoor, recordsOf, type Shown } from './office.js';

/** A record and its counterpart. */
export interface Pair {
  readonly go: Shown;
  readonly hrm: Shown;
}

/** Active records that agree, with their counterparts; `flow`: of that flow only. */
export async function agreeingPairs(office: LinkDoor, flow?: string): Promise<readonly Pair[]> {
  const all = await recordsOf(office, 'customhrm');
  const hrm = new Map(all.flatMap((row) => (row.linkId ? [[row.linkId, row] as const] : [])));
  const agreeing = await recordsOf(office, 'powerofficego', `&state=agree${flow ? `&flow=${flow}` : ''}`);
  return agreeing.flatMap((go) => {
    const counterpart = go.linkId === null ? undefined : hrm.get(go.linkId);
    return counterpart && go.values['active'] !== false ? [{ go, hrm: counterpart }] : [];
  });
}

/** Pairs that agree when they are taken; each is taken once, so that nobody else in a file edits them. */
export class Pairs {
  private readonly taken = new Set<string>();

  constructor(private readonly office: () => LinkDoor) {}

  /** Fails where so many are not left. */
  async take(count: number, category: string, fits: (pair: Pair) => boolean = () => true): Promise<readonly Pair[]> {
    const pairs = (await agreeingPairs(this.office()))
      .filter(({ go }) => go.category === category && !this.taken.has(go.ref.id))
      .filter(fits)
      .slice(0, count);
    if (pairs.length < count) throw new Error(`${pairs.length} of ${count} wanted ${category} agree and are left`);
    for (const { go } of pairs) this.taken.add(go.ref.id);
    return pairs;
  }
}
