import type { Flow, Scalar } from '@samsvar/contracts';
import { flowIds, flows } from '@samsvar/contracts';
import { mappings } from '../mappings.js';
import type { Mapped, Mapping, Row, Way } from './mapping.js';

/** One line of a flow's table, in the form of the user's own document. */
export interface Line {
  readonly field: string;
  readonly powerofficego: string;
  readonly customhrm: string;
  readonly type: string;
  readonly direction: string;
}

const arrow: Readonly<Record<Way, string>> = { both: '⇄', toHrm: '→', atBirth: '⇥' };
const code = (name: string) => `\`${name}\``;
const isMapped = (row: Row<Scalar>): row is Mapped<Scalar> => 'native' in row;

function line(powerofficego: Mapping, there: Mapped<Scalar>, field: string): Line {
  const here = powerofficego.fields[field]!;
  const constant = 'constant' in here ? `${code(there.native)} = ${code(String(here.constant))}` : code(there.native);
  const notes = [there.codec.says, there.note, isMapped(here) ? here.note : undefined];
  return {
    field,
    powerofficego: isMapped(here) ? code(here.native) : '(the flow)',
    customhrm: constant,
    type: notes.filter((note) => note !== undefined).join('; '),
    direction: 'way' in here ? arrow[here.way] : '',
  };
}

/** The lines of a flow, read off its two mappings. */
export function linesOf(flow: Flow): readonly Line[] {
  const { powerofficego, customhrm } = mappings[flow.category];
  return customhrm.rows.map((row) => line(powerofficego, row, row.field));
}

/** Canonical fields that the flow leaves out, with the reason. */
function leftOut({ category }: Flow): string {
  const reasons = Object.entries(mappings[category].powerofficego.fields).flatMap(([field, row]) =>
    'unmapped' in row ? [{ field, why: row.unmapped }] : [],
  );
  const whys = [...new Set(reasons.map(({ why }) => why))];
  const said = whys.map((why) => {
    const fields = reasons.filter((reason) => reason.why === why).map(({ field }) => code(field));
    return `- ${fields.join(', ')}: ${why}.`;
  });
  return said.length === 0 ? '' : `\nNot in this flow:\n\n${said.join('\n')}\n`;
}

const titles: Readonly<Record<Flow['category'], string>> = {
  CONTACT_PERSON: 'Contactperson',
  CUSTOMER: 'Customers',
  CUSTOMER_PERSON: 'Customers person',
  DEPARTMENT: 'Departments',
  EMPLOYEE: 'Employees',
};
const kindTitles = { employee: 'Employee', department: 'Department' };

function section(flow: Flow, number: number): string {
  const there = kindTitles[flow.kind];
  const lines = linesOf(flow).map((l) => `| ${l.powerofficego} | ${l.customhrm} | ${l.type} | ${l.direction} |`);
  return [
    `## ${number}. \`${flow.id}\` (category \`${flow.category}\`)\n`,
    `| PowerOffice Go ${titles[flow.category]} | Custom HRM ${there} | Custom HRM data type | Direction |`,
    '| --- | --- | --- | --- |',
    ...lines,
    leftOut(flow),
  ].join('\n');
}

const preface = `# The five flows, property by property

<!-- Printed from libs/mapping by \`npm run docs\`; edit the mappings, not this page. -->

⇄ both ways · → only towards the HRM · ⇥ told once, when the record is made, and when the flow's own word for it changes

A tenant may narrow a property's direction in its configuration (\`flows.<flow id>.directions\`), never widen it.
`;

/** \`docs/flows.md\`: what runs, in the user's own table form. */
export function printedFlows(): string {
  const ordered = [...flowIds].sort().map((id) => flows[id]);
  return `${[preface, ...ordered.map((flow, index) => section(flow, index + 1))].join('\n').trimEnd()}\n`;
}
