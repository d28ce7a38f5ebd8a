import { topics } from '@samsvar/contracts';
import { expect } from 'vitest';
import type { ZodType } from 'zod';
import type { Told } from '../told.js';

/** What is told, when it fits the topic it is told on to the last property. */
export function dataOf({ topic, message }: Told): Record<string, unknown> {
  const messages: Readonly<Record<string, ZodType>> = topics[topic].messages;
  const parsed = messages[message.type]!.parse(message.data);
  expect(parsed, 'nothing is told that the contract does not know').toEqual(message.data);
  return parsed as Record<string, unknown>;
}
