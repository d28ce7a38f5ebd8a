import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import type { Page } from '../docs/page.js';
import { repositoryRoot } from '../stack/folders.js';
import { dashboards } from './dashboards.js';
import type { Dashboard, Panel, Row } from './panel.js';

export const monitoringFolder = 'k8s/components/monitoring';
const width = 24;
const heights = { stat: 4, lines: 9 };
const source = { type: 'prometheus', uid: '${source}' };

/** The alerts as the Prometheus operator takes them, and the dashboards as Grafana does. */
export const monitoringPages = (): readonly Page[] => [
  { path: `${monitoringFolder}/prometheus-rule.yaml`, content: prometheusRule() },
  ...dashboards.map((dashboard) => ({
    path: `${monitoringFolder}/dashboards/${dashboard.file}.json`,
    content: `${JSON.stringify(grafana(dashboard), null, 2)}\n`,
  })),
];

function prometheusRule(): string {
  const rules: unknown = parse(readFileSync(join(repositoryRoot, monitoringFolder, 'rules.yaml'), 'utf8'));
  const labels = { 'app.kubernetes.io/name': 'samsvar', 'app.kubernetes.io/component': 'monitoring' };
  const rule = {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: { name: 'samsvar', labels },
    spec: rules,
  };
  const heading = '# Printed from rules.yaml by `npm run docs`; edit that, not this file.\n';
  return `${heading}${stringify(rule, { lineWidth: 0 })}`;
}

function grafana({ file, title, choose, rows }: Dashboard): object {
  return {
    uid: `samsvar-${file}`,
    title,
    tags: ['samsvar'],
    timezone: 'browser',
    schemaVersion: 39,
    refresh: '30s',
    time: { from: 'now-6h', to: 'now' },
    links: [{ type: 'dashboards', title: 'Samsvar', tags: ['samsvar'], keepTime: true }],
    templating: { list: [chooseSource, ...(choose ? [chooseLabel(choose)] : [])] },
    panels: laidOut(rows),
  };
}

const chooseSource = { name: 'source', label: 'Prometheus', type: 'datasource', query: 'prometheus' };
const chooseLabel = ({ label, metric }: NonNullable<Dashboard['choose']>) => ({
  name: label,
  type: 'query',
  datasource: source,
  query: `label_values(${metric}, ${label})`,
  refresh: 2,
  multi: true,
  includeAll: true,
  current: { text: 'All', value: '$__all' },
});

function laidOut(rows: readonly Row[]): readonly object[] {
  let y = 0;
  return rows.flatMap((row, above) => {
    const h = row.every(({ stat }) => stat) ? heights.stat : heights.lines;
    const w = Math.floor(width / row.length);
    const drawn = row.map((panel, index) => panelOf(panel, above * 10 + index + 1, { x: index * w, y, w, h }));
    y += h;
    return drawn;
  });
}

interface Place {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

const panelOf = ({ title, means, lines, unit = 'short', stat }: Panel, id: number, gridPos: Place): object => ({
  id,
  type: stat ? 'stat' : 'timeseries',
  title,
  description: means,
  gridPos,
  datasource: source,
  fieldConfig: {
    defaults: {
      unit,
      min: 0,
      ...(stat && {
        thresholds: {
          mode: 'absolute',
          steps: [
            { color: 'green', value: null },
            { color: 'red', value: stat.red },
          ],
        },
      }),
    },
    overrides: [],
  },
  options: stat
    ? { colorMode: 'background', reduceOptions: { calcs: ['lastNotNull'] } }
    : { tooltip: { mode: 'multi' } },
  targets: lines.map(([expr, legendFormat], index) => ({
    refId: String.fromCharCode(65 + index),
    datasource: source,
    expr,
    ...(legendFormat && { legendFormat }),
  })),
});
