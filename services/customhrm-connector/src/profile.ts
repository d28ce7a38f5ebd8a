import { readFileSync } from 'node:fs';
import { ConfigurationProblem } from '@samsvar/service';
import { isNode, LineCounter, parseDocument } from 'yaml';
import { Profile } from './profile-schema.js';

const whatToDo = 'what to do about it';
const shipped = new URL('../profiles/', import.meta.url);

/** The profile of that name: one that ships, or a file. Everything wrong with it is told, with line and remedy. */
export function loadProfile(name: string): Profile {
  const isFile = name.includes('/') || name.endsWith('.yaml');
  const place = isFile ? name : new URL(`${name}.yaml`, shipped);
  return parseProfile(textOf(name, place), name);
}

function textOf(name: string, place: string | URL): string {
  try {
    return readFileSync(place, 'utf8');
  } catch {
    const remedy = 'name a profile that ships (default) or the path of a YAML file';
    throw new ConfigurationProblem(
      [{ where: `customhrm.profile ${name}`, what: 'cannot be read', remedy }],
      undefined,
      whatToDo,
    );
  }
}

/** The profile some YAML describes. */
export function parseProfile(text: string, name: string): Profile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, merge: true });
  const at = (path: readonly PropertyKey[]): string => {
    for (let depth = path.length; depth > 0; depth--) {
      const node = document.getIn(path.slice(0, depth), true);
      if (isNode(node) && node.range) return `line ${lines.linePos(node.range[0]).line}: ${path.join('.')}`;
    }
    return `line 1: ${path.join('.')}`;
  };
  const syntax = document.errors.map((error) => ({
    where: `line ${lines.linePos(error.pos[0]).line}`,
    what: error.message.split('\n')[0]!,
    remedy: 'mend the YAML',
  }));
  if (syntax.length > 0) throw new ConfigurationProblem(syntax, `The profile ${name} is wrong`, whatToDo);
  const parsed = Profile.safeParse(document.toJS());
  if (parsed.success) return parsed.data;
  const rows = parsed.error.issues.map((issue) => ({
    where: at(issue.path),
    what: issue.message,
    remedy: 'see profiles/default.yaml for every key',
  }));
  throw new ConfigurationProblem(rows, `The profile ${name} is wrong`, whatToDo);
}
