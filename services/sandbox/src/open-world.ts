import type { Clock } from './clock.js';
import { HrmStore } from './customhrm/store.js';
import type { HrmRecord, HrmType } from './customhrm/record.js';
import { counting, noJournal, openJournal } from './journal.js';
import type { Journal, Kept } from './journal.js';
import type { Contact, Plain } from './powerofficego/record.js';
import { PowerOfficeStore } from './powerofficego/store.js';
import type { Shelf } from './powerofficego/store.js';
import { fill } from './samples/fill.js';
import type { Tenant } from './world.js';
import { World } from './world.js';

export interface WorldSetting {
  readonly seed: number;
  readonly records: number;
  readonly tenants: readonly string[];
  readonly lagMs: number;
  readonly clock: Clock;
  readonly note: (sentence: string) => void;
  readonly state?: string;
}

/** Moves when the same seed and size no longer give the same sample: older state files then begin anew. */
const sampleFormat = 1;

/** Sample data first, then what the state file kept on top: so a restart knows all that was ever answered. */
export function openWorld(setting: WorldSetting): { readonly world: World; readonly journal: Journal } {
  const { seed, records, tenants: ids, state, clock } = setting;
  const sample = { format: sampleFormat, seed, records, tenants: ids };
  const opened = state ? openJournal(state, sample) : { journal: noJournal, kept: [], anew: undefined };
  const { kept, anew } = opened;
  const journal = counting(opened.journal);
  if (anew) setting.note(anew);
  const tenants = new Map<string, Tenant>();
  for (const [index, tenant] of ids.entries()) {
    const entered: Tenant = {
      id: tenant,
      powerofficego: new PowerOfficeStore({ tenant, clock, journal }),
      customhrm: new HrmStore({ tenant, clock, journal }),
      withheld: [],
    };
    fill(entered, { seed: seed + index, records });
    tenants.set(tenant, entered);
  }
  const world = new World({ clock, tenants, lagMs: setting.lagMs, seed, journal });
  for (const change of kept) {
    if (change.key.startsWith('-/')) world.knew(change.key, change.value as number);
    else restore(tenants, change);
  }
  for (const { powerofficego } of tenants.values()) powerofficego.sort();
  return { world, journal };
}

/** Keys are `tenant/system/shelf/id`; an idempotent create's ends in `key/` and the key. */
function restore(tenants: ReadonlyMap<string, Tenant>, { key, value }: Kept): void {
  const [id = '', system, shelf, first = '', ...rest] = key.split('/');
  const tenant = tenants.get(id);
  if (!tenant) return;
  if (system === 'powerofficego') {
    tenant.powerofficego.restore(shelf as Shelf, Number(first), value as Plain | Contact | null, 0);
  } else if (first === 'key') {
    const create = value as { digest: string; record: HrmRecord };
    tenant.customhrm.restoreDone(shelf as HrmType, rest.join('/'), create);
  } else {
    tenant.customhrm.restore(shelf as HrmType, value as HrmRecord);
  }
}
