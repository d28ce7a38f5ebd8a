import { type Dashboard, once, type Panel, quantile } from './panel.js';

const records = (standing: string) => `sum(max by (flow) (samsvar_records{standing="${standing}"}))`;
const waits = (title: string, means: string, expression: string, red: number): Panel => ({
  title,
  means,
  lines: [[expression, '']],
  stat: { red },
});

/** How everything stands, and what waits for a person. */
export const overview: Dashboard = {
  file: 'overview',
  title: 'Samsvar / Overview',
  rows: [
    [
      waits('Do not agree', 'Records the machine still has to act on; target: none.', records('differ'), 100),
      waits('Conflicts', 'Both sides changed the same; a person decides.', records('conflicts'), 1),
      waits('Parked', 'One side cannot hold the value; mended in the system that has it.', records('parked'), 1),
      waits('Held', 'Classes of change that a guard holds until a person decides.', 'max(samsvar_guard_holds)', 1),
      waits('Stopped', 'Tenants whose writes are stopped.', 'max(samsvar_writes_stopped)', 1),
      waits('Dead', 'Messages nobody could handle.', `sum(${once('dead_letters_open', 'topic')})`, 1),
    ],
    [
      {
        title: 'Time to agreement (edits)',
        means: 'From when an edit was seen on one side to when both sides agree, over all flows.',
        unit: 's',
        lines: [0.5, 0.95, 0.99].map((q) => [
          quantile(q, 'propagation_seconds', '', { more: 'change="edit"' }),
          `p${q * 100}`,
        ]),
      },
      {
        title: 'Oldest edit that waits',
        means: 'By tenant.',
        unit: 's',
        lines: [[`topk(5, ${once('oldest_edit_seconds', 'tenant')})`, '{{tenant}}']],
      },
    ],
    [
      {
        title: 'Records that do not agree, by reason',
        means: 'Over all tenants; row and link are what an audit found.',
        lines: [['sum by (reason) (max by (tenant, reason) (samsvar_records_not_agreeing))', '{{reason}}']],
      },
      {
        title: 'Records by how they stand',
        means: 'Over all flows.',
        lines: [['sum by (standing) (max by (flow, standing) (samsvar_records))', '{{standing}}']],
      },
    ],
    [
      {
        title: 'Age of the newest heartbeat, by stage',
        means:
          'Every 30 seconds one goes the whole way of an edit. The first stage whose line rises is where it stops.',
        unit: 's',
        lines: [['time() - max by (stage, system) (samsvar_heartbeat_timestamp_seconds)', '{{system}} {{stage}}']],
      },
      { title: 'Replicas', means: 'That answer.', lines: [['count by (service) (samsvar_build_info)', '{{service}}']] },
    ],
  ],
};
