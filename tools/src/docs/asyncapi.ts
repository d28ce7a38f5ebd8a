import {
  contentType,
  deadTopicOf,
  Envelope,
  talkers,
  type Topic,
  type TopicId,
  topics,
  wireType,
} from '@samsvar/contracts';
import { stringify } from 'yaml';
import type { z } from 'zod';
import { version } from '../version.js';
import { examples } from './examples.js';
import type { Page } from './page.js';
import { messageShapes, olderSchema, type Shape } from './shapes.js';

export const asyncApiPath = 'docs/asyncapi.yaml';
type Json = Readonly<Record<string, unknown>>;

const named = <T>(entries: readonly (readonly [string, T])[]) => Object.fromEntries(entries);
const entriesOf = Object.entries(topics) as readonly [TopicId, Topic][];
/** Channel and message keys stand in `$ref`s; a point in a name is a letter there like any other. */
const channelRef = (id: string) => ({ $ref: `#/channels/${id}` });
const schemaRef = (name: string) => ({ $ref: `#/components/schemas/${name}` });

const shapeOf = (schema: z.ZodType): Shape => messageShapes().find((shape) => shape.schema === schema)!;
const typeName = ({ schema, topics: on }: Shape): string =>
  Object.entries<z.ZodType>(topics[on[0]!].messages).find(([, candidate]) => candidate === schema)![0];

const channelOf = ({ name, says, key, messages, partitions, retentionMs }: Topic): Json => ({
  address: name,
  description: `${says}. Key: ${key}.`,
  messages: named(
    Object.values(messages).map((schema) => {
      const { name: shape } = shapeOf(schema);
      return [shape, { $ref: `#/components/messages/${shape}` }] as const;
    }),
  ),
  bindings: {
    kafka: {
      topic: name,
      partitions,
      topicConfiguration: { 'cleanup.policy': ['delete'], 'retention.ms': retentionMs },
      bindingVersion: '0.5.0',
    },
  },
});

const deadChannelOf = ({ name, retentionMs }: Topic): Json => ({
  address: deadTopicOf(name),
  description: `What ${name} brought and nobody could decode or handle, byte for byte, with the reason in its headers.`,
  messages: { dead: { $ref: '#/components/messages/dead' } },
  bindings: {
    kafka: {
      topic: deadTopicOf(name),
      partitions: 1,
      topicConfiguration: { 'cleanup.policy': ['delete'], 'retention.ms': retentionMs },
      bindingVersion: '0.5.0',
    },
  },
});

function messageOf(shape: Shape): Json {
  const type = wireType(typeName(shape));
  const example = examples[typeName(shape)];
  return {
    name: type,
    title: typeName(shape),
    summary: shape.schema.description ?? '',
    contentType,
    headers: schemaRef('headers'),
    payload: {
      allOf: [
        schemaRef('envelope'),
        { type: 'object', properties: { type: { const: type }, data: schemaRef(shape.name) } },
      ],
    },
    ...(example && { examples: [{ name: typeName(shape), payload: exampleOf(type, example) }] }),
  };
}

const exampleOf = (type: string, { subject, data }: (typeof examples)[string]): Json => ({
  specversion: '1.0',
  id: 'm6q2x7k3f5a4c7d2e3b2h5j4n',
  source: 'link',
  type,
  subject,
  datacontenttype: 'application/json',
  data,
});

const dead: Json = {
  name: 'dead',
  title: 'Dead message',
  summary: 'a message that nobody could handle, as it came',
  contentType: 'application/octet-stream',
  headers: {
    type: 'object',
    properties: {
      'samsvar.dead.topic': { type: 'string', description: 'the topic it was for' },
      'samsvar.dead.partition': { type: 'string', description: 'the partition it was met on' },
      'samsvar.dead.offset': { type: 'string', description: 'where it was met' },
      'samsvar.dead.class': { type: 'string', enum: ['undecodable', 'rejected'] },
      'samsvar.dead.reason': { type: 'string', description: 'why, naming the field; never a value' },
      'samsvar.dead.at': { type: 'string', format: 'date-time' },
    },
  },
  payload: { description: 'its bytes as they came' },
};

const headers: Json = {
  type: 'object',
  properties: {
    'content-type': { type: 'string', const: contentType },
    traceparent: { type: 'string', description: 'W3C trace context: the trace of the record that began the chain' },
  },
  required: ['content-type'],
};

/** What services do with channels, and what others may do: read `links` and `operator`. */
const operations = (): Json =>
  named([
    ...talkers.flatMap(({ service, hears, tells }) => [
      ...Object.entries(hears).map(([id, groupId]) =>
        operation(`${service}.hears.${id}`, { id, action: 'receive', words: `${service} hears it`, groupId }),
      ),
      ...tells.map((id) => operation(`${service}.tells.${id}`, { id, action: 'send', words: `${service} tells it` })),
    ]),
    ...(['links', 'operator'] as const).map((id) =>
      operation(`others.hear.${id}`, {
        id,
        action: 'receive',
        words:
          'Whoever observes Samsvar hears it, each with a consumer group of its own; see docs/observing-streams.md',
      }),
    ),
  ]);

interface Operation {
  readonly id: string;
  readonly action: 'send' | 'receive';
  readonly words: string;
  readonly groupId?: string;
}
const operation = (name: string, { id, action, words, groupId }: Operation): readonly [string, Json] => [
  name,
  {
    action,
    summary: words,
    channel: channelRef(id),
    ...(groupId && {
      bindings: { kafka: { groupId: { type: 'string', const: groupId }, bindingVersion: '0.5.0' } },
    }),
  },
];

/** The whole of what crosses Kafka, as AsyncAPI 3.1. */
export const asyncApi = (): Json => ({
  asyncapi: '3.1.0',
  info: {
    title: 'Samsvar',
    version,
    description:
      'Keeps PowerOffice Go and a company’s own HR system in agreement. Every message is a CloudEvents event in ' +
      'structured JSON mode. Its id is a function of its cause, so a repeat has the same id. Messages about one key ' +
      'stay in order. `samsvar.links` and `samsvar.operator` are for everybody; other topics carry personal values ' +
      'and belong to Samsvar.',
    license: { name: 'MIT' },
  },
  defaultContentType: contentType,
  servers: {
    local: { host: '127.0.0.1:19092', protocol: 'kafka', description: 'what `npm start` runs' },
  },
  channels: named([
    ...entriesOf.map(([id, topic]) => [id, channelOf(topic)] as const),
    ...entriesOf.map(([id, topic]) => [deadTopicOf(id), deadChannelOf(topic)] as const),
  ]),
  operations: operations(),
  components: {
    messages: { ...named(messageShapes().map((shape) => [shape.name, messageOf(shape)] as const)), dead },
    schemas: {
      envelope: olderSchema(Envelope),
      headers,
      ...named(messageShapes().map(({ name, schema }) => [name, olderSchema(schema)] as const)),
    },
  },
});

/** `docs/asyncapi.yaml`. */
export const asyncApiPage = (): Page => ({
  path: asyncApiPath,
  content:
    '# Printed from libs/contracts by `npm run docs`; edit that, not this page.\n' +
    stringify(asyncApi(), { aliasDuplicateObjects: false, lineWidth: 0 }),
});
