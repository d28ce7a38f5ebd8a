import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { repositoryRoot } from '../stack/folders.js';
import { dashboards } from './dashboards.js';
import { exportedMetrics } from './metrics-in-code.js';
import { monitoringFolder } from './pages.js';
import { understood } from './promql.js';

interface Alert {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly runbook_url: string };
}
const file = (path: string) => readFileSync(join(repositoryRoot, path), 'utf8');
const rules = parse(file(`${monitoringFolder}/rules.yaml`)) as { groups: { name: string; rules: Alert[] }[] };
const alerts = rules.groups.flatMap((group) => group.rules);
const drawn = dashboards.flatMap(({ file: name }) => {
  const { panels } = JSON.parse(file(`${monitoringFolder}/dashboards/${name}.json`)) as {
    panels: { title: string; targets: { expr: string }[] }[];
  };
  return panels.flatMap(({ title, targets }) => targets.map(({ expr }) => ({ where: `${name}: ${title}`, expr })));
});
const chosen = dashboards.flatMap(({ choose }) => (choose ? [choose] : []));
const said = [...drawn, ...alerts.map(({ alert, expr }) => ({ where: alert, expr }))];
const exported = await exportedMetrics();

/** Labels that Prometheus itself gives. */
const given = ['namespace', 'pod', 'job', 'instance', 'container'];

describe('what is drawn and what alarms', () => {
  test('is there', () => {
    expect(alerts.length).toBeGreaterThanOrEqual(15);
    expect(drawn.length).toBeGreaterThanOrEqual(30);
    expect(exported.size).toBeGreaterThan(60);
    expect(new Set(alerts.map(({ alert }) => alert)).size).toBe(alerts.length);
  });

  test('is written in the language of Prometheus', () => {
    expect(said.flatMap(({ where, expr }) => understood(expr).errors.map((error) => `${where}: ${error}`))).toEqual([]);
    expect(understood('sum by (a (b)').errors).not.toEqual([]);
  });

  test('names metrics that a service exports, by labels that they have', () => {
    const wrong = said.flatMap(({ where, expr }) => {
      const { metrics, by } = understood(expr);
      const labels = new Set(metrics.flatMap(({ metric }) => exported.get(metric)?.labels ?? []));
      return [
        ...(metrics.length === 0 ? [`${where} names none`] : []),
        ...metrics.filter(({ metric }) => !exported.has(metric)).map(({ metric }) => `${where}: ${metric}`),
        ...metrics.flatMap(({ metric, labels: by_ }) =>
          by_
            .filter((label) => ![...(exported.get(metric)?.labels ?? []), ...given].includes(label))
            .map((label) => `${where}: ${metric}{${label}}`),
        ),
        ...by.filter((label) => !labels.has(label) && !given.includes(label)).map((label) => `${where}: by ${label}`),
      ];
    });
    expect(wrong).toEqual([]);
    for (const { metric, label } of chosen) expect(exported.get(metric)?.labels, metric).toContain(label);
  });

  test('would be found out where a metric or a label is none', () => {
    expect(exported.has('samsvar_propagation_seconds_bucket')).toBe(true);
    expect(exported.has('samsvar_propagation_seconds')).toBe(false);
    expect(exported.get('samsvar_propagation_seconds_bucket')!.labels).toEqual(['flow', 'change', 'service', 'le']);
    expect(understood('rate(samsvar_a{b="1"}[5m])').metrics).toEqual([{ metric: 'samsvar_a', labels: ['b'] }]);
  });

  test('shows every metric of ours somewhere', () => {
    const shown = new Set(said.flatMap(({ expr }) => understood(expr).metrics.map(({ metric }) => metric)));
    const stem = (name: string) => name.replace(/_(bucket|sum|count)$/, '');
    const stems = new Set([...shown].map(stem));
    const ours = [...exported.keys()].filter((name) => !/^samsvar_(nodejs|process)_/.test(name)).map(stem);
    expect(new Set(ours.filter((name) => !stems.has(name)))).toEqual(
      new Set(['samsvar_poll_last_success_timestamp_seconds']),
    );
  });
});

describe('an alert', () => {
  const pages = readdirSync(join(repositoryRoot, 'docs', 'runbooks')).filter((name) => name !== 'README.md');
  const kebab = (name: string) =>
    name
      .replace(/^Samsvar/, '')
      .replace(/([a-z])([A-Z])/g, '$1-$2')
      .toLowerCase();

  test('has a page in docs/runbooks, and every page an alert', () => {
    expect(new Set(pages)).toEqual(new Set(alerts.map(({ alert }) => `${kebab(alert)}.md`)));
    for (const { alert, annotations } of alerts)
      expect(annotations.runbook_url, alert).toBe(`docs/runbooks/${kebab(alert)}.md`);
  });

  test.each(alerts.map((one) => [one.alert, one] as const))('%s says how bad it is, and what in a line', (_, one) => {
    expect(['critical', 'warning', 'info']).toContain(one.labels.severity);
    expect(one.annotations.summary.length).toBeGreaterThan(10);
    const used = [...one.annotations.summary.matchAll(/\$labels\.(\w+)/g)].map(([, label]) => label!);
    const { by, metrics } = understood(one.expr);
    for (const label of used) expect([...by, ...metrics.flatMap(({ labels }) => labels)]).toContain(label);
  });

  test('has a rule test, where it alarms and where it does not', () => {
    const { tests } = parse(file(`${monitoringFolder}/rules.test.yaml`)) as {
      tests: { alert_rule_test: { alertname: string; exp_alerts: unknown[] }[] }[];
    };
    const tried = tests.flatMap((one) => one.alert_rule_test).filter(({ exp_alerts }) => exp_alerts.length > 0);
    expect(new Set(tried.map(({ alertname }) => alertname))).toEqual(new Set(alerts.map(({ alert }) => alert)));
  });

  test.each(pages)('%s says what it means, what is seen, and what to do', (name) => {
    const page = file(`docs/runbooks/${name}`);
    for (const heading of ['## What it means', '## What you see', '## What to do']) expect(page).toContain(heading);
    expect(page.split('## What to do')[1], 'commands or doors').toMatch(/```|`GET |`POST |curl/);
  });

  test('is in the operator’s file as it is in ours', () => {
    const printed = parse(file(`${monitoringFolder}/prometheus-rule.yaml`)) as { kind: string; spec: unknown };
    expect([printed.kind, printed.spec]).toEqual(['PrometheusRule', rules]);
  });
});
