/** What `GET /sandbox/v1/credentials` answers for one tenant (design.md 6). */
export interface Credentials {
  readonly powerofficego: {
    readonly applicationKey: string;
    readonly clientKey: string;
    readonly subscriptionKey: string;
    readonly peopleSubscriptionKey: string;
  };
  readonly customhrm: {
    readonly clientId: string;
    readonly clientSecret: string;
    readonly peopleClientId: string;
    readonly peopleClientSecret: string;
  };
}

/** The tenants the sandbox plays both systems for. */
export const sandboxTenants = ['default', 'second'] as const;

/** Asks the sandbox for the keys of one of its tenants. */
export async function credentialsOf(sandbox: string, tenant: string): Promise<Credentials> {
  const answer = await fetch(`${sandbox}/sandbox/v1/credentials?tenant=${tenant}`);
  if (!answer.ok) throw new Error(`the sandbox gave no credentials for ${tenant}: ${answer.status}`);
  return (await answer.json()) as Credentials;
}

/** The variables that samsvar.yaml names, from the sandbox that runs; of the tenants it plays. */
export async function sandboxVariables(sandbox: string): Promise<Record<string, string>> {
  const perTenant = await Promise.all(
    sandboxTenants.map(async (tenant) => {
      const keys = await credentialsOf(sandbox, tenant).catch(() => undefined);
      return keys ? variablesOf(tenant.toUpperCase(), keys) : {};
    }),
  );
  return Object.assign(
    { SANDBOX_POWEROFFICEGO_URL: `${sandbox}/powerofficego`, SANDBOX_CUSTOMHRM_URL: `${sandbox}/customhrm` },
    ...perTenant,
  ) as Record<string, string>;
}

/** What samsvar.yaml calls the keys of a tenant, whose name is in capitals. */
export const variablesOf = (tenant: string, { powerofficego, customhrm }: Credentials) => ({
  [`SANDBOX_${tenant}_APPLICATION_KEY`]: powerofficego.applicationKey,
  [`SANDBOX_${tenant}_CLIENT_KEY`]: powerofficego.clientKey,
  [`SANDBOX_${tenant}_SUBSCRIPTION_KEY`]: powerofficego.subscriptionKey,
  [`SANDBOX_${tenant}_CLIENT_ID`]: customhrm.clientId,
  [`SANDBOX_${tenant}_CLIENT_SECRET`]: customhrm.clientSecret,
});
