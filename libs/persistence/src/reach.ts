import { setTimeout as pause } from 'node:timers/promises';

/** Something about the database a person can set right, in one sentence. */
export class DatabaseComplaint extends Error {
  override readonly name: string = 'DatabaseComplaint';
}

/** What of a database's life is worth a line; ids and numbers only. */
export interface DatabaseLog {
  warn(message: string, fields?: object): void;
}

const betweenMs = 500;

/** What waiting does not mend: PostgreSQL's own codes, each with what to look at. */
const hopeless: Readonly<Record<string, string>> = {
  '28P01': 'refuses the password of',
  '28000': 'lets nobody in as',
  '3D000': 'does not know the database of',
};

/** Connects, and waits as long as told for a server that is still coming up. */
export async function untilReached(
  connect: () => Promise<unknown>,
  { url, patienceMs, log }: { readonly url: string; readonly patienceMs: number; readonly log?: DatabaseLog },
): Promise<void> {
  const deadline = Date.now() + patienceMs;
  for (let tries = 1; ; tries++) {
    try {
      return void (await connect());
    } catch (error) {
      const code = codeOf(error);
      if (hopeless[code]) throw complaint(`Postgres ${hopeless[code]} ${placeOf(url)}: check DATABASE_URL.`, error);
      if (Date.now() > deadline) {
        const words = `Postgres does not answer at ${placeOf(url)} (${code}): check DATABASE_URL and that it runs.`;
        throw complaint(words, error);
      }
      if (tries === 1) log?.warn('Postgres does not answer yet; check DATABASE_URL and that it runs', { code });
      await pause(betweenMs);
    }
  }
}

const complaint = (words: string, cause: unknown) => new DatabaseComplaint(words, { cause });

/** A database that was there does not answer now. */
export const noAnswer = (cause: unknown): DatabaseComplaint =>
  complaint(`Postgres does not answer (${codeOf(cause)}): check DATABASE_URL and that it runs`, cause);

/** Who would enter where; never the password. */
function placeOf(url: string): string {
  if (!URL.canParse(url)) return 'an address that is none';
  const { username, host, pathname } = new URL(url);
  return `${username}@${host}${pathname}`;
}

/** What went wrong, in one word: the driver's code where it has one. */
export function codeOf(error: unknown): string {
  const { code, message, driverError } = error as { code?: unknown; message?: unknown; driverError?: unknown };
  if (typeof code === 'string') return code;
  return driverError ? codeOf(driverError) : String(message ?? error);
}
