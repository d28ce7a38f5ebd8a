import type { Values } from '@samsvar/contracts';
import { omit, pick } from '../values.js';
import type { WriteAsked, WriteSettled } from './events.js';
import { keptForReturn } from './evolve-roles.js';
import { counted, withMember } from './evolve-member.js';
import type { LinkState, Member } from './state.js';
import { without } from './state.js';

/** A member is asked to hold something. */
export function asked(state: LinkState, event: WriteAsked): LinkState {
  const { n, op, fields, beside = [], decidedOn } = event;
  return withMember(state, event.member, (m) => ({
    ...m,
    n,
    asked: {
      n,
      op,
      ...(m.category && { category: m.category }),
      ...(op === 'deactivate'
        ? { wanted: { active: false }, expected: pick(m.said, Object.keys(m.said).sort()) }
        : { wanted: pick(state.agreed, fields), expected: pick(m.said, [...fields, ...beside]) }),
      decidedOn,
    },
  }));
}

/** Notes of which wanted fields a member says something while it is asked for them. */
export function overtaken(member: Member, said: Values): Member {
  const { asked } = member;
  if (asked?.op !== 'update') return member;
  const { overtaken: before = [] } = asked;
  const now = Object.keys(said).filter((field) => field in asked.wanted && !before.includes(field));
  return now.length === 0 ? member : { ...member, asked: { ...asked, overtaken: [...before, ...now] } };
}

/** What it was asked is held. */
export function settled(state: LinkState, event: WriteSettled): LinkState {
  const { parting } = state;
  const deactivates = state.members[event.member]?.asked?.op === 'deactivate';
  const touched = event.outcome === 'same' && { touched: true };
  const parted = deactivates && parting ? { ...state, parting: { ...parting, done: true, ...touched } } : state;
  return withMember(parted, event.member, ({ asked: write, ...m }) => {
    const wanted = omit(write?.wanted ?? {}, [...(event.away ?? []), ...(event.overtaken ?? [])]);
    const now = { ...m.said, ...wanted, ...event.stored };
    const birth = write?.op === 'create';
    const unsent = pick(
      wanted,
      Object.keys(wanted).filter((field) => !event.sent.includes(field)),
    );
    return {
      ...m,
      ...(event.ref && { ref: event.ref }),
      ...(event.category && { category: event.category, roles: event.roles ?? [event.category] }),
      ...(event.mapping && { mapping: event.mapping }),
      revision: event.revision ?? m.revision,
      stales: 0,
      said: now,
      base: birth ? now : { ...m.base, ...unsent, ...pick(now, event.sent) },
      written: deactivates
        ? without(m.written, 'active')
        : event.outcome === 'done'
          ? counted(m.written, event.sent)
          : m.written,
      away:
        write?.category && event.away ? keptForReturn(m.away, write.category, pick(write.wanted, event.away)) : m.away,
    };
  });
}

/** Nothing was sent; what was found to hold the wanted value is said, and agreed to. */
export function unwritten({ asked, ...rest }: Member, held: readonly string[] = []): Member {
  if (held.length === 0) return rest;
  const found = pick(asked?.wanted ?? {}, held);
  return { ...rest, said: { ...rest.said, ...found }, base: { ...rest.base, ...found } };
}
