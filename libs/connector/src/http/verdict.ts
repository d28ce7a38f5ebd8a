/** Statuses by which a system speaks about the write itself; any other comes from somewhere on the way. */
const spoken: ReadonlySet<number> = new Set([400, 404, 405, 409, 410, 412, 413, 415, 422, 428]);

/**
 * Whether an answer to a write is the system's own word on it. A redirect, a time-out of a proxy, a web page or a
 * status nobody documented says nothing: the write may have been applied.
 */
export function isVerdict(status: number, contentType: string | string[] | undefined): boolean {
  return spoken.has(status) && !/\bhtml\b/i.test(String(contentType ?? ''));
}
