import { type Dashboard, quantile } from './panel.js';

/** One flow: how fast edits reach the other side, and how its records stand. */
export const flow: Dashboard = {
  file: 'flow',
  title: 'Samsvar / Flow',
  choose: { label: 'flow', metric: 'samsvar_records' },
  rows: [
    [
      {
        title: 'Time to agreement: edits',
        means: 'From when an edit was seen to when both sides agree.',
        unit: 's',
        lines: [0.5, 0.95, 0.99].map((q) => [
          quantile(q, 'propagation_seconds', 'flow', { more: 'change="edit", flow=~"$flow"' }),
          `{{flow}} p${q * 100}`,
        ]),
      },
      {
        title: 'Time to agreement: new records',
        means: 'From when a record without a counterpart was seen to when it has one and both agree.',
        unit: 's',
        lines: [0.5, 0.95].map((q) => [
          quantile(q, 'propagation_seconds', 'flow', { more: 'change="birth", flow=~"$flow"' }),
          `{{flow}} p${q * 100}`,
        ]),
      },
    ],
    [
      {
        title: 'Records by how they stand',
        means: 'Each record of a flow is counted once.',
        lines: [['max by (flow, standing) (samsvar_records{flow=~"$flow"})', '{{flow}} {{standing}}']],
      },
      {
        title: 'Edits that came to agreement',
        means: 'A second.',
        unit: 'reqps',
        lines: [
          ['sum by (flow, change) (rate(samsvar_propagation_seconds_count{flow=~"$flow"}[5m]))', '{{flow}} {{change}}'],
        ],
      },
      {
        title: 'Open conflicts',
        means: 'Both sides changed the same before hearing of each other.',
        lines: [['max by (flow) (samsvar_conflicts_open{flow=~"$flow"})', '{{flow}}']],
      },
    ],
  ],
};
