import {
  Department,
  Employee,
  Envelope,
  HrmDepartment,
  HrmEmployee,
  PowerOfficeContactPerson,
  PowerOfficeContactShared,
  PowerOfficeCustomerRole,
  PowerOfficeDepartment,
  PowerOfficeEmployeeRole,
  type TopicId,
  topics,
} from '@samsvar/contracts';
import { z } from 'zod';

/** A message as one family of topics carries it. */
export interface Shape {
  readonly name: string;
  readonly schema: z.ZodType;
  readonly topics: readonly TopicId[];
}

/** The JSON Schema of a shape, as far as printing reads it. */
export interface Described {
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly format?: string;
  readonly properties?: Readonly<Record<string, Described>>;
  readonly required?: readonly string[];
  readonly items?: Described;
  readonly anyOf?: readonly Described[];
  readonly additionalProperties?: Described | boolean;
  readonly propertyNames?: Described;
  readonly default?: unknown;
}

const kebab = (name: string) => name.replace(/([a-z])([A-Z])/g, '$1-$2').toLowerCase();
const family = (id: TopicId) => (id.includes('native') ? 'native' : 'canonical');

/** Every message once: those that differ between native and canonical words carry the family in their name. */
export function messageShapes(): readonly Shape[] {
  const found = new Map<z.ZodType, { name: string; topics: TopicId[] }>();
  for (const id of Object.keys(topics) as TopicId[])
    for (const [name, schema] of Object.entries(topics[id].messages) as [string, z.ZodType][]) {
      const known = found.get(schema) ?? { name, topics: [] };
      known.topics.push(id);
      found.set(schema, known);
    }
  const names = [...found.values()].map(({ name }) => name);
  const shared = (name: string) => names.filter((other) => other === name).length > 1;
  return [...found].map(([schema, { name, topics: on }]) => ({
    name: shared(name) ? `${family(on[0]!)}-${kebab(name)}` : kebab(name),
    schema,
    topics: on,
  }));
}

/** What values look like, in our words and in each system's. */
const values: Readonly<Record<string, z.ZodType>> = {
  envelope: Envelope,
  'canonical-employee': Employee,
  'canonical-department': Department,
  'customhrm-employee': HrmEmployee,
  'customhrm-department': HrmDepartment,
  'powerofficego-departments': PowerOfficeDepartment,
  'powerofficego-contactperson': PowerOfficeContactPerson,
  'powerofficego-contact-shared': PowerOfficeContactShared,
  'powerofficego-contact-employee': PowerOfficeEmployeeRole,
  'powerofficego-contact-customer': PowerOfficeCustomerRole,
};
export const allShapes = (): readonly Shape[] => [
  ...messageShapes(),
  ...Object.entries(values).map(([name, schema]) => ({ name, schema, topics: [] })),
];

/** JSON Schema 2020-12 of a shape. */
export const jsonSchema = (schema: z.ZodType): Described =>
  z.toJSONSchema(schema, { target: 'draft-2020-12' }) as Described;

/** The same in JSON Schema draft 7, which AsyncAPI's own schemas are made of. */
export function olderSchema(schema: z.ZodType): Omit<Described, '$schema'> {
  const { $schema: _, ...described } = z.toJSONSchema(schema, { target: 'draft-7' }) as Described & {
    $schema?: string;
  };
  return described;
}
