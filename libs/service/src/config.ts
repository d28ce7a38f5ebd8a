import type { z } from 'zod';

/** A setting as it is printed: its description, and an example. */
export type Shape = z.ZodObject;

/**
 * What is wrong with the configuration, all of it at once, as a table a person can act on. Ends a start with code 2.
 */
export class ConfigurationProblem extends Error {
  override readonly name = 'ConfigurationProblem';
  constructor(
    rows: readonly ProblemRow[],
    heading = 'The configuration is wrong',
    remedyHeading = 'what it is, for example',
  ) {
    super(`${heading}:\n\n${tableOf(rows, remedyHeading)}\n`);
  }

  /** What several readings found, told in one go. */
  static ofAll(problems: readonly ConfigurationProblem[]): ConfigurationProblem {
    const problem = new ConfigurationProblem([]);
    problem.message = problems.map(({ message }) => message).join('\n');
    return problem;
  }
}

export interface ProblemRow {
  readonly where: string;
  readonly what: string;
  readonly remedy: string;
}

/** Something at the start a person can set right, in one sentence. Ends a start with code 1. */
export class Complaint extends Error {
  override readonly name = 'Complaint';
}

/** Reads a service's settings from the environment. Empty variables count as unset. */
export function readConfig<S extends Shape>(shape: S, env: Readonly<Record<string, string | undefined>>): z.infer<S> {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = shape.safeParse(set);
  if (parsed.success) return parsed.data;
  const rows = parsed.error.issues.map((issue) => {
    const where = String(issue.path[0] ?? '');
    return {
      where,
      what: set[where] === undefined ? 'is not set' : wordsOf(issue),
      remedy: descriptionOf(shape, where),
    };
  });
  throw new ConfigurationProblem(rows);
}

/** zod says a closed list and a bound in words of its own, or says for a bound what it was told to say of the kind. */
function wordsOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_value') return `is none of ${issue.values.map(String).join(', ')}`;
  if (issue.code === 'too_small' && issue.origin === 'number') return `is less than ${issue.minimum}`;
  if (issue.code === 'too_big' && issue.origin === 'number') return `is more than ${issue.maximum}`;
  return issue.message;
}

const descriptionOf = (shape: Shape, name: string): string =>
  (shape.shape[name] as z.ZodType | undefined)?.description ?? 'see docs/configuration.md';

function tableOf(rows: readonly ProblemRow[], remedy: string): string {
  const widths = { where: width(rows, 'where'), what: width(rows, 'what') };
  const line = (row: ProblemRow) =>
    `  ${row.where.padEnd(widths.where)}  ${row.what.padEnd(widths.what)}  ${row.remedy}`;
  return [{ where: 'setting', what: 'what is wrong', remedy }, ...rows].map(line).join('\n');
}
const width = (rows: readonly ProblemRow[], name: 'where' | 'what') =>
  Math.max(name === 'where' ? 7 : 13, ...rows.map((row) => row[name].length));
