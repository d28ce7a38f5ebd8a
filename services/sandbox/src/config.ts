import { z } from 'zod';
import type { SandboxOptions } from './start.js';

const whole = (min: number, max: number): z.ZodType<number> =>
  z
    .string()
    .regex(/^\d+$/, 'must be a whole number')
    .transform(Number)
    .refine((value) => value >= min && value <= max, `must be from ${min} to ${max}`);

/** What the sandbox is told; every setting is a variable of the environment. */
export const Settings = z.object({
  SANDBOX_PORT: whole(0, 65_535).default(7071).describe('port it listens on, 0 for any free one, for example 7071'),
  SANDBOX_HOST: z.string().min(1).default('127.0.0.1').describe('address it binds to, for example 127.0.0.1'),
  SANDBOX_SEED: whole(0, 4_294_967_295)
    .default(1)
    .describe('names the sample: same seed and size, same data, for example 1'),
  SANDBOX_RECORDS: whole(0, 200_000)
    .default(600)
    .describe('rows of the five PowerOffice Go resources together, for example 600'),
  SANDBOX_STATE: z
    .string()
    .min(1)
    .optional()
    .describe('file that keeps changes; without it they live in memory, for example .samsvar/sandbox/state.jsonl'),
  SANDBOX_TENANTS: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,62}(,[a-z0-9][a-z0-9-]{0,62})*$/, 'must be ids of a-z, 0-9 and -, joined by commas')
    .default('default,second')
    .describe('tenants, each with data and keys of its own, for example default,second'),
  SANDBOX_LAG_MS: whole(0, 8000)
    .default(500)
    .describe('how far PowerOffice Go reads are behind, in milliseconds, for example 500'),
});

const exampleOf = (name: string): string =>
  / for example (.+)$/.exec((Settings.shape as Record<string, z.ZodType>)[name]?.description ?? '')?.[1] ?? '';

/** The options the environment names, or a table of everything that is wrong with them. */
export function readOptions(env: NodeJS.ProcessEnv): SandboxOptions | { readonly wrong: string } {
  const given = Object.fromEntries(Object.keys(Settings.shape).map((name) => [name, env[name] || undefined]));
  const parsed = Settings.safeParse(given);
  if (!parsed.success) return { wrong: table(parsed.error.issues, env) };
  const { data } = parsed;
  return {
    port: data.SANDBOX_PORT,
    host: data.SANDBOX_HOST,
    seed: data.SANDBOX_SEED,
    records: data.SANDBOX_RECORDS,
    tenants: [...new Set(data.SANDBOX_TENANTS.split(','))],
    lagMs: data.SANDBOX_LAG_MS,
    ...(data.SANDBOX_STATE && { state: data.SANDBOX_STATE }),
  };
}

function table(issues: readonly z.core.$ZodIssue[], env: NodeJS.ProcessEnv): string {
  const rows = issues.map(({ path, message }) => {
    const name = String(path[0]);
    return [name, env[name] ?? '', message, exampleOf(name)];
  });
  const all = [['variable', 'value', 'what is wrong', 'example'], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...all.map((row) => row[column]!.length)));
  const lines = all.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  );
  return ['The sandbox cannot start with these settings:', ...lines].join('\n');
}
