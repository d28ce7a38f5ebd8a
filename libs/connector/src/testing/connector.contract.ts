import { describe } from 'vitest';
import type { Bench } from './bench.js';
import { birthsContract } from './births.contract.js';
import { deletionsContract } from './deletions.contract.js';
import { failuresContract } from './failures.contract.js';
import { garbageContract } from './garbage.contract.js';
import { emptyContract, listingsContract } from './listings.contract.js';
import { signInContract } from './sign-in.contract.js';
import { writesContract } from './writes.contract.js';

/** What every connector owes the runtime (`port.ts`), tried against the sandbox through the connector's own bench. */
export function connectorContract(bench: Bench): void {
  describe(`${bench.system} keeps the connector contract`, () => {
    describe('listing and reading', () => listingsContract(bench));
    describe('listing nothing', () => emptyContract(bench));
    describe('writing', () => writesContract(bench));
    describe('making', () => birthsContract(bench));
    describe('failing', () => failuresContract(bench));
    describe('deletions', () => deletionsContract(bench));
    describe('garbage', () => garbageContract(bench));
    describe('signing in', () => signInContract(bench));
  });
}
