import { ledgerContract } from './ledger.contract.js';
import { MemoryLedger } from './memory-ledger.js';

ledgerContract('the memory ledger', async () => {
  const ledger = new MemoryLedger('default');
  ledger.clock = Date.now();
  return { turn: (work) => work(ledger) };
});
