/** One page that is printed and never written by hand. */
export interface Page {
  /** From the repository's root. */
  readonly path: string;
  readonly content: string;
}

/** Says in a page itself where it comes from. */
export const printedFrom = (source: string): string =>
  `<!-- Printed from ${source} by \`npm run docs\`; edit that, not this page. -->`;

/** Text that may stand in a cell of a Markdown table. */
export const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
export const row = (...cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
export const tableHead = (...headings: readonly string[]): string =>
  `${row(...headings)}\n| ${headings.map(() => '---').join(' | ')} |`;
