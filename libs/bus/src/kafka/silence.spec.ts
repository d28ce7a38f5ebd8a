import { describe, expect, test } from 'vitest';
import { Silence } from './silence.js';

/** A consumer at a time that passes as told, and a broker of whom `ask` tells whether it answers somebody else. */
function listening(ask: () => Promise<void> = () => Promise.resolve()) {
  const ended: string[] = [];
  let at = 0;
  const silence = new Silence({ ask, end: ({ message }) => ended.push(message), now: () => at });
  const after = async (seconds: number) => {
    at += seconds * 1_000;
    await silence.look();
  };
  return { ended, silence, after };
}

describe('a consumer that hears nothing', () => {
  test('for a minute, while the broker answers somebody else twice, ends its process', async () => {
    const { ended, after } = listening();
    await after(61);
    expect(ended).toEqual([]);
    await after(10);
    expect(ended).toEqual(['it has heard nothing for 71 s, though Kafka answers others']);
  });

  test('for less is left alone, and the broker is not asked', async () => {
    let asked = 0;
    const { ended, after } = listening(() => Promise.resolve(void asked++));
    for (let looks = 0; looks < 5; looks++) await after(10);
    expect([ended, asked]).toEqual([[], 0]);
  });

  test('waits while the broker is away, and has the same time once it is back', async () => {
    let away = true;
    const { ended, after } = listening(() => (away ? Promise.reject(new Error('away')) : Promise.resolve()));
    for (const next of [true, true, false, true, false]) {
      away = next;
      await after(100);
    }
    expect(ended).toEqual([]);
    await after(10);
    expect(ended).toHaveLength(1);
  });

  test('and then does is not held for deaf', async () => {
    const { ended, silence, after } = listening();
    await after(61);
    silence.break();
    await after(10);
    await after(51);
    expect(ended).toEqual([]);
  });

  test('is asked about once at a time', async () => {
    let asked = 0;
    const { after } = listening(() => Promise.resolve(void asked++));
    await Promise.all([after(61), after(1)]);
    expect(asked).toBe(1);
  });

  test('says so after five seconds', async () => {
    const { silence, after } = listening();
    await after(5);
    expect(silence.trouble()).toBeUndefined();
    await after(2);
    expect(silence.trouble()).toBe('Kafka has not answered for 7 s: check KAFKA_BROKERS and that the broker runs');
  });
});
