import { beginnings, type Editable, editables } from './edits.js';
import { plain } from './customs.js';
import type { FaultName, Script, Who } from './faults.js';
import { judged, type Violation } from './oracles/index.js';
import type { Point } from './points.js';
import { World } from './world.js';
import { type WorldOptions } from './world-options.js';

/** What may happen to the process at an arrow. `duplicate`: what it worked on comes to it twice. */
export const happenings = ['crash', 'pause and takeover', 'duplicate'] as const;
export type Happening = (typeof happenings)[number];

/** What a system can do (reference/correctness.md B.0), and what is done to it in the small history. */
interface Level {
  readonly does: 'edit' | 'create' | 'archive';
  /** Who is written to. */
  readonly target: 'customhrm' | 'powerofficego';
  readonly world: NonNullable<WorldOptions['mutation']>;
}

export const levels = {
  'the HRM, version enforced (W3)': { does: 'edit', target: 'customhrm', world: {} },
  'PowerOffice Go, `test` honoured (W2)': { does: 'edit', target: 'powerofficego', world: { honoursTest: true } },
  'PowerOffice Go, `test` not honoured (W1)': { does: 'edit', target: 'powerofficego', world: { honoursTest: false } },
  'a create with a key (C3)': {
    does: 'create',
    target: 'customhrm',
    world: { hrm: { idempotentCreate: true } },
  },
  'a create with a unique reference (C3)': {
    does: 'create',
    target: 'customhrm',
    world: { hrm: { idempotentCreate: false, uniqueReference: true } },
  },
  'a create whose reference is only looked up (C2)': {
    does: 'create',
    target: 'customhrm',
    world: { hrm: { idempotentCreate: false, uniqueReference: false } },
  },
  'archiving in the HRM (W3)': { does: 'archive', target: 'customhrm', world: {} },
  'archiving in PowerOffice Go (W2)': { does: 'archive', target: 'powerofficego', world: { honoursTest: true } },
} as const satisfies Record<string, Level>;
export type LevelName = keyof typeof levels;

/** Where a row of B.10 lies in the simulated world. */
interface Inside {
  readonly point: Point;
  /** Whose work is struck: link's, the one that listens to the edit, or the one that writes. */
  readonly whose: 'link' | 'source' | 'target';
  /** What `duplicate` means there. */
  readonly twice: FaultName;
  /** What else must be so: a request that is still on the wire. */
  readonly with?: FaultName;
  readonly of: readonly Level['does'][];
}

/** Where a row is proven that lies outside: a test by its file and its words, or why there is no such arrow here. */
interface Outside {
  readonly file: string;
  readonly says: string;
}

const all = ['edit', 'create', 'archive'] as const;
const told = { whose: 'source', twice: 'publishedTwice', of: all } as const;
const decided = { whose: 'link', twice: 'deliveredAgain', of: all } as const;
const done = { whose: 'target', twice: 'publishedTwice', of: all } as const;

/** Every row of reference/correctness.md B.10, by its number. */
export const rows: Readonly<Record<number, Inside | Outside>> = {
  1: { ...told, point: 'listed' },
  2: { ...told, point: 'heard' },
  3: { ...told, point: 'published' },
  4: { ...decided, point: 'delivered' },
  5: { ...decided, point: 'decided' },
  6: { ...decided, point: 'deciding' },
  7: { ...decided, point: 'published', twice: 'publishedTwice' },
  8: { ...done, point: 'commanded' },
  9: { ...done, point: 'noted' },
  10: { ...done, point: 'applied' },
  11: { ...done, point: 'answered', with: 'requestLate' },
  12: { ...done, point: 'answered' },
  13: { ...done, point: 'settled' },
  14: { ...done, point: 'attempted', twice: 'deliveredAgain' },
  15: { ...decided, point: 'decided', twice: 'rewound' },
  16: { ...done, point: 'applied', of: ['create'] },
  // No back reference is written after a create (design.md 4): what follows a birth is an update like any other.
  17: { ...done, point: 'settled', of: ['create'] },
  // Nothing is archived because it looks like a twin: what we made is held for its link, and people decide the rest.
  18: {
    file: 'libs/sync/src/batch/deliver.spec.ts',
    says: 'records born of our own creates are nobody else’s candidates',
  },
  19: { ...done, point: 'applied', of: ['archive'] },
  20: { ...done, point: 'leaving' },
  21: { file: 'services/link/src/consumer/turn.int.spec.ts', says: 'worked twice changes nothing the second time' },
  22: {
    file: 'libs/connector/src/testing/sign-in.contract.ts',
    says: 'that was revoked is renewed once, also for requests that learn of it late',
  },
  23: { file: 'libs/persistence/src/migrate.int.spec.ts', says: 'that fails leaves nothing of itself behind' },
};

