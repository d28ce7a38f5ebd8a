import type { Office } from './office.js';

/** What a service says of itself at one of its doors. */
export interface Said {
  readonly status: number;
  /** What is not well: the name of each check, and its words. */
  readonly words: string;
}

/** Asks a service whether it is live, or ready; status 0: it did not answer. */
export async function healthOf({ settings }: Pick<Office, 'settings'>, name: string, door: 'live' | 'ready') {
  return healthAt(settings.ports[name]!, door);
}

/** The same of whoever listens on a port. */
export async function healthAt(port: number, door: 'live' | 'ready'): Promise<Said> {
  try {
    const signal = AbortSignal.timeout(3_000);
    const answer = await fetch(`http://127.0.0.1:${port}/health/${door}`, { signal });
    const { checks } = (await answer.json()) as { checks: readonly { name: string; ok: boolean; words?: string }[] };
    const unwell = checks.filter(({ ok }) => !ok);
    return { status: answer.status, words: unwell.map(({ name, words }) => `${name}: ${words}`).join('; ') };
  } catch (error) {
    return { status: 0, words: String(error) };
  }
}
