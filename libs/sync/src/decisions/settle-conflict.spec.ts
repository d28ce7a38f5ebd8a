import type { Decision } from '@samsvar/contracts';
import { describe, expect, test } from 'vitest';
import type { Policy } from '../policy.js';
import { policyFrom } from '../policy.js';
import { plainField } from '../testing/given.js';
import { Office, officeSettings } from '../testing/office.js';
import { decideFor } from './decide-for.js';

const by = { who: 'kari', why: 'asked both' };
const asking = (more = {}): Policy =>
  policyFrom('DEPARTMENT', [plainField('name', { required: true }), plainField('code', { owner: 'ask', ...more })]);
const settingsWith = (policy: Policy) =>
  officeSettings({
    policyOf: (category) => (category === 'DEPARTMENT' ? policy : officeSettings().policyOf(category)),
  });

/** Departments of which both sides changed the code before hearing of each other. */
async function quarrelling(ids: readonly string[], policy = asking()) {
  const office = new Office(settingsWith(policy));
  const said = (id: string, code: string) => ({ name: `Avdeling ${id}`, code });
  await office.hear(...ids.map((id) => office.seen('powerofficego', 'DEPARTMENT', id, said(id, id))));
  await office.scansComplete();
  await office.meetAll();
  const born = await office.obey();
  const links = new Map([...office.ledger.kept].map(([link, { changed }]) => [changed.state.founding!.id, link]));
  await office.hear(
    ...ids.map((id) => office.seen('powerofficego', 'DEPARTMENT', id, said(id, `go-${id}`), { revision: 2 })),
  );
  for (const { ticket } of office.commands.splice(0)) {
    const { changed } = office.ledger.kept.get(ticket.linkId)!;
    const id = changed.state.founding!.id;
    const { ref } = changed.state.members['customhrm/department']!;
    const values = said(id, `hrm-${id}`);
    const more = { kind: 'department', category: 'DEPARTMENT', roles: ['DEPARTMENT'], mapping: 'm' };
    const stale = { ticket, outcome: 'stale', sent: [], refusals: [], ref, values, revision: 3, ...more };
    await office.hear(office.message('WriteAnswered', stale));
  }
  expect(born).toHaveLength(ids.length);
  const decide = (decision: Decision, id = 'k1') => decideFor(office.ledger, office.settings, { id, by, decision });
  const agreed = (id: string) => office.ledger.kept.get(links.get(id)!)!.changed.state.agreed['code'];
  return { office, decide, agreed, link: (id: string) => links.get(id)! };
}

