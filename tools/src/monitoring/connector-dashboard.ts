import { type Dashboard, quantile } from './panel.js';

/** One connector: polls, requests, budget, writes. */
export const connector: Dashboard = {
  file: 'connector',
  title: 'Samsvar / Connector',
  choose: { label: 'service', metric: 'samsvar_records_observed_total' },
  rows: [
    [
      {
        title: 'Since the last good poll',
        means: 'Of the tenant for whom that is longest ago.',
        unit: 's',
        lines: [
          [
            'time() - min by (service, resource) (samsvar_poll_oldest_success_timestamp_seconds{service=~"$service"})',
            '{{service}} {{resource}}',
          ],
        ],
      },
      {
        title: 'Tenants that are not let in',
        means: 'Keys or rights are wrong.',
        lines: [
          ['max by (service, resource) (samsvar_polls_locked_out{service=~"$service"})', '{{service}} {{resource}}'],
          ['max by (system, tenant) (samsvar_rights_missing{service=~"$service"}) > 0', '{{system}} of {{tenant}}'],
        ],
      },
      {
        title: 'How long polls take',
        means: 'p95.',
        unit: 's',
        lines: [
          [
            quantile(0.95, 'poll_seconds', 'service, resource', { more: 'service=~"$service"' }),
            '{{service}} {{resource}}',
          ],
        ],
      },
    ],
    [
      {
        title: 'Requests',
        means: 'To the system, by method and class of the answer.',
        unit: 'reqps',
        lines: [
          [
            'sum by (service, operation, status_class) ' +
              '(rate(samsvar_upstream_request_duration_seconds_count{service=~"$service"}[5m]))',
            '{{service}} {{operation}} {{status_class}}',
          ],
          ['max by (service) (samsvar_budget_limit_per_second{service=~"$service"})', '{{service}} limit'],
        ],
      },
      {
        title: 'How long requests take',
        means: 'p95.',
        unit: 's',
        lines: [
          [
            quantile(0.95, 'upstream_request_duration_seconds', 'service, operation', { more: 'service=~"$service"' }),
            '{{service}} {{operation}}',
          ],
        ],
      },
      {
        title: 'Pauses asked for (429)',
        means: 'Our own budget should keep this at none.',
        lines: [['sum by (service) (increase(samsvar_rate_limited_total{service=~"$service"}[5m]))', '{{service}}']],
      },
    ],
    [
      {
        title: 'Requests that wait for the budget',
        means: 'By lane: people’s edits go before polls, polls before bulk work.',
        lines: [['sum by (service, lane) (samsvar_budget_waiting{service=~"$service"})', '{{service}} {{lane}}']],
      },
      {
        title: 'How long they wait',
        means: 'p95.',
        unit: 's',
        lines: [
          [
            quantile(0.95, 'budget_wait_seconds', 'service, lane', { more: 'service=~"$service"' }),
            '{{service}} {{lane}}',
          ],
        ],
      },
      {
        title: 'Writes by what became of them',
        means: 'A second.',
        unit: 'reqps',
        lines: [
          [
            'sum by (service, operation, outcome) (rate(samsvar_commands_total{service=~"$service"}[5m]))',
            '{{service}} {{operation}} {{outcome}}',
          ],
          ['sum by (service) (rate(samsvar_write_retries_total{service=~"$service"}[5m]))', '{{service}} put off'],
        ],
      },
    ],
    [
      {
        title: 'Records seen as new or changed',
        means: 'A second.',
        unit: 'reqps',
        lines: [
          [
            'sum by (service, resource) (rate(samsvar_records_observed_total{service=~"$service"}[5m]))',
            '{{service}} {{resource}}',
          ],
        ],
      },
      {
        title: 'Records that a listing missed',
        means: 'By what became of them; nothing is believed gone before two reads by id say so.',
        lines: [
          [
            'sum by (service, verdict) (increase(samsvar_records_missed_total{service=~"$service"}[1h]))',
            '{{service}} {{verdict}}',
          ],
        ],
      },
      {
        title: 'Open writes',
        means: 'Noted and not answered.',
        lines: [['sum by (service) (samsvar_attempts_open{service=~"$service"})', '{{service}}']],
      },
    ],
  ],
};
