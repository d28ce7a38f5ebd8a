import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommonSettings, parseTenants } from '@samsvar/service';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { productRows } from '../services.js';
import { repositoryRoot } from '../stack/folders.js';
import { connectors, drawnFrom, k8s, overlays, writtenFor } from './manifests.js';
import { isWorkload, type KubeObject, labelsOf, objectsIn, objectsUnder, type Workload } from './objects.js';
import { type NetworkPolicy, reaches, selects } from './flows.js';
import { namedFlows, servers } from './named-flows.js';
import { operatorPods } from './operator-pods.js';
import { always, ofOverlays } from './policy.js';

const { version } = JSON.parse(readFileSync(join(repositoryRoot, 'package.json'), 'utf8')) as { version: string };
const written = [...objectsUnder(join(k8s, 'base')), ...objectsUnder(join(k8s, 'connectors'))].concat(
  objectsUnder(join(k8s, 'components')),
  objectsUnder(join(k8s, 'overlays', 'local')),
);
const named = (objects: readonly KubeObject[], kind: string, name: string): Workload =>
  objects.find((object) => object.kind === kind && object.metadata.name === name) as Workload;

describe('what is written in k8s', () => {
  test.each(Object.entries(always(version)))('%s', (_, rule) => {
    expect(rule(written)).toEqual([]);
  });

  test.each(overlays)('names every flow there must be in %s, and denies every other', (overlay) => {
    expect(namedFlows(writtenFor(overlay))).toEqual([]);
    expect(servers.every(({ name }) => named(writtenFor('demo'), 'StatefulSet', name))).toBe(true);
  });

  test.each(overlays)('has every connector in %s, scaled where workers are', (overlay) => {
    const folders = drawnFrom(join('overlays', overlay));
    const scaled = folders.has('components/keda');
    expect(scaled).toBe(overlay !== 'local');
    for (const connector of connectors) {
      expect(folders).toContain(`connectors/${connector}`);
      expect(folders.has(`connectors/${connector}/keda`)).toBe(scaled);
    }
    expect(folders).toContain('components/network-policies');
  });

  test('has a component by which every service reaches the collector it is told of; no overlay has it by itself', () => {
    const { configMapGenerator } = parse(readFileSync(join(k8s, 'components/tracing/kustomization.yaml'), 'utf8')) as {
      readonly configMapGenerator: readonly { readonly literals: readonly string[] }[];
    };
    const told = Object.fromEntries(
      configMapGenerator[0]!.literals.map((literal) => literal.split(/=(.*)/) as [string, string]),
    );
    const { OTEL_EXPORTER_OTLP_ENDPOINT: address } = CommonSettings.parse({ PORT: 1, KAFKA_BROKERS: 'a:1', ...told });
    const { hostname, port } = new URL(address!);
    const [policy] = objectsUnder(join(k8s, 'components/tracing')) as readonly NetworkPolicy[];
    const [, namespace] = hostname.split('.');
    expect(policy!.spec.egress).toMatchObject([
      {
        to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } } }],
        ports: [{ port: Number(port) }],
      },
    ]);
    const senders = written.filter(isWorkload).filter((one) => selects(policy!.spec.podSelector, labelsOf(one)));
    const names = senders.map(({ metadata }) => metadata.name);
    expect(names.toSorted()).toEqual(productRows.map(({ name }) => name).toSorted());
    for (const overlay of overlays) expect(drawnFrom(join('overlays', overlay))).not.toContain('components/tracing');
  });

  test.each(['components/sandbox', 'overlays/production'])(
    'describes tenants that services understand: %s',
    (folder) => {
      const text = readFileSync(join(k8s, folder, 'samsvar.yaml'), 'utf8');
      const env = Object.fromEntries([...text.matchAll(/env:(\w+)/g)].map(([, name]) => [name, 'https://hrm.example']));
      expect(parseTenants(text, { env, folder, name: 'samsvar.yaml' })).toHaveLength(1);
    },
  );
});

