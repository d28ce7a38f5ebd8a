import { printedFlows } from '@samsvar/mapping';
import { monitoringPages } from '../monitoring/pages.js';
import { asyncApiPage } from './asyncapi.js';
import { browsablePage } from './browse.js';
import { configurationPage, exampleEnvironment } from './configuration.js';
import { messagesPage } from './messages.js';
import type { Page } from './page.js';
import { serviceVariables } from './service-settings.js';
import { allShapes, jsonSchema } from './shapes.js';
import { topicsPage, usersPage } from './strimzi.js';

/** The folder that holds nothing but printed files: what is there and is not printed any more is stale. */
export const printedFolder = 'docs/schemas';

const schemaPages = (): readonly Page[] =>
  allShapes().map(({ name, schema }) => ({
    path: `${printedFolder}/${name}.json`,
    content: `${JSON.stringify({ title: name, ...jsonSchema(schema) }, null, 2)}\n`,
  }));

/** Every page that is printed from the code. */
export async function pages(): Promise<readonly Page[]> {
  const services = await serviceVariables();
  return [
    { path: 'docs/flows.md', content: printedFlows() },
    messagesPage(),
    asyncApiPage(),
    browsablePage(),
    configurationPage(services),
    exampleEnvironment(services),
    topicsPage(),
    usersPage(),
    ...monitoringPages(),
    ...schemaPages(),
  ];
}
