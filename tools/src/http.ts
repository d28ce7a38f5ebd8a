/** A JSON answer, or an error that names the request and what came back; for our own doors, which answer quickly. */
export async function getJson<T>(url: string, headers: Readonly<Record<string, string>> = {}): Promise<T> {
  const answer = await fetch(url, { headers, signal: AbortSignal.timeout(10_000) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`GET ${url} was answered ${answer.status}: ${text.slice(0, 200)}`);
  return JSON.parse(text) as T;
}

/** Sends JSON to one of our own doors. */
export async function putJson(url: string, value: unknown): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify(value);
  const answer = await fetch(url, { method: 'PUT', headers, body, signal: AbortSignal.timeout(10_000) });
  if (!answer.ok) throw new Error(`PUT ${url} was answered ${answer.status}: ${(await answer.text()).slice(0, 200)}`);
  await answer.body?.cancel();
}
