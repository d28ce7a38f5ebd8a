/**
 * Stores items, many at once, until there are none. After a failure they are stored one by one, and one that fails
 * alone lets the others go first: one record's trouble is no other's (Inv 9). `failed` says whether to go on.
 */
export async function storeAll<T>(
  items: T[],
  most: number,
  store: (batch: readonly T[]) => Promise<void>,
  failed: (error: unknown) => Promise<boolean>,
): Promise<void> {
  for (let now = most; items.length > 0;) {
    const batch = items.slice(0, now);
    try {
      await store(batch);
      items.splice(0, batch.length);
      now = Math.min(now * 2, most);
    } catch (error) {
      if (now === 1) items.push(...items.splice(0, 1));
      now = 1;
      if (!(await failed(error))) return;
    }
  }
}
