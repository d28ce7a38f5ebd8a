/** One picture of a dashboard. */
export interface Panel {
  readonly title: string;
  readonly means: string;
  /** What is drawn: an expression, and how its lines are called. */
  readonly lines: readonly (readonly [expression: string, legend: string])[];
  readonly unit?: 's' | 'short' | 'percentunit' | 'reqps' | 'bytes' | 'dateTimeFromNow';
  /** A number, or lines over time; of a number, from where it is red. */
  readonly stat?: { readonly red: number };
}

/** A row of panels, side by side. */
export type Row = readonly Panel[];

export interface Dashboard {
  readonly file: string;
  readonly title: string;
  /** What one chooses at the top: the values of a label of a metric. */
  readonly choose?: { readonly label: string; readonly metric: string };
  readonly rows: readonly Row[];
}

/** Of a histogram, by labels: how long it took for this part of what happened. */
export const quantile = (q: number, name: string, by: string, { more = '', over = '15m' } = {}) =>
  `histogram_quantile(${q}, sum by (le${by && `, ${by}`}) (rate(samsvar_${name}_bucket{${more}}[${over}])))`;
/** What all replicas read alike from the database is taken once. */
export const once = (metric: string, by: string) => `max by (${by}) (samsvar_${metric})`;
