/** The keys to both systems of one tenant, the product's and people's; deterministic, so a file can name them once. */
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

export const credentialsOf = (tenant: string): Credentials => ({
  powerofficego: {
    applicationKey: `sandbox-${tenant}-application-key`,
    clientKey: `sandbox-${tenant}-client-key`,
    subscriptionKey: `sandbox-${tenant}-subscription-key`,
    peopleSubscriptionKey: `sandbox-${tenant}-people-subscription-key`,
  },
  customhrm: {
    clientId: `sandbox-${tenant}-client`,
    clientSecret: `sandbox-${tenant}-secret`,
    peopleClientId: `sandbox-${tenant}-people-client`,
    peopleClientSecret: `sandbox-${tenant}-people-secret`,
  },
});
