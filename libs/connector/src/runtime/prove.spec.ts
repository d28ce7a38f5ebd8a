import { describe, expect, it } from 'vitest';
import type { ContactRole, RecordRef } from '@samsvar/contracts';
import type { RecordRow } from '../record/row.js';
import { prove, type Search } from './prove.js';

const ref: RecordRef = { tenant: 't', system: 'powerofficego', resource: 'contact', id: '7' };
const key = 't/powerofficego/contact/7';

const row: RecordRow = {
  ref,
  values: { shared: {}, roles: ['employee', 'customer'], employee: {}, customer: {} },
  stamps: {},
  revision: 4,
  incarnation: 1,
  gone: false,
  changed: {},
};

/** A search that finds nobody by id, among others who are there; what it noted is listed. */
class Missing implements Search {
  readonly did: string[] = [];
  known: RecordRow | undefined = row;
  isWritten = false;
  isCanaryThere = true;
  isStill = true;
  /** Under which roles a read by id finds it. */
  found: readonly (ContactRole | undefined)[] = [];

  row = async () => this.known;
  isWrittenTo = async () => this.isWritten;
  meets = async (_row: RecordRow, role?: ContactRole) => {
    this.did.push(`read ${role ?? 'whole'}`);
    return this.found.includes(role);
  };
  clear = async () => void this.did.push('cleared');
  noteUnread = async (_one: unknown, revision: number) => void this.did.push(`unread at ${revision}`);
  noteMissed = async () => void this.did.push('all of it missed');
  canary = async () => (this.isCanaryThere ? 't/powerofficego/contact/1' : undefined);
  believe = async () => {
    this.did.push('believed');
    return this.isStill;
  };
}

const searching = (change: Partial<Missing> = {}) => Object.assign(new Missing(), change);

describe('a record is believed to be gone only when that is proven (Inv 19)', () => {
  it('by two reads by id of the same revision while another still answers', async () => {
    const search = searching();
    expect(await prove(search, { key })).toBe('not-yet');
    expect(await prove(search, { key, readAt: 4 })).toBe('gone');
    expect(search.did).toEqual(['read whole', 'unread at 4', 'read whole', 'believed']);
  });

  it.each([
    ['it was heard of since the first read', {}, 3, 'not-yet', ['read whole', 'unread at 4']],
    ['a read by id finds it', { found: [undefined] }, 4, 'there', ['read whole']],
    ['it is written to', { isWritten: true }, 4, 'not-yet', []],
    ['the other is missing too', { isCanaryThere: false }, 4, 'unproven', ['read whole']],
    ['something was heard meanwhile', { isStill: false }, 4, 'not-yet', ['read whole', 'believed']],
    ['it is known to be gone', { known: { ...row, gone: true } }, 4, 'there', ['cleared']],
    ['nobody knows it', { known: undefined }, 4, 'there', ['cleared']],
  ])('not when %s', async (_when, change, readAt, verdict, did) => {
    const search = searching(change);
    expect(await prove(search, { key, readAt })).toBe(verdict);
    expect(search.did).toEqual(did);
  });
});

describe('a role has ended only when that is proven (Inv 19)', () => {
  const one = { key, role: 'customer', readAt: 4 } as const;

  it('while another is read to live on', async () => {
    const search = searching({ found: ['employee'] });
    expect(await prove(search, one)).toBe('left');
    expect(search.did).toEqual(['read customer', 'read employee', 'believed']);
  });

  it('when no other lives on, the whole contact is looked for', async () => {
    const search = searching();
    expect(await prove(search, one)).toBe('not-yet');
    expect(search.did).toEqual(['read customer', 'read employee', 'all of it missed']);
  });

  it('one it does not have is nobody to look for', async () => {
    const search = searching({ known: { ...row, values: { shared: {}, roles: ['employee'], employee: {} } } });
    expect(await prove(search, one)).toBe('there');
    expect(search.did).toEqual(['cleared']);
  });
});
