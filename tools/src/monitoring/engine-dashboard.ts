import { type Dashboard, once, quantile } from './panel.js';

/** What runs beneath: lag, outboxes, batches, processes. */
export const engine: Dashboard = {
  file: 'engine',
  title: 'Samsvar / Engine',
  rows: [
    [
      {
        title: 'Lag',
        means: 'Messages waiting at Kafka.',
        lines: [['sum by (group) (samsvar_consumer_lag)', '{{group}}']],
      },
      {
        title: 'Partitions that fail',
        means: 'Their next messages are tried again, and what comes after them waits.',
        lines: [['sum by (group) (samsvar_partitions_postponed)', '{{group}}']],
      },
      {
        title: 'Stored and not told',
        means: 'In the memory of each replica.',
        lines: [['sum by (service) (samsvar_outbox_pending)', '{{service}}']],
      },
      {
        title: 'Age of the outbox',
        means: 'How long the oldest message has waited to be told; nothing is drawn where all are told.',
        unit: 's',
        lines: [['time() - min by (service) (samsvar_outbox_oldest_timestamp_seconds)', '{{service}}']],
      },
    ],
    [
      {
        title: 'Batches of link',
        means: 'How long one takes to decide and store.',
        unit: 's',
        lines: [0.5, 0.95].map((q) => [quantile(q, 'batch_seconds', '', { over: '5m' }), `p${q * 100}`]),
      },
      {
        title: 'Messages mapped',
        means: 'A second, by what became of them.',
        unit: 'reqps',
        lines: [['sum by (type, outcome) (rate(samsvar_messages_mapped_total[5m]))', '{{type}} {{outcome}}']],
      },
      {
        title: 'Links decided',
        means: 'A second; near loops are values written again though the same write had succeeded.',
        unit: 'reqps',
        lines: [
          ['sum(rate(samsvar_links_decided_total[5m]))', 'decided'],
          ['sum(rate(samsvar_near_loops_total[5m]))', 'near loops'],
        ],
      },
      {
        title: 'Dead messages',
        means: 'By the topic they were for.',
        lines: [[`${once('dead_letters_open', 'topic')} > 0`, '{{topic}}']],
      },
    ],
    [
      {
        title: 'CPU',
        means: 'Cores in use.',
        lines: [['sum by (service) (rate(samsvar_process_cpu_seconds_total[5m]))', '{{service}}']],
      },
      {
        title: 'Memory',
        means: 'Resident, the largest replica.',
        unit: 'bytes',
        lines: [['max by (service) (samsvar_process_resident_memory_bytes)', '{{service}}']],
      },
      {
        title: 'Event loop',
        means: 'How long it was held up, p99.',
        unit: 's',
        lines: [['max by (service) (samsvar_nodejs_eventloop_lag_p99_seconds)', '{{service}}']],
      },
      {
        title: 'Versions',
        means: 'More than one while an upgrade rolls.',
        lines: [['count by (service, version) (samsvar_build_info)', '{{service}} {{version}}']],
      },
    ],
  ],
};
