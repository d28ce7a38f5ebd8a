import { Complaint } from '../stack/complaint.js';

/** What `npm run bench` was asked for. */
export interface BenchWishes {
  readonly scenario: 'first-load';
  /** Rows of the five PowerOffice Go resources together. */
  readonly records: number;
  /** One JSON object on standard output and nothing else there. */
  readonly json: boolean;
}

const usage = 'npm run bench -- first-load [--records 10000] [--json]';

/** Reads the words behind `npm run bench --`. */
export function benchWishesOf(words: readonly string[]): BenchWishes {
  const [scenario, ...rest] = words;
  if (scenario !== 'first-load') throw new Complaint(`Which scenario? ${usage}`, 2);
  const json = rest.includes('--json');
  const others = rest.filter((word) => word !== '--json');
  const [flag, count, ...unknown] = others.flatMap((word) => word.split('='));
  const records = flag === undefined ? 10_000 : Number(count);
  if ((flag !== undefined && flag !== '--records') || unknown.length > 0)
    throw new Complaint(`"${others.join(' ')}" is not understood: ${usage}`, 2);
  if (!Number.isInteger(records) || records < 100 || records > 200_000)
    throw new Complaint(`--records takes a whole number from 100 to 200000: ${usage}`, 2);
  return { scenario, records, json };
}
