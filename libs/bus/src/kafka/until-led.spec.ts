import { expect, test } from 'vitest';
import { type TopicLed, untilLed } from './until-led.js';

const topic = (name: string, ...leaders: readonly number[]): TopicLed => ({
  name,
  partitions: leaders.map((leader) => ({ leader })),
});
const unknown = Object.assign(new Error('This server does not host this topic-partition'), { retriable: true });

/** Answers one after the other, the last one for ever; an error is thrown. */
function answering(...answers: readonly (readonly TopicLed[] | Error)[]) {
  let asked = 0;
  const look = async () => {
    const answer = answers[Math.min(asked++, answers.length - 1)]!;
    if (answer instanceof Error) throw answer;
    return answer as readonly TopicLed[];
  };
  return { look, times: () => asked };
}

test('topics that were just made are waited for until every partition is led', async () => {
  const there = [topic('a', 1, 1), topic('b', 1)];
  const { look, times } = answering([], unknown, [topic('a', 1, -1), topic('b', 1)], [topic('a', 1, 1)], there);
  await untilLed(look, ['a', 'b']);
  expect(times()).toBe(5);
});

test('what waiting does not mend is told at once', async () => {
  const { look } = answering(new Error('not authorized'));
  await expect(untilLed(look, ['a'])).rejects.toThrow('not authorized');
});
