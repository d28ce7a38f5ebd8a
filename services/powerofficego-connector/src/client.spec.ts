import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Forbidden } from '@samsvar/connector';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GoClient } from './client.js';

let server: Server;
let asked: string[] = [];
/** What the API answers; by default it knows every key. */
let refuses: 'nothing' | 'keys' | 'right' = 'nothing';

beforeAll(async () => {
  server = createServer((request, answer) => {
    asked.push(`${request.method} ${request.url}`);
    if (request.url === '/OAuth/Token') {
      answer.statusCode = refuses === 'keys' ? 400 : 200;
      const granted = { access_token: 't', expires_in: 1200 };
      answer.end(JSON.stringify(refuses === 'keys' ? { error: 'invalid_client' } : granted));
    } else {
      answer.statusCode = refuses === 'right' && request.url?.includes('Departments') ? 403 : 200;
      answer.end(answer.statusCode === 200 ? '[]' : '');
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => void server.close());

function client(now: () => number): GoClient {
  asked = [];
  const { port } = server.address() as AddressInfo;
  const keys = { applicationKey: 'a', clientKey: 'c', subscriptionKey: 's' };
  return new GoClient({ ...keys, baseUrl: `http://127.0.0.1:${port}`, slot: () => Promise.resolve(), now });
}

describe('a client whose keys PowerOffice Go does not know', () => {
  test('asks once however many wait, and again after half a minute', async () => {
    let now = 0;
    const go = client(() => now);
    refuses = 'keys';
    for (let turn = 0; turn < 20; turn++) {
      await expect(go.get('/Departments', 'poll')).rejects.toThrow(/check powerofficego\.applicationKey and clientKey/);
    }
    expect(asked).toEqual(['POST /OAuth/Token']);
    refuses = 'nothing';
    await expect(go.get('/Departments', 'poll')).rejects.toThrow(Forbidden);
    now = 30_000;
    expect((await go.get('/Departments', 'poll')).status).toBe(200);
    await go.close();
  });

  test('goes on with what it may do where one right is missing', async () => {
    const go = client(() => 0);
    refuses = 'right';
    await expect(go.get('/Departments', 'poll')).rejects.toThrow(Forbidden);
    expect((await go.get('/Employees', 'poll')).status).toBe(200);
    await go.close();
  });
});
