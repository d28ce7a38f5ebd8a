/** How a command that keeps things running is ended from outside. */
export interface Stopping {
  /** Aborted at the first request to stop. */
  readonly signal: AbortSignal;
  /** Resolves at the first request to stop. */
  readonly asked: Promise<void>;
}

/** One Ctrl-C may arrive twice, from the terminal and from npm; a person's second one comes later. */
const sameRequestMs = 700;

/** Listens for Ctrl-C, a polite kill, and the end of whoever started us; a second request ends at once. */
export function onStop(atOnce: () => void): Stopping {
  const stop = new AbortController();
  let askedAt = 0;
  const ask = () => {
    if (!stop.signal.aborted) {
      askedAt = Date.now();
      return stop.abort(new Error('asked to stop'));
    }
    if (Date.now() - askedAt < sameRequestMs) return;
    atOnce();
    process.exit(130);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, ask);
  // The way in (tools/bootstrap.mjs) holds a channel to us: when it is killed, that is our only sign.
  if (process.channel) {
    process.channel.unref();
    process.once('disconnect', ask);
  }
  const asked = new Promise<void>((resolve) => stop.signal.addEventListener('abort', () => resolve()));
  return { signal: stop.signal, asked };
}
