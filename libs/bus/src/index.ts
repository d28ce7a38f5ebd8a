export * from './dead-letters.js';
export * from './failures.js';
export type { KafkaAccess } from './kafka/client.js';
export { ensureTopics, WrongPartitions } from './kafka/ensure-topics.js';
export type { KafkaBusOptions } from './kafka/kafka-bus.js';
export { kafkaBus } from './kafka/kafka-bus.js';
export { BusServer, type BusServerOptions, HearsTopics, HearsTopicsOf } from './nest/bus-server.js';
export * from './port.js';
export { decode, Undecodable } from './wire.js';
