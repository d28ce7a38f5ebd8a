/** Statuses by which a system speaks about the write itself; any other comes from somewhere on the way. */
const spoken: ReadonlySet<number> = new Set([400, 404, 405, 409, 410, 412, 413, 415, 422, 428]);

/**
 * Whether an answer to a write is the system's own word on it. A redirect, a time-out of a proxy, a web page or a
 * status nobody documented says nothing: the write may have been applied.
 */
export const isVerdict = (status: number, contentType: ContentType): boolean =>
  spoken.has(status) && !isPage(contentType);

/** Whether a sign-in that failed is the system's own word on our keys, which only a person can mend. */
export const isKeyVerdict = (status: number, contentType: ContentType): boolean =>
  [400, 401, 403, 404].includes(status) && !isPage(contentType);

type ContentType = string | string[] | undefined;
const isPage = (contentType: ContentType) => /\bhtml\b/i.test(String(contentType ?? ''));
