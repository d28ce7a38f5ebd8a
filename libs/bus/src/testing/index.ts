export { busContract, pollCompleted } from './bus.contract.js';
export { MemoryBus } from './memory-bus.js';
export { MemoryTracer, type Recorded } from './memory-tracer.js';
