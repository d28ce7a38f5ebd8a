import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Settings } from '../settings.js';
import { Complaint } from '../stack/complaint.js';

/** Refuses to go on with another sample than the one link already knows: its records would all seem deleted. */
export function requireSameSample(file: string, { sandboxSeed: seed, sandboxRecords: records }: Settings): void {
  if (existsSync(file)) {
    const kept = JSON.parse(readFileSync(file, 'utf8')) as { seed: number; records: number };
    if (kept.seed !== seed || kept.records !== records)
      throw new Complaint(
        `What is kept here belongs to SANDBOX_SEED=${kept.seed} SANDBOX_RECORDS=${kept.records}: ` +
          'set those, or begin anew with npm start -- --fresh.',
        2,
      );
  }
  writeFileSync(file, JSON.stringify({ seed, records }));
}
