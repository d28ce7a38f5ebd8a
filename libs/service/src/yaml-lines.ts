import type { Document, LineCounter, Node } from 'yaml';
import { isMap, isNode, isScalar } from 'yaml';

/** Where in the file an entry stands: the line of its key, or of the nearest thing around it that is there. */
export function lineOf(document: Document, lines: LineCounter, path: readonly PropertyKey[]): number {
  let node: unknown = document.contents;
  let at = 0;
  for (const part of path) {
    const pair = isMap(node)
      ? node.items.find(({ key }) => isScalar(key) && String(key.value) === String(part))
      : undefined;
    if (!pair || !isNode(pair.key)) break;
    at = startOf(pair.key) ?? at;
    node = pair.value;
  }
  return lines.linePos(at).line;
}

const startOf = (node: Node): number | undefined => node.range?.[0];
