import { Complaint } from '../stack/complaint.js';

/** What `npm run chaos` was asked for. */
export interface ChaosWishes {
  readonly minutes: number;
  readonly seed: number;
  /** Rows of the five PowerOffice Go resources together. */
  readonly records: number;
  /** One JSON object on standard output and nothing else there. */
  readonly json: boolean;
  /** Leaves the logs and the data of the run where they are, and says where. */
  readonly keep: boolean;
}

const usage = 'npm run chaos -- [--minutes 10] [--seed 1] [--records 200] [--json] [--keep]';

/** Reads the words behind `npm run chaos --`. */
export function chaosWishesOf(words: readonly string[]): ChaosWishes {
  const rest = words.flatMap((word) => word.split('=')).filter((word) => word !== '--json' && word !== '--keep');
  const given = new Map<string, number>();
  for (let at = 0; at < rest.length; at += 2) {
    const [name = '', value] = [rest[at], Number(rest[at + 1])];
    if (!['--minutes', '--seed', '--records'].includes(name))
      throw new Complaint(`Unknown option ${name}: ${usage}`, 2);
    if (!(value > 0)) throw new Complaint(`${name} takes a number above 0: ${usage}`, 2);
    given.set(name, value);
  }
  const wishes = {
    minutes: given.get('--minutes') ?? 10,
    seed: given.get('--seed') ?? 1,
    records: given.get('--records') ?? 200,
    json: words.includes('--json'),
    keep: words.includes('--keep'),
  };
  if (!Number.isInteger(wishes.records) || wishes.records < 60 || wishes.records > 2_000)
    throw new Complaint(`--records takes a whole number from 60 to 2000: ${usage}`, 2);
  return wishes;
}
