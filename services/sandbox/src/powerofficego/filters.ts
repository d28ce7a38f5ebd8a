import type { Answer } from '../doors/answer.js';
import type { Query } from './list.js';
import { badInput, problem } from './problem.js';
import { stampOf } from './stamp-filter.js';

/** How a filter asks: newer than a stamp, one of some texts, in number ranges, yes or no, exactly this. */
export type FilterKind = 'after' | 'anyOf' | 'ranges' | 'ids' | 'yesNo' | 'exact';

/** A query parameter of a list and what of a record it looks at. */
export interface Filter<State> {
  readonly parameter: string;
  readonly kind: FilterKind;
  readonly of: (state: State) => unknown;
}

type Question<State> = (state: State) => boolean;

/** The question all given filters ask together; blank filters ask nothing. */
export function readFilters<State>(filters: readonly Filter<State>[], query: Query): Question<State> | Answer {
  const questions: Question<State>[] = [];
  for (const { parameter, kind, of } of filters) {
    const text = query[parameter.toLowerCase()]?.trim();
    if (!text) continue;
    const test = asks[kind](text, parameter);
    if (typeof test !== 'function') return test;
    questions.push((state) => test(of(state)));
  }
  return (state) => questions.every((asked) => asked(state));
}

type Test = (value: unknown) => boolean;

const asks: Record<FilterKind, (text: string, parameter: string) => Test | Answer> = {
  after: (text, parameter) => {
    const stamp = stampOf(text);
    if (!stamp) return badInput(parameter, `The value '${text}' is not valid.`);
    return (value) => (value as string) > stamp;
  },
  anyOf: (text) => {
    const words = new Set(text.split(',').map((word) => word.trim().toLowerCase()));
    return (value) => typeof value === 'string' && words.has(value.trim().toLowerCase());
  },
  exact: (text) => (value) => String(value ?? '').toLowerCase() === text.toLowerCase(),
  yesNo: (text, parameter) => {
    if (!/^(true|false)$/i.test(text)) return badInput(parameter, `The value '${text}' is not valid.`);
    return (value) => value === (text.toLowerCase() === 'true');
  },
  ids: (text, parameter) => {
    const parts = text.split(',').map((part) => part.trim());
    if (!parts.every((part) => /^\d+$/.test(part))) return uncastable(parameter);
    const ids = new Set(parts.map(Number));
    return (value) => (Array.isArray(value) ? value.some((one) => ids.has(one)) : ids.has(value as number));
  },
  ranges: (text, parameter) => {
    const parts = text.split(',').map((part) => /^(\d*)(?:(-)(\d*))?$/.exec(part.trim()));
    if (parts.some((part) => !part || (!part[1] && !part[3]))) return uncastable(parameter);
    const ranges = parts.map((part) => {
      const from = Number(part![1] || 0);
      return { from, to: part![2] ? Number(part![3] || Infinity) : from };
    });
    return (value) => typeof value === 'number' && ranges.some(({ from, to }) => value >= from && value <= to);
  },
};

const uncastable = (parameter: string): Answer =>
  problem(
    400,
    'Unable to cast object(s)',
    `${parameter} contains negative numbers and/or range of numbers. ` +
      `'-' is not allowed, only comma ',' separated single positive numbers are allowed.`,
  );
