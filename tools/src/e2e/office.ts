import { PassThrough } from 'node:stream';
import { getJson } from '../http.js';
import { Stack } from '../stack.js';
import type { Settings } from '../settings.js';
import { look, type Verdict, waitForAgreement } from '../start/agreement.js';
import { stepsOn } from '../steps.js';
import { type TemporaryWishes, temporaryPlace } from '../temporary.js';

/** A whole stack of a test's own: free ports, a folder of its own, nothing left behind. */
export interface Office {
  readonly stack: Stack;
  readonly folder: string;
  readonly settings: Settings;
  close(): Promise<void>;
}

/**
 * Brings up the ground (Kafka, Postgres, sandbox); the product is started by the test. `env`: more variables for the
 * sandbox and every service.
 */
export async function openOffice(wishes: TemporaryWishes, env: Readonly<Record<string, string>> = {}): Promise<Office> {
  const place = await temporaryPlace(wishes);
  const quiet = new PassThrough();
  quiet.resume();
  const steps = stepsOn(quiet as never);
  const stack = new Stack({ settings: place.settings, folder: place.folder, steps, env });
  await stack.startGround();
  const close = async () => {
    await stack.stop();
    place.remove();
  };
  return { stack, folder: place.folder, settings: place.settings, close };
}

/** Where link's API answers, whatever it runs in. */
export interface LinkDoor {
  readonly stack: { readonly linkUrl: string };
}

/** Waits until a tenant agrees, or says how it stands after that long. */
export const agreement = ({ stack }: LinkDoor, withinMs: number, tenant = 'default'): Promise<Verdict> =>
  waitForAgreement({
    look: () => look(stack.linkUrl, tenant),
    everyMs: 250,
    withinMs,
    signal: new AbortController().signal,
    told: () => undefined,
  });

/** A record as link's API shows it. */
export interface Shown {
  readonly ref: { readonly system: string; readonly resource: string; readonly id: string; readonly parent?: string };
  readonly category: string;
  readonly state: string;
  readonly linkId: string | null;
  readonly gone?: true;
  readonly values: Readonly<Record<string, unknown>>;
}

/** All records link knows of a system. */
export async function recordsOf({ stack }: LinkDoor, system: string, more = ''): Promise<readonly Shown[]> {
  const all: Shown[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const at: string = cursor === '' ? '' : `&cursor=${cursor}`;
    const page: { items: Shown[]; cursor: string | null } = await getJson(
      `${stack.linkUrl}/api/v1/records?tenant=default&limit=500&system=${system}${more}${at}`,
    );
    all.push(...page.items);
    cursor = page.cursor;
  }
  return all;
}

/** What happened to a record, for whoever reads why a test failed. */
export const historyOf = async ({ stack }: LinkDoor, { ref }: Shown): Promise<string> =>
  JSON.stringify(
    await getJson(`${stack.linkUrl}/api/v1/records/${ref.system}/${ref.resource}/${ref.id}/history?tenant=default`),
  );
