/** The Kafka that is run here, as jars and as an image. */
export const kafkaVersion = '4.3.1';
