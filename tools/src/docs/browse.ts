import { deadTopicOf, Envelope, reasonCodes, talkers, type Topic, topics } from '@samsvar/contracts';
import { version } from '../version.js';
import { examples } from './examples.js';
import type { Page } from './page.js';
import { allShapes, type Described, jsonSchema, type Shape } from './shapes.js';
import { style } from './browse-style.js';

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
/** Words as our pages have them: what stands between backticks is code. */
const words = (text: string): string => escaped(text).replace(/`([^`]+)`/g, '<code>$1</code>');
const code = (text: string): string => `<code>${escaped(text)}</code>`;
const listed = (items: readonly string[]): string => items.join(', ');
const link = (name: string): string => `<a href="#${name}">${escaped(name)}</a>`;

const topicSection = ([id, topic]: readonly [string, Topic]): string => `
<section class="topic" id="${topic.name}">
<h3>${code(topic.name)}</h3>
<p>${words(topic.says)}.</p>
<dl>
<dt>Messages</dt><dd>${listed(shapesOn(topic).map(({ name }) => link(name)))}</dd>
<dt>Key</dt><dd>${words(topic.key)}</dd>
<dt>Partitions</dt><dd>${topic.partitions}</dd>
<dt>Kept</dt><dd>${topic.retentionMs / 86_400_000} days</dd>
<dt>Told by</dt><dd>${toldBy(id)}</dd>
<dt>Heard by</dt><dd>${heardBy(id)}</dd>
<dt>Dead</dt><dd>${code(deadTopicOf(topic.name))}</dd>
</dl>
</section>`;

const shapesOn = ({ messages }: Topic): readonly Shape[] =>
  allShapes().filter(({ schema }) => Object.values(messages).includes(schema as never));

const toldBy = (id: string): string =>
  listed(talkers.filter(({ tells }) => tells.includes(id as never)).map(({ service }) => service));

function heardBy(id: string): string {
  const groups = talkers.flatMap(({ hears }) => Object.entries(hears).filter(([topic]) => topic === id));
  return groups.length === 0 ? 'whoever observes Samsvar' : listed(groups.map(([, group]) => `group ${code(group)}`));
}

function typeOf({ type, enum: some, const: one, anyOf, items, format }: Described): string {
  if (one !== undefined) return code(JSON.stringify(one));
  if (some) return some.length > 12 ? `one of ${some.length} words` : listed(some.map((word) => code(String(word))));
  if (anyOf) return [...new Set(anyOf.map(typeOf))].join(' or ');
  if (type === 'array') return `list of ${items ? typeOf(items) : 'anything'}`;
  return escaped([String(type ?? 'anything'), format].filter(Boolean).join(', '));
}

/** What stands inside: of an object its fields, of a list those of its items, of a choice those of its objects. */
function inside(described: Described): readonly Described[] {
  if (described.properties) return [described];
  if (described.items) return inside(described.items);
  if (described.anyOf) return described.anyOf.flatMap(inside);
  return typeof described.additionalProperties === 'object' ? inside(described.additionalProperties) : [];
}

const fieldsOf = (described: Described): string =>
  `<ul>${Object.entries(described.properties ?? {})
    .map(([name, field]) => fieldItem(name, field, described.required?.includes(name) ?? false))
    .join('')}</ul>`;

function fieldItem(name: string, field: Described, required: boolean): string {
  const head = `${code(name)}${required ? '' : ' <i>optional</i>'} <span class="type">${typeOf(field)}</span>`;
  const means = field.description ? ` ${words(field.description)}` : '';
  const below = inside(field).map(fieldsOf).join('');
  return below ? `<li><details><summary>${head}${means}</summary>${below}</details></li>` : `<li>${head}${means}</li>`;
}

function shapeSection(shape: Shape): string {
  const described = jsonSchema(shape.schema);
  const on = shape.topics.map((id) => link(topics[id].name));
  const example = Object.entries(examples).find(([name]) => kebab(name) === shape.name)?.[1];
  return `
<section class="shape" id="${shape.name}">
<h3>${escaped(shape.name)}</h3>
<p>${words(described.description ?? '')}${on.length > 0 ? ` · on ${listed(on)}` : ''}
· <a href="schemas/${shape.name}.json">JSON Schema</a></p>
${fieldsOf(described)}
${example ? `<pre>${escaped(JSON.stringify(example.data, null, 2))}</pre>` : ''}
</section>`;
}
const kebab = (name: string) => name.replace(/([a-z])([A-Z])/g, '$1-$2').toLowerCase();

const filter = `
const box = document.getElementById('filter');
box.addEventListener('input', () => {
  const wanted = box.value.toLowerCase();
  for (const one of document.querySelectorAll('section, tbody tr')) {
    one.hidden = wanted !== '' && !one.textContent.toLowerCase().includes(wanted);
  }
});`;

/** `docs/messages.html`: all topics, messages and shapes to click through, in one file that needs no server. */
export const browsablePage = (): Page => ({
  path: 'docs/messages.html',
  content: `<!doctype html>
<!-- Printed from libs/contracts by \`npm run docs\`; edit that, not this page. -->
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Samsvar: messages and topics</title>
<style>${style}</style>
</head>
<body>
<header>
<h1>Samsvar ${version}: messages and topics</h1>
<p>Every message is a CloudEvents 1.0 event in structured JSON mode (${link('envelope')}). For programs:
<a href="asyncapi.yaml">asyncapi.yaml</a> and the JSON Schemas in <a href="schemas/">schemas</a>. For others to read:
${link('samsvar.links')} and ${link('samsvar.operator')}; <a href="observing-streams.md">how</a>.</p>
<input id="filter" type="search" placeholder="Filter by a word" aria-label="Filter by a word">
</header>
<main>
<h2>Topics</h2>${Object.entries(topics).map(topicSection).join('')}
<h2>Messages</h2>${messages().map(shapeSection).join('')}
<h2>What values look like</h2>${valueShapes().map(shapeSection).join('')}
<h2>Reason codes</h2>
<table><tbody>
${Object.entries(reasonCodes)
  .map(([name, means]) => `<tr><td>${code(name)}</td><td>${words(means)}</td></tr>`)
  .join('\n')}
</tbody></table>
</main>
<script>${filter}
</script>
</body>
</html>
`,
});

const isMessage = ({ schema, topics: on }: Shape) => on.length > 0 || schema === Envelope;
const messages = () => allShapes().filter(isMessage);
const valueShapes = () => allShapes().filter((shape) => !isMessage(shape));
