import { isSpec, type Source } from './sources.js';

const heading = '## Rules and their tests';
const named = /`([^`]+\.ts)` “([^”]+)”/g;

/** The rows of the table of rules in docs/invariants.md, as they stand. */
export function rulesIn(page: string): readonly string[] {
  const [, table = ''] = page.split(heading);
  const rows = table.split('\n').filter((line) => line.startsWith('|'));
  return rows.slice(2);
}

/** Rules that name no test, or one that is not in the file they name, each as a sentence. */
export function rulesUntested(page: string, files: readonly Source[]): string[] {
  const texts = new Map(files.filter(({ path }) => isSpec(path)).map(({ path, text }) => [path, text]));
  return rulesIn(page).flatMap((row) => {
    const rule = row.split('|')[1]!.trim();
    const tests = [...row.matchAll(named)];
    if (tests.length === 0) return [`“${rule}” names no test`];
    return tests.flatMap(([, path, title]) =>
      isTitleIn(texts.get(path!), title!) ? [] : [`“${rule}” names a test that is not in ${path}: ${title}`],
    );
  });
}

/** Whether a suite has a test of exactly this title, as it is written there. */
const isTitleIn = (text: string | undefined, title: string): boolean =>
  text !== undefined && ["'", '"', '`'].some((quote) => text.includes(`${quote}${escaped(title, quote)}${quote}`));

const escaped = (title: string, quote: string): string => title.replaceAll(quote, `\\${quote}`);