describe('a conflict that waits for a person', () => {
  test('is settled by their word, and the losing side is told', async () => {
    const { office, decide, agreed, link } = await quarrelling(['d1']);
    expect(office.standings()).toEqual({ d1: 'conflicts' });
    const done = await decide({ type: 'settleConflict', link: link('d1'), unit: 'code', winner: 'customhrm' });
    expect(done).toMatchObject({ links: [link('d1')] });
    expect('out' in done && done.out.map(({ message }) => message.type)).toEqual([
      'OperatorDecided',
      'WriteRecord',
      'LinkTold',
    ]);
    expect(agreed('d1')).toBe('hrm-d1');
    expect(JSON.stringify('out' in done && done.out[0])).not.toContain('hrm-d1');
    expect(JSON.stringify('out' in done && done.out[2])).not.toContain('hrm-d1');
  });
  test('is not decided on what no longer stands', async () => {
    const { office, decide, link } = await quarrelling(['d1']);
    const { version } = office.ledger.kept.get(link('d1'))!;
    const about = { type: 'settleConflict', link: link('d1'), unit: 'code', winner: 'agreed' } as const;
    expect(await decide({ ...about, version: version - 1 })).toMatchObject({ refused: { code: 'moved' } });
    expect(office.standings()).toEqual({ d1: 'conflicts' });
    expect(await decide({ ...about, version })).toMatchObject({ links: [link('d1')] });
    expect(await decide(about, 'k2')).toMatchObject({ refused: { code: 'nothing-to-decide' } });
  });
  test('names what is open, and which members there are, where a decision does not fit', async () => {
    const { decide, link } = await quarrelling(['d1']);
    const about = { type: 'settleConflict', link: link('d1'), unit: 'name', winner: 'agreed' } as const;
    expect(await decide(about)).toMatchObject({ refused: { words: expect.stringContaining('code') as string } });
    const contact = { ...about, unit: 'code', winner: 'powerofficego/contact' as const };
    expect(await decide(contact)).toMatchObject({ refused: { code: 'not-possible' } });
    expect(await decide({ ...about, link: 'lnone' })).toMatchObject({ refused: { code: 'unknown' } });
  });
  test('cannot be won by a system that is not heard about the field', async () => {
    const { decide, link } = await quarrelling(['d1'], asking({ asksFirst: true }));
    const deaf = settingsWith(asking({ heardFrom: ['powerofficego'] }));
    const order = { type: 'settleConflict', link: link('d1'), unit: 'code', winner: 'customhrm' } as const;
    const { office } = await quarrelling(['d1']);
    expect(await decideFor(office.ledger, deaf, { id: 'k', by, decision: order })).toMatchObject({
      refused: { code: 'not-possible' },
    });
    expect(await decide(order)).toMatchObject({ links: [link('d1')] });
  });
  test('of a field that was switched off asks nobody, until it is switched on again', async () => {
    const { office, decide, link } = await quarrelling(['d1']);
    const off = settingsWith(asking({ heardFrom: [], toldTo: [] }));
    const decision: Decision = { type: 'settleConflicts', links: [link('d1')], winner: 'agreed' };
    expect(await decideFor(office.ledger, off, { id: 'k', by, decision })).toMatchObject({
      refused: { code: 'nothing-to-decide' },
    });
    expect(await decide(decision)).toMatchObject({ links: [link('d1')] });
  });
  test('is settled with many others at once; those already settled are passed over', async () => {
    const { office, decide, agreed, link } = await quarrelling(['d1', 'd2', 'd3']);
    await decide({ type: 'settleConflict', link: link('d1'), unit: 'code', winner: 'agreed' });
    const links = ['d1', 'd2', 'd3'].map(link);
    const done = await decide({ type: 'settleConflicts', links, winner: 'customhrm' }, 'k2');
    expect(done).toMatchObject({ links: [link('d2'), link('d3')] });
    expect(['d1', 'd2', 'd3'].map(agreed)).toEqual(['go-d1', 'hrm-d2', 'hrm-d3']);
    expect(office.standings()).toEqual({ d1: 'differ', d2: 'differ', d3: 'differ' });
    expect(await decide({ type: 'settleConflicts', links, winner: 'agreed' }, 'k3')).toMatchObject({
      refused: { code: 'nothing-to-decide' },
    });
  });
});

describe('a value that lost', () => {
  test('is agreed again when a person wants it, and what it replaces can be restored in turn', async () => {
    const { office, decide, agreed, link } = await quarrelling(['d1'], asking({ owner: 'powerofficego' }));
    const versionOf = (type: string) =>
      office.ledger.kept.get(link('d1'))!.events.findLastIndex((event) => event.type === type) + 1;
    expect(agreed('d1')).toBe('go-d1');
    const restore = (version: number) => ({ type: 'restore', link: link('d1'), unit: 'code', version }) as const;
    await decide(restore(versionOf('ConflictFound')));
    expect(agreed('d1')).toBe('hrm-d1');
    expect(await decide(restore(versionOf('ConflictFound')), 'k2')).toMatchObject({
      refused: { code: 'nothing-to-decide' },
    });
    await decide(restore(versionOf('ValueRestored')), 'k3');
    expect(agreed('d1')).toBe('go-d1');
  });
  test('is not restored where no event keeps one, or a conflict is open', async () => {
    const { decide, link } = await quarrelling(['d1']);
    const restore = { type: 'restore', link: link('d1'), unit: 'code', version: 1 } as const;
    expect(await decide(restore)).toMatchObject({ refused: { code: 'nothing-to-decide' } });
    await decide({ type: 'settleConflict', link: link('d1'), unit: 'code', winner: 'agreed' });
    expect(await decide({ ...restore, version: 999 })).toMatchObject({ refused: { code: 'nothing-to-decide' } });
  });
});