export const isInside = (row: Inside | Outside): row is Inside => 'point' in row;

export interface Case {
  readonly row: number;
  readonly happens: Happening;
  readonly level: LevelName;
}

/** Every row × what may happen × every level it speaks of. */
export const cases: readonly Case[] = Object.entries(rows).flatMap(([row, where]) =>
  isInside(where)
    ? (Object.keys(levels) as LevelName[])
        .filter((level) => where.of.includes(levels[level].does))
        .flatMap((level) => happenings.map((happens) => ({ row: Number(row), happens, level })))
    : [],
);

export interface Struck {
  readonly violations: readonly Violation[];
  /** Whether what should happen did. */
  readonly happened: boolean;
}

/** Lives a small history in which exactly one thing happens, at one point, and judges it. */
export async function struck({ row, happens, level }: Case, seed: number): Promise<Struck> {
  const where = rows[row] as Inside;
  const { does, target, world: mutation } = levels[level];
  const hrm = { cuts: {}, lowers: [], refuses: {}, ...('hrm' in mutation ? mutation.hrm : {}) };
  const world = new World(seed, { customs: plain, mutation: { honoursTest: true, ...mutation, hrm } });
  if (does !== 'create') await world.settle(40);
  world.faults.play(scriptOf(where, happens, target));
  if (does !== 'create') edit(world, does, target);
  const rested = await world.settle(60);
  const violations: Violation[] = rested ? [] : [{ guarantee: 'G1', words: 'it did not come to rest' }];
  return { violations: [...violations, ...judged(world)], happened: happened(world, where, happens) };
}

function scriptOf({ point, whose, twice, with: also }: Inside, happens: Happening, target: Level['target']): Script {
  const source = target === 'customhrm' ? 'powerofficego' : 'customhrm';
  const who: Who = whose === 'link' ? 'link' : whose === 'source' ? source : target;
  const once = [...(also ? [also] : []), ...(happens === 'duplicate' ? [twice] : [])];
  if (happens === 'duplicate') return { once };
  return { at: { fault: happens === 'crash' ? 'crash' : 'pause', point, who }, once };
}

function happened({ faults: { hits } }: World, { point, twice }: Inside, happens: Happening): boolean {
  if (happens === 'duplicate') return (hits[twice] ?? 0) > 0;
  return (hits[`${happens === 'crash' ? 'crash' : 'pause'} at ${point}`] ?? 0) > 0;
}

const archived: Editable = { canonical: 'active', unit: 'active', pogo: 'shared.IsArchived', manner: 'archived' };

/** Somebody edits one record, on the side that is not written to. */
function edit(world: World, does: Level['does'], target: Level['target']): void {
  const one = beginnings.find(({ id }) => id === '11')!;
  const field = does === 'archive' ? archived : editables.EMPLOYEE.find(({ canonical }) => canonical === 'phone')!;
  world.people.set(one, [[field, does === 'archive' ? true : 'x-phone-edited']], target === 'powerofficego');
}
