/**
 * An error for the log: what it is and where it came from. PostgreSQL's messages and details quote the values they are
 * about, which belong in no log (design.md 2, rule 5): of those, the code and the names stand for them.
 */
export function traceOf(error: unknown): object {
  if (!(error instanceof Error)) return { error: String(error) };
  const { driverError = error } = error as { driverError?: Error };
  const { severity, code, schema, table, column, constraint } = driverError as Error &
    Readonly<Record<string, unknown>>;
  if (severity === undefined) return { error: error.stack ?? error.message };
  return { error: error.name, code, schema, table, column, constraint, at: framesOf(error) };
}

const framesOf = ({ stack = '' }: Error): string =>
  stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .map((line) => line.trim())
    .join('\n');
