import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';

type Schema = Readonly<Record<string, unknown>>;

interface Definition {
  readonly kind?: string;
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions: readonly { readonly name: string; readonly schema: { readonly openAPIV3Schema: Schema } }[];
  };
}

/** The same schema, with unknown fields refused where the definition does not ask to keep them. */
export function strict(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(strict);
  if (schema === null || typeof schema !== 'object') return schema;
  const given = schema as Schema;
  if (given['x-kubernetes-int-or-string'] === true) return { type: ['string', 'integer'] };
  const made = Object.fromEntries(Object.entries(given).map(([key, value]) => [key, strict(value)]));
  const isOpen = given['x-kubernetes-preserve-unknown-fields'] === true || 'additionalProperties' in given;
  const isObject = typeof given['properties'] === 'object' && (given['type'] ?? 'object') === 'object';
  return isObject && !isOpen ? { ...made, additionalProperties: false } : made;
}

/** Writes a JSON Schema for each version of each definition found in a folder, named as kubeconform looks for them. */
export function writeCrdSchemas(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  const files = readdirSync(from).filter((name) => name.endsWith('.yaml'));
  for (const file of files) {
    for (const document of parseAllDocuments(readFileSync(join(from, file), 'utf8'))) {
      const definition = document.toJS() as Definition | null;
      if (definition?.kind === 'CustomResourceDefinition') write(definition, to);
    }
  }
}

function write({ spec }: Definition, folder: string): void {
  for (const { name, schema } of spec.versions) {
    const file = `${spec.names.kind}-${spec.group.split('.')[0]}-${name}.json`.toLowerCase();
    const whole = strict(schema.openAPIV3Schema) as { readonly properties: Schema };
    const properties = { ...whole.properties, metadata: { type: 'object' } };
    writeFileSync(join(folder, file), JSON.stringify({ ...whole, properties }));
  }
}
