import { Pool } from 'undici';
import type { Credentials } from '../sandbox-keys.js';

const atOnce = 64;
const forMs = 3_000;

/** Employees per second that a plain client can create in the sandbox's HRM, with as many requests at once as ours. */
export async function rawWritesPerSecond(sandbox: string, { customhrm: keys }: Credentials): Promise<number> {
  const pool = new Pool(sandbox, { connections: atOnce });
  try {
    const headers = {
      authorization: `Bearer ${await tokenFrom(pool, keys)}`,
      'content-type': 'application/json',
    };
    let made = 0;
    const since = performance.now();
    const client = async () => {
      while (performance.now() - since < forMs) {
        const n = ++made;
        const person = { kind: 'EMPLOYEE', firstName: 'Kari', lastName: `Nordmann ${n}`, active: true };
        const body = JSON.stringify({ ...person, externalId: `raw-${n}`, employeeNumber: `R${n}` });
        const answer = await pool.request({
          method: 'POST',
          path: '/customhrm/v1/employees',
          headers: { ...headers, 'idempotency-key': `raw-${n}` },
          body,
        });
        const text = await answer.body.text();
        if (answer.statusCode !== 201)
          throw new Error(`the sandbox answered ${answer.statusCode}: ${text.slice(0, 200)}`);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, client));
    return Math.round((made * 1000) / (performance.now() - since));
  } finally {
    await pool.close();
  }
}

async function tokenFrom(pool: Pool, keys: Credentials['customhrm']): Promise<string> {
  const { body } = await pool.request({
    method: 'POST',
    path: '/customhrm/oauth/token',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: keys.clientId,
      client_secret: keys.clientSecret,
    }).toString(),
  });
  return ((await body.json()) as { access_token: string }).access_token;
}
