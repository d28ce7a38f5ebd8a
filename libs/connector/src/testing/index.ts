export { type Bench, collected, type Place, type ResourceBench, Stand } from './bench.js';
export { connectorContract } from './connector.contract.js';
