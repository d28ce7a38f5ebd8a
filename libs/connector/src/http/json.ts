/** A body that is no JSON, or that says one name twice in an object: nobody can tell which of the two is meant. */
export class NoJson extends Error {
  override readonly name = 'NoJson';
}

/** Reads a body of JSON. Its words never quote the body, whose values are people's (Inv 10). Throws `NoJson`. */
export function jsonFrom(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new NoJson('the body is no JSON');
  }
  if (namesIn(text) !== membersOf(value)) throw new NoJson('the body says one name twice');
  return value;
}

const quote = 34;
const backslash = 92;
const colon = 58;
const blank = 32;

/** How many names of members a JSON text has: texts that a colon follows. */
function namesIn(text: string): number {
  let names = 0;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) {
    do at = text.indexOf('"', at + 1);
    while (isEscaped(text, at));
    let next = at + 1;
    while (text.charCodeAt(next) <= blank) next++;
    if (text.charCodeAt(next) === colon) names++;
  }
  return names;
}

function isEscaped(text: string, at: number): boolean {
  let slashes = 0;
  while (text.charCodeAt(at - 1 - slashes) === backslash) slashes++;
  return slashes % 2 === 1 && text.charCodeAt(at) === quote;
}

/** How many members all objects of a value have; without recursion, since an answer may be nested ever so deep. */
function membersOf(value: unknown): number {
  let members = 0;
  const open = [value];
  for (let next = open.pop(); open.length > 0 || next !== undefined; next = open.pop()) {
    if (typeof next !== 'object' || next === null) continue;
    const inside = Object.values(next);
    if (!Array.isArray(next)) members += inside.length;
    for (const one of inside) if (typeof one === 'object' && one !== null) open.push(one);
  }
  return members;
}
