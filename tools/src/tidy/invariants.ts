import { isSpec, type Source } from './sources.js';

/** The invariants a page has as its headings (docs/invariants.md), such as `Inv 3`. */
export const invariantsIn = (page: string): readonly string[] =>
  [...page.matchAll(/^## (Inv \d+): \S/gm)].map(([, name]) => name!);

const citedIn = ({ text }: Source) => new Set(text.match(/\bInv \d+\b/g) ?? []);
const isCode = ({ path }: Source) => !isSpec(path) && !path.includes('/testing/');

/** Invariants that no code upholds or no test holds up, and citations of what is none, each as a sentence. */
export function invariantsBroken(page: string, files: readonly Source[]): string[] {
  const known = invariantsIn(page);
  const cited = files.map((file) => ({ file, names: citedIn(file) }));
  const lacking = known.flatMap((name) => {
    const where = cited.filter(({ names }) => names.has(name)).map(({ file }) => file);
    return [
      ...(where.some(isCode) ? [] : [`${name} is cited in no code that upholds it`]),
      ...(where.some(({ path }) => isSpec(path)) ? [] : [`${name} is cited in no test that holds it up`]),
    ];
  });
  const unknown = cited.flatMap(({ file, names }) =>
    [...names].filter((name) => !known.includes(name)).map((name) => `${file.path} cites ${name}, which is none`),
  );
  return [...lacking, ...unknown];
}
