import { createHmac } from 'node:crypto';

/** What a token says about who bears it. `exp` is in seconds since 1970, as in every JWT. */
export interface Bearer {
  readonly aud: 'powerofficego' | 'customhrm';
  readonly tenant: string;
  readonly people: boolean;
  readonly exp: number;
}

/** Both systems' tokens live twenty minutes (reference/poweroffice-go.md 1). */
export const tokenLifeSeconds = 1200;

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const header = encode({ alg: 'HS256', typ: 'JWT' });
const seal = (text: string): string => createHmac('sha256', 'samsvar-sandbox').update(text).digest('base64url');

/** Signed, not stored: a token given before a restart of the sandbox is good after it. */
export function issueToken(bearer: Omit<Bearer, 'exp'>, claims: object, nowMs: number): string {
  const now = Math.floor(nowMs / 1000);
  const payload = { ...claims, ...bearer, nbf: now, iat: now, exp: now + tokenLifeSeconds, iss: 'sandbox' };
  const text = `${header}.${encode(payload)}`;
  return `${text}.${seal(text)}`;
}

/** Remembers tokens it has verified, since each is shown thousands of times. */
export class TokenCheck {
  readonly #known = new Map<string, Bearer>();

  constructor(private readonly aud: Bearer['aud']) {}

  /** The bearer of an `Authorization` header; nothing when it is missing, forged, for the other system or expired. */
  bearerOf(authorization: string | undefined, nowMs: number): Bearer | undefined {
    if (!authorization || !/^bearer /i.test(authorization)) return undefined;
    const token = authorization.slice(7);
    const bearer = this.#known.get(token) ?? this.#verify(token);
    return bearer && bearer.exp * 1000 > nowMs ? bearer : undefined;
  }

  #verify(token: string): Bearer | undefined {
    const [head, payload, seen] = token.split('.');
    if (!payload || seal(`${head}.${payload}`) !== seen) return undefined;
    const bearer = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Bearer;
    if (bearer.aud !== this.aud) return undefined;
    if (this.#known.size > 1000) this.#known.clear();
    this.#known.set(token, bearer);
    return bearer;
  }
}
