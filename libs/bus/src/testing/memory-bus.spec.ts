import { busContract } from './bus.contract.js';
import { MemoryBus } from './memory-bus.js';

busContract('the memory bus', async () => new MemoryBus());
