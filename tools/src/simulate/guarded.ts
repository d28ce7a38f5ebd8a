import type { CanonicalWriteRecord } from '@samsvar/contracts';
import type { Limits, Out, TenantSettings, TenantState } from '@samsvar/sync';
import { streamOf } from './faults.js';

/** So few that what people do in a small world exceeds them at times. */
export const limits: Limits = {
  create: { absolute: 1, percent: 0 },
  deactivate: { absolute: 1, percent: 0 },
  clear: { absolute: 1, percent: 0 },
  update: { absolute: 3, percent: 0 },
};

/** In one of eight worlds guards hold what is unusual, and people do things in mass and approve what is held. */
export const isGuarded = (seed: number): boolean => streamOf(seed, 'guards').chance(1 / 8);

/** The settings of a seed's tenant, with guards where its world has them. */
export const guardedBy = (seed: number, settings: TenantSettings): TenantSettings =>
  isGuarded(seed) ? { ...settings, guards: () => limits } : settings;

/** What people do in a guarded world, beside everything else. */
export const guardedDoings = { massClear: 4, massArchive: 2, massRename: 3, approved: 2 } as const;

const hourMs = 3_600_000;

/** What link asked for without a person having approved it, by class of change, and when. */
export class Asked {
  private readonly times = new Map<string, number[]>();
  private readonly last = new Map<string, CanonicalWriteRecord['values']>();
  /** Links of a first contact: their births are exempt, also those that wait for others. */
  private readonly firstMet = new Set<string>();
  /** Links of which something held was approved: it goes out in a later turn where another write is under way. */
  private readonly approved = new Set<string>();

  /** A turn of a first contact, or one that carries out what a person approved; what it sent may be sent again. */
  exempt(out: readonly Out[], why: 'firstMet' | 'approved'): void {
    for (const { message } of out) {
      if (message.type === 'LinkTold') this[why].add(message.subject);
      if (message.type === 'WriteRecord') this.newIn(message.data as CanonicalWriteRecord);
    }
  }

  /** Notes the commands of any other turn; references are exempt, since some were left for later. */
  note(out: readonly Out[], now: number): void {
    for (const { message } of out) {
      if (message.type !== 'WriteRecord') continue;
      const command = message.data as CanonicalWriteRecord;
      const { linkId } = command.ticket;
      if (this.approved.has(linkId) || (command.op === 'create' && this.firstMet.has(linkId))) continue;
      // A birth that was refused and is asked for again is the same one.
      if (command.op === 'create') this.firstMet.add(linkId);
      const values = this.newIn(command);
      if (command.op !== 'create' && Object.keys(values).length === 0) continue;
      for (const key of classesOf({ ...command, values })) this.times.set(key, [...(this.times.get(key) ?? []), now]);
    }
  }

  /** What a command asks for that the last one of this member did not: the same sent again is no other change. */
  private newIn({ ticket, op, values }: CanonicalWriteRecord): CanonicalWriteRecord['values'] {
    const member = `${ticket.linkId} ${ticket.system}`;
    const before = this.last.get(member) ?? {};
    this.last.set(member, values);
    if (op === 'create') return values;
    return Object.fromEntries(Object.entries(values).filter(([name, value]) => before[name] !== value));
  }

  /** Classes of which more went out within an hour than their limit allows. */
  exceeding(): readonly string[] {
    return [...this.times].flatMap(([key, times]) => {
      const { absolute } = limits[key.split(' ')[2] as keyof Limits];
      const most = Math.max(...times.map((at) => times.filter((other) => other >= at && other < at + hourMs).length));
      return most > absolute ? [`${most} of ${key} went out in an hour, and ${absolute} may`] : [];
    });
  }
}

const references = ['departmentId', 'managerId'];

function classesOf({ op, category, ticket, values }: CanonicalWriteRecord): readonly string[] {
  const at = `${category} ${ticket.system}`;
  if (op === 'create') return [`${at} create`];
  const told = Object.entries(values).filter(([name]) => !references.includes(name));
  const inactive = told.some(([name, value]) => name === 'active' && value === false);
  if (op === 'deactivate' || inactive) return [`${at} deactivate`];
  const cleared = told.some(([, value]) => value === null);
  const updated = told.filter(([name, value]) => value !== null && name !== 'active');
  return [...(cleared ? [`${at} clear`] : []), ...updated.map(([name]) => `${at} update ${name}`)];
}

/** How much waits for the end of a poll, or for a person. */
export const brakedIn = ({ guard }: TenantState): number =>
  guard ? guard.holds.length + guard.rulings.length + Object.keys(guard.polls.open).length : 0;
