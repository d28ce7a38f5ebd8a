/**
 * How long a system asks us to wait by its `Retry-After`, in milliseconds, `mostMs` at most: seconds or a date
 * (RFC 9110, 10.2.3). A second where it says nothing that can be read.
 */
export function retryAfterMs(header: string | string[] | undefined, mostMs: number, now = Date.now()): number {
  const said = String(header ?? '').trim();
  const afterMs = /^\d+(\.\d+)?$/.test(said) ? Number(said) * 1_000 : Date.parse(said) - now;
  return afterMs > 0 ? Math.min(afterMs, mostMs) : fallbackMs;
}

const fallbackMs = 1_000;
