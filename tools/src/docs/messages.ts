import { reasonCodes, type Topic, topics } from '@samsvar/contracts';
import { type Page, printedFrom, row, tableHead } from './page.js';
import { type Described, jsonSchema, messageShapes, type Shape } from './shapes.js';

const day = 24 * 60 * 60 * 1000;
const wire = (name: string) => `\`samsvar.${name}.v1\``;

const topicRow = ({ name, says, key, messages, partitions, retentionMs, segmentMs }: Topic) =>
  row(
    `\`${name}\``,
    says,
    Object.keys(messages).map(wire).join(', '),
    key,
    String(partitions),
    `${(retentionMs + segmentMs) / day} days`,
  );

/** A type in a word or two; what it holds inside is left to the JSON Schema. */
function typeOf(described: Described): string {
  if (described.const !== undefined) return `\`${String(described.const)}\``;
  if (described.enum) return described.enum.map((word) => `\`${String(word)}\``).join(', ');
  if (described.anyOf) return [...new Set(described.anyOf.map(typeOf))].join(' or ');
  if (described.type === 'array') return `list of ${described.items ? typeOf(described.items) : 'anything'}`;
  if (described.properties) return `{ ${Object.keys(described.properties).join(', ')} }`;
  if (described.type === 'object') return 'fields by name';
  return described.type === undefined ? 'anything' : String(described.type);
}

/** Reason codes are many and stand in a table of their own. */
const shortType = (described: Described) => {
  const said = typeOf(described);
  return said.length > 160 ? `${said.slice(0, 150)}…` : said;
};

function messageSection({ name, schema, topics: on }: Shape): string {
  const described = jsonSchema(schema);
  const required = new Set(described.required ?? []);
  const fields = Object.entries(described.properties ?? {}).map(([field, property]) =>
    row(`\`${field}\`${required.has(field) ? '' : ' (optional)'}`, shortType(property), property.description ?? ''),
  );
  return [
    `### ${name}\n`,
    `${sentence(described.description ?? '')} On ${on.map((id) => `\`${topics[id].name}\``).join(', ')}.`,
    `[JSON Schema](schemas/${name}.json)\n`,
    tableHead('Field', 'Type', 'Means'),
    ...fields,
    '',
  ].join('\n');
}

const sentence = (text: string) => (text === '' ? '' : `${text[0]!.toUpperCase()}${text.slice(1).replace(/\.$/, '')}.`);

/** `docs/messages.md`: topic by topic and message by message, from the topic table. */
export const messagesPage = (): Page => ({
  path: 'docs/messages.md',
  content: [
    '# Messages and topics\n',
    `${printedFrom('libs/contracts')}\n`,
    'Every message is a CloudEvents 1.0 event in structured JSON mode ([envelope](schemas/envelope.json)); the only ' +
      'Kafka',
    'headers are `content-type` and `traceparent`. Its `id` is a function of its cause, so a repeat has the same id.',
    'Each topic has a `<topic>.dead` for what cannot be decoded, with the reason in its headers.\n',
    '## Topics\n',
    tableHead('Topic', 'Says', 'Messages', 'Key', 'Partitions', 'Kept'),
    ...Object.values(topics).map(topicRow),
    '\n## Messages\n',
    ...messageShapes().map(messageSection),
    '## Reason codes\n',
    'Why a record or a field of it is parked, waits or was refused: a closed list, the same ' +
      'in API, `--json` and here.\n',
    tableHead('Code', 'Means'),
    ...Object.entries(reasonCodes).map(([code, words]) => row(`\`${code}\``, words)),
    '',
  ].join('\n'),
});
