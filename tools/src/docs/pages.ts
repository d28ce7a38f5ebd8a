import { printedFlows } from '@samsvar/mapping';
import { messagesPage } from './messages.js';
import type { Page } from './page.js';
import { allShapes, jsonSchema } from './shapes.js';

/** The folder that holds nothing but printed files: what is there and is not printed any more is stale. */
export const printedFolder = 'docs/schemas';

const schemaPages = (): readonly Page[] =>
  allShapes().map(({ name, schema }) => ({
    path: `${printedFolder}/${name}.json`,
    content: `${JSON.stringify({ title: name, ...jsonSchema(schema) }, null, 2)}\n`,
  }));

/** Every page that is printed from the code. */
export const pages = (): readonly Page[] => [
  { path: 'docs/flows.md', content: printedFlows() },
  messagesPage(),
  ...schemaPages(),
];
