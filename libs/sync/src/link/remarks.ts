import type { Refusal } from '@samsvar/contracts';
import { systemOf } from './events.js';
import type { LinkState, Member } from './state.js';
import { membersOf } from './state.js';

/** What is worth knowing of a record that agrees: values that cannot be read any more, and what is stored otherwise. */
export const remarks = (state: LinkState): readonly Refusal[] =>
  membersOf(state).flatMap(([key, member]) => {
    const remark = (code: keyof typeof remarkWords) => (field: string) => ({
      field,
      code,
      words: `${nameOf[systemOf(key)]} ${remarkWords[code]}`,
    });
    return [...hidden(member).map(remark('hidden')), ...Object.keys(member.lossy).map(remark('lossy'))];
  });

/** Fields a member once said something in and no longer lets us read. */
const hidden = ({ base, said, waits }: Member): readonly string[] =>
  Object.keys(base).filter((field) => said[field] === undefined && !(field in waits));

const nameOf = { powerofficego: 'PowerOffice Go', customhrm: 'The HRM' } as const;
const remarkWords = {
  hidden: 'shows this value masked; give the integration the right to read it, and it takes part again.',
  lossy: 'stores this value otherwise than it was told; it was asked once and is left alone.',
} as const;
