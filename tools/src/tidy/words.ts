import { basename } from 'node:path';
import ts from 'typescript';
import { isSpec, type Source } from './sources.js';

/** Words that name no thing (style.md 3.2); an employee's manager is one, so only last words of names are looked at. */
const unused = /(Entity|Dto|DTO|Manager|Helpers?|Utils?|Processor|Engine|Impl)$/;
const unusedInFile = /(^|[-.])(entity|dto|manager|helpers?|utils?|processor|engine|impl|types|service)\.ts$/;
const prefixed = /^(Abstract|Base)[A-Z]|^I[A-Z][a-z]/;

/** Names in a file that say nothing, each as `path:line name`. */
export function emptyNames({ path, text }: Source): string[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found = unusedInFile.test(basename(path)) ? [`${path} is named by a word we do not use`] : [];
  const visit = (node: ts.Node): void => {
    const name = nameOf(node);
    if (name && (unused.test(name) || (ts.isClassDeclaration(node) && prefixed.test(name)))) {
      const { line } = file.getLineAndCharacterOfPosition(node.getStart(file));
      found.push(`${path}:${line + 1} ${name}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function nameOf(node: ts.Node): string | undefined {
  const named =
    ts.isClassDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isFunctionDeclaration(node);
  return named ? node.name?.text : undefined;
}

const forbidden: readonly { readonly pattern: RegExp; readonly why: string; readonly where: 'specs' | 'all' }[] = [
  { pattern: /\b(test|it|describe)\.(skip|only|todo|fails)\b/, why: 'every test runs', where: 'specs' },
  {
    pattern: /\b(test|it)\((['"`])(?:(?!\2).)*\bshould\b/,
    why: 'a test name is a sentence that holds',
    where: 'specs',
  },
  { pattern: /\bvi\.(mock|spyOn|useFakeTimers)\b/, why: 'our own code is not mocked', where: 'specs' },
  { pattern: /\/\/\s*(TODO|FIXME|XXX)\b/, why: 'what is to be done is an issue', where: 'all' },
  { pattern: /['"`](\/work\/|\/home\/|\/Users\/)/, why: 'a path of one machine', where: 'all' },
];

/** Lines that break a habit of the house, each as `path:line why`. */
export function brokenHabits({ path, text }: Source): string[] {
  const rules = forbidden.filter(({ where }) => where === 'all' || isSpec(path));
  return text
    .split('\n')
    .flatMap((line, index) =>
      rules.filter(({ pattern }) => pattern.test(line)).map(({ why }) => `${path}:${index + 1} ${why}`),
    );
}
