import type { Answer } from '../doors/answer.js';
import { json } from '../doors/answer.js';
import { credentialsOf } from '../keys.js';
import { issueToken, tokenLifeSeconds } from '../tokens.js';
import type { World } from '../world.js';

/** `POST /OAuth/Token`: client credentials, application key and client key as Basic (reference/poweroffice-go.md 1). */
export function tokenCall(world: World, authorization: string | undefined, body: string): Answer {
  const grant = new URLSearchParams(body).get('grant_type');
  if (!grant) return failure('invalid_request', "The mandatory 'grant_type' parameter is missing.");
  if (grant !== 'client_credentials') return failure('unsupported_grant_type', 'The grant type is not supported.');
  const [application, client] = basic(authorization);
  const tenant = [...world.tenants.keys()].find((id) => {
    const { applicationKey, clientKey } = credentialsOf(id).powerofficego;
    return application === applicationKey && client === clientKey;
  });
  if (!tenant) {
    const why = 'Please ensure the provided keys are matching the desired environment.';
    return failure('invalid_client', `Client integration not found. ${why}`);
  }
  const claims = { goClientId: tenant, goClientName: `Sandbox ${tenant}` };
  const token = issueToken({ aud: 'powerofficego', tenant, people: false }, claims, world.clock.now());
  return json(200, { access_token: token, token_type: 'bearer', expires_in: tokenLifeSeconds });
}

/** The two halves of a Basic header; empty when there is none. */
export function basic(authorization: string | undefined): [string, string] {
  if (!/^basic /i.test(authorization ?? '')) return ['', ''];
  const [name = '', ...secret] = Buffer.from(authorization!.slice(6), 'base64').toString().split(':');
  return [name, secret.join(':')];
}

const failure = (error: string, description: string): Answer => json(400, { error, error_description: description });
