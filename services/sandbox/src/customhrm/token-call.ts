import type { Answer } from '../doors/answer.js';
import { json } from '../doors/answer.js';
import { credentialsOf } from '../keys.js';
import { basic } from '../powerofficego/token-call.js';
import { issueToken, tokenLifeSeconds } from '../tokens.js';
import type { World } from '../world.js';
import type { HrmGate } from './gate.js';
import { tooMany } from './gate.js';

/** A token call of the HRM: which client it is, told by Basic or in the form. */
export interface TokenCall {
  readonly authorization: string | undefined;
  readonly body: string;
}

/** Who calls: the tenant and whether its people; none for a wrong client or secret. */
export function clientOf(
  world: World,
  { authorization, body }: TokenCall,
): { tenant: string; people: boolean } | undefined {
  const form = new URLSearchParams(body);
  const [name, secret] = authorization ? basic(authorization) : [form.get('client_id'), form.get('client_secret')];
  for (const tenant of world.tenants.keys()) {
    const keys = credentialsOf(tenant).customhrm;
    if (name === keys.clientId && secret === keys.clientSecret) return { tenant, people: false };
    if (name === keys.peopleClientId && secret === keys.peopleClientSecret) return { tenant, people: true };
  }
  return undefined;
}

/** `POST /oauth/token`: client credentials (RFC 6749 4.4), with all scopes. */
export function tokenCall(world: World, gate: HrmGate, call: TokenCall): Answer {
  const client = clientOf(world, call);
  if (client && !client.people && !gate.admits(world, client.tenant)) return tooMany;
  const grant = new URLSearchParams(call.body).get('grant_type');
  if (grant !== 'client_credentials') return json(400, { error: 'unsupported_grant_type' });
  if (!client) {
    return json(401, { error: 'invalid_client', error_description: 'The client or its secret is not known.' });
  }
  const scope = 'employees:read employees:write departments:read departments:write';
  const token = issueToken({ aud: 'customhrm', ...client }, { scope }, world.clock.now());
  return json(200, { access_token: token, token_type: 'Bearer', expires_in: tokenLifeSeconds, scope });
}