describe('a rule about deployments', () => {
  const link = named(written, 'Deployment', 'link');
  const spoilt = (change: (text: string) => string) =>
    objectsIn(change(JSON.stringify(link))).concat(written.filter(({ kind }) => kind === 'ServiceAccount'));
  const found = (objects: readonly KubeObject[]) =>
    Object.values(ofOverlays(version, 'demo')).flatMap((rule) => rule(objects));

  test.each<[string, (text: string) => string, RegExp]>([
    ['root', (text) => text.replace('"runAsNonRoot":true', '"runAsNonRoot":false'), /may run as root/],
    ['a writable root', (text) => text.replace('"readOnlyRootFilesystem":true', '"x":1'), /may write to its root/],
    ['capabilities', (text) => text.replaceAll('"drop":["ALL"]', '"drop":[]'), /keeps capabilities/],
    ['latest', (text) => text.replaceAll(`link:${version}`, 'link:latest'), /samsvar\/link:latest, which may change/],
    ['no tag', (text) => text.replaceAll(`link:${version}`, 'link'), /samsvar\/link, which may change/],
    ['a probe that is missing', (text) => text.replace('startupProbe', 'x'), /not asked all three questions/],
    ['one probe for two', (text) => text.replace('/health/ready', '/health/live'), /is ready whenever it is alive/],
    ['no requests', (text) => text.replaceAll('"requests"', '"x"'), /requests no memory/],
    ['a token', (text) => text.replace('"automountServiceAccountToken":false', '"x":1'), /mounts a token/],
    ['a hard roll', (text) => text.replace('"maxUnavailable":0', '"maxUnavailable":1'), /takes a pod away/],
    ['no budget', (text) => text, /Deployment link has no disruption budget/],
    ['a secret', (text) => text.replace('"name":"LINK_ROLE"', '"name":"API_KEY"'), /value of API_KEY written down/],
    ['no wait', (text) => text.replace('"--wait"', '"--weight"'), /does not wait for its schema/],
    ['no denial', (text) => text, /no policy denies what none names/],
  ])('hears of %s', (_, change, words) => {
    expect(found(spoilt(change)).join('\n')).toMatch(words);
  });

  test.each<[string, (text: string) => string, string]>([
    [
      'a broker that is root',
      (text) => text.replace('"runAsNonRoot":true', '"x":1'),
      'KafkaNodePool broker may run as root',
    ],
    [
      'a broker of no priority',
      (text) => text.replace('priorityClassName', 'x'),
      'KafkaNodePool broker has no priority',
    ],
    [
      'an operator of Kafka that keeps capabilities',
      (text) => text.replace(/("userOperatorContainer":.*)"drop":\["ALL"\]/, '$1"drop":[]'),
      'Kafka samsvar (entityOperator) (userOperatorContainer) keeps capabilities',
    ],
    [
      'a part of Kafka that nothing is said of',
      (text) => text.replace('"entityOperator"', '"kafkaExporter":{},"entityOperator"'),
      'Kafka samsvar (kafkaExporter) has no seccomp profile',
    ],
  ])('hears of %s', (_, change, words) => {
    const kafka = written.filter(({ kind }) => ['KafkaNodePool', 'Kafka'].includes(kind));
    expect(kafka).toHaveLength(2);
    expect(operatorPods(kafka)).toEqual([]);
    expect(operatorPods(kafka.flatMap((one) => objectsIn(change(JSON.stringify(one)))))).toContain(words);
  });

  test('hears of a worker that nobody scales, or that is scaled by another topic', () => {
    const overlay = written.map((object) => structuredClone(object)) as (KubeObject & {
      spec: { triggers?: unknown[] };
    })[];
    expect(found(overlay)).toContain('Deployment mapping says itself how many there are');
    const scaler = overlay.find(({ kind, metadata }) => kind === 'ScaledObject' && metadata.name === 'mapping')!;
    scaler.spec.triggers!.pop();
    expect(found(overlay).join('\n')).toMatch(/Deployment mapping is scaled by samsvar\.records\.native/);
    expect(found(overlay.filter((object) => object !== scaler))).toContain('Deployment mapping has 0 ScaledObjects');
  });

  test('hears of a flow that nobody named, and of one too many', () => {
    const without = (name: string) =>
      written.filter(({ kind, metadata }) => kind !== 'NetworkPolicy' || metadata.name !== name);
    expect(found(without('to-postgres'))).toContain('Deployment link does not reach postgres');
    expect(found(without('default-deny').filter(({ metadata }) => metadata.name !== 'sandbox')).join('\n')).toMatch(
      /no policy denies/,
    );
    const [mapping, postgres] = [named(written, 'Deployment', 'mapping'), named(written, 'StatefulSet', 'postgres')];
    expect(reaches(written, [labelsOf(mapping), labelsOf(postgres)], 5432)).toBe(false);
  });

  test.each<[string, (text: string) => string, string]>([
    ['of a Kafka that nobody has', (text) => text.replace('"kind":"Kafka"', '"kind":"x"'), 'there is no kafka'],
    [
      'of a Kafka that everybody reaches',
      (text) => text.replace('networkPolicyPeers', 'x'),
      'every namespace reaches kafka',
    ],
    ['of lag that nobody sees', (text) => text.replace('"keda"', '"x"'), 'KEDA does not reach kafka'],
    [
      'of a service that Kafka does not let in',
      (text) => text.replace('"consumer","connector"]', '"connector"]'),
      'Deployment mapping does not reach kafka',
    ],
    ['of a Postgres that nobody has', (text) => text.replace('"kind":"Cluster"', '"kind":"x"'), 'there is no postgres'],
  ])('hears, where operators make the servers, %s', (_, change, words) => {
    const production = writtenFor('production').map((object) =>
      ['Kafka', 'Cluster'].includes(object.kind) ? objectsIn(change(JSON.stringify(object)))[0]! : object,
    );
    expect(namedFlows(production)).toContain(words);
  });
});
