/**
 * A consumer of your own, small and whole: prints a line of JSON for whatever becomes of links, and for what people
 * decide. It needs Node and `npm install kafkajs`, and nothing of Samsvar's.
 *
 *   node docs/examples/watch-links.mjs --brokers 127.0.0.1:19092 --group my-watcher
 *
 * Where brokers ask who one is: KAFKA_USERNAME and KAFKA_PASSWORD (SCRAM-SHA-512), and KAFKA_CA_FILE with the
 * certificates they are believed by, with which connections are encrypted. kafka-user.yaml is such a user.
 *
 * Four rules it keeps, and yours should: a group of its own; positions moved after the work is done, so that nothing
 * is lost; ids it has seen are not worked on twice; types and fields it does not know are passed over.
 */
import { readFileSync } from 'node:fs';
import { env } from 'node:process';
import { parseArgs } from 'node:util';
import kafkajs from 'kafkajs';

const {
  KAFKA_BROKERS: brokers = '127.0.0.1:19092',
  KAFKA_USERNAME: username,
  KAFKA_PASSWORD: password,
  KAFKA_CA_FILE: caFile,
} = env;
const { values: chosen } = parseArgs({
  options: {
    brokers: { type: 'string', default: brokers },
    group: { type: 'string', default: 'samsvar-example' },
    prefix: { type: 'string', default: 'samsvar.' },
  },
});
const { Kafka, logLevel } = kafkajs;
const kafka = new Kafka({
  clientId: chosen.group,
  brokers: chosen.brokers.split(','),
  logLevel: logLevel.ERROR,
  ...(username && { sasl: { mechanism: 'scram-sha-512', username, password } }),
  ...(caFile && { ssl: { ca: [readFileSync(caFile, 'utf8')] } }),
});
const consumer = kafka.consumer({ groupId: chosen.group });

/** A repeat has the same id: messages come at least once. The last few thousand are enough; repeats come soon. */
const seen = new Set();
const seenMost = 10_000;
function isRepeat({ source, id }) {
  const name = `${source} ${id}`;
  if (seen.has(name)) return true;
  seen.add(name);
  if (seen.size > seenMost) seen.delete(seen.values().next().value);
  return false;
}

/** What you make of a message; by type, and nothing of those you do not know. */
const readers = {
  'samsvar.LinkTold.v1': ({ tenant, linkId, kind, state, flows, events }) => ({
    tenant,
    link: linkId,
    kind,
    state,
    flows,
    events: events.map(({ event, member, fields }) => ({ event, member, fields })),
  }),
  'samsvar.OperatorDecided.v1': ({ tenant, decision, who, about }) => ({ tenant, decision, who, about }),
};

/** What is no JSON is of nobody you know: passed over, or it would stop you for good. */
function eventOf({ value }) {
  try {
    return JSON.parse(value.toString('utf8'));
  } catch {
    return {};
  }
}

async function handle({ topic, partition, message }) {
  const event = eventOf(message);
  const read = readers[event.type];
  if (read && !isRepeat(event))
    process.stdout.write(`${JSON.stringify({ type: event.type, id: event.id, ...read(event.data) })}\n`);
  const offset = String(BigInt(message.offset) + 1n);
  await consumer.commitOffsets([{ topic, partition, offset }]);
}

async function stop() {
  await consumer.disconnect();
  process.exit(0);
}
process.once('SIGINT', stop).once('SIGTERM', stop);

await consumer.connect();
await consumer.subscribe({ topics: [`${chosen.prefix}links`, `${chosen.prefix}operator`], fromBeginning: true });
await consumer.run({ autoCommit: false, eachMessage: handle });
