import ts from 'typescript';
import { isSpec, type Source } from './sources.js';

/** How long things may be (style.md 3.6). A suite is one function and its names are sentences: its file is measured. */
export const limits = { functionLines: 40, fileLines: 200, specLines: 400, columns: 120 };

/** What is too long in a file, each as `path:line what`. */
export function tooLong({ path, text }: Source): string[] {
  const lines = text.trimEnd().split('\n');
  const most = isSpec(path) || path.includes('/testing/') ? limits.specLines : limits.fileLines;
  return [
    ...(lines.length > most ? [`${path} has ${lines.length} lines, limit ${most}`] : []),
    ...(isSpec(path) ? [] : [...longFunctions(path, text), ...wideLines(path, lines)]),
  ];
}

function wideLines(path: string, lines: readonly string[]): string[] {
  return lines.flatMap((line, index) =>
    line.length > limits.columns && !line.includes('://')
      ? [`${path}:${index + 1} has ${line.length} columns, limit ${limits.columns}`]
      : [],
  );
}

function longFunctions(path: string, text: string): string[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body) {
      const [first, last] = [node.getStart(file), node.end].map((at) => file.getLineAndCharacterOfPosition(at).line);
      const length = last! - first! + 1;
      if (length > limits.functionLines)
        found.push(`${path}:${first! + 1} is a function of ${length} lines, limit ${limits.functionLines}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}
