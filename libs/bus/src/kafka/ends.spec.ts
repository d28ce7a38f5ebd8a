import { KafkaJSProtocolError } from 'kafkajs';
import { expect, test } from 'vitest';
import { offsetsOf } from './ends.js';

/** An admin whose topic fails some times before it answers. */
function failing(times: number, retriable: boolean) {
  let calls = 0;
  const fetchTopicOffsets = async () => {
    if (++calls <= times) throw Object.assign(new KafkaJSProtocolError(new Error('no leader')), { retriable });
    return [{ partition: 0, offset: '2', high: '2', low: '0' }];
  };
  return { admin: { fetchTopicOffsets }, calls: () => calls };
}

test('a topic without a leader yet is asked again, since one is chosen in a moment', async () => {
  const { admin } = failing(3, true);
  expect(await offsetsOf(admin, 'samsvar.links.dead', 1)).toMatchObject([{ low: '0', high: '2' }]);
});

test('what does not pass is said at once, and what never passes in the end', async () => {
  const refused = failing(1, false);
  await expect(offsetsOf(refused.admin, 'samsvar.links.dead', 1)).rejects.toThrow('no leader');
  expect(refused.calls()).toBe(1);
  await expect(offsetsOf(failing(1_000, true).admin, 'samsvar.links.dead', 1)).rejects.toThrow('no leader');
});
