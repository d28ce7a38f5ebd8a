import { parseArgs } from 'node:util';
import { Complaint } from '../stack/complaint.js';

/** What `npm run test:upgrade` was asked for. */
export interface UpgradeWishes {
  /** The commit, tag or branch that is upgraded from; the last release without. */
  readonly from?: string;
  /** Rows of the five PowerOffice Go resources together. */
  readonly records: number;
  readonly seed: number;
  /** One JSON object on standard output and nothing else there. */
  readonly json: boolean;
  /** Leaves the logs and the data of the run where they are, and says where. */
  readonly keep: boolean;
}

const usage = 'npm run test:upgrade -- [--from COMMIT] [--records 300] [--seed 1] [--json] [--keep]';
const options = {
  from: { type: 'string' },
  records: { type: 'string', default: '300' },
  seed: { type: 'string', default: '1' },
  json: { type: 'boolean', default: false },
  keep: { type: 'boolean', default: false },
} as const;

/** Reads the words behind `npm run test:upgrade --`. */
export function upgradeWishesOf(words: readonly string[]): UpgradeWishes {
  const { from, records, seed, json, keep } = valuesIn(words);
  return {
    ...(from !== undefined && { from }),
    records: numberOf('--records', records, [60, 2_000]),
    seed: numberOf('--seed', seed, [1, 1_000_000]),
    json,
    keep,
  };
}

function valuesIn(words: readonly string[]) {
  try {
    return parseArgs({ args: [...words], options }).values;
  } catch (error) {
    throw new Complaint(`${(error as Error).message}: ${usage}`, 2);
  }
}

function numberOf(name: string, text: string, [least, most]: readonly [number, number]): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new Complaint(`${name} takes a whole number from ${least} to ${most}: ${usage}`, 2);
}
