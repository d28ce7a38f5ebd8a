import type { System } from '@samsvar/contracts';
import type { z } from 'zod';
import { ConfigurationProblem, readConfig, type Shape } from './config.js';
import type { Environment } from './named-values.js';
import { readTenants, type Tenant, type TenantRule } from './tenants.js';

/** A service's own settings, and the tenants it serves. */
export interface Configuration<S extends Shape> {
  readonly settings: z.infer<S>;
  readonly tenants: readonly Tenant[];
}

/** What a service makes of tenants. */
export interface TenantNeeds {
  readonly rule?: TenantRule;
  /** Whose addresses and keys it needs; those of other systems are not looked for, so it need not be given them. */
  readonly systems: readonly System[];
}

/** Reads both; what is wrong with either is told in one go, so that it is mended in one go. */
export function readBoth<S extends Shape>(shape: S, env: Environment, needs: TenantNeeds): Configuration<S> {
  const problems: ConfigurationProblem[] = [];
  const settings = noting(problems, () => readConfig(shape, env));
  const tenants = noting(problems, () => readTenants(env['SAMSVAR_CONFIG'] || './samsvar.yaml', env, needs));
  if (settings && tenants) return { settings, tenants };
  throw problems.length === 1 ? problems[0]! : ConfigurationProblem.ofAll(problems);
}

function noting<T>(problems: ConfigurationProblem[], read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ConfigurationProblem)) throw error;
    problems.push(error);
    return undefined;
  }
}
