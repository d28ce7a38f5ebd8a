import { parser } from '@prometheus-io/lezer-promql';

/** A metric as an expression names it, with the labels it chooses by. */
export interface Named {
  readonly metric: string;
  readonly labels: readonly string[];
}

/** What an expression of Prometheus names; and where it is no expression. */
export interface Understood {
  readonly metrics: readonly Named[];
  /** Labels it sums or takes the most by. */
  readonly by: readonly string[];
  readonly errors: readonly string[];
}

/** Reads an expression by the grammar of Prometheus' own editor. */
export function understood(expression: string): Understood {
  const metrics: { metric: string; labels: string[] }[] = [];
  const by: string[] = [];
  const errors: string[] = [];
  parser.parse(expression).iterate({
    enter: ({ name, type, from, to, node }) => {
      const text = expression.slice(from, to);
      if (type.isError) errors.push(`at ${from}: ${text || 'something is missing'}`);
      if (name === 'VectorSelector') metrics.push({ metric: text.split(/[{[\s]/)[0]!, labels: [] });
      if (name !== 'LabelName') return;
      if (node.parent?.name === 'GroupingLabels') by.push(text);
      else metrics.at(-1)?.labels.push(text);
    },
  });
  return { metrics, by, errors };
}
