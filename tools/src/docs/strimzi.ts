import {
  deadPartitions,
  deadTopicOf,
  type Talker,
  talkers,
  type Topic,
  type TopicId,
  topics,
} from '@samsvar/contracts';
import { stringify } from 'yaml';
import type { Page } from './page.js';

/** The folder of the component that needs these resources. */
const folder = 'k8s/components/strimzi';
const cluster = { 'strimzi.io/cluster': 'samsvar' };
const head = '# Printed from the topic table of libs/contracts by `npm run docs`; edit that, not this file.\n';

const yaml = (resources: readonly object[]): string =>
  head + resources.map((resource) => stringify(resource, { singleQuote: true, lineWidth: 120 })).join('---\n');

/** Every topic and its dead topic, as Strimzi's topic operator keeps them. */
export const topicsPage = (): Page => ({
  path: `${folder}/topics.yaml`,
  content: yaml(
    Object.values<Topic>(topics).flatMap((topic) => [
      topicResource(topic),
      topicResource({ ...topic, name: deadTopicOf(topic.name), partitions: deadPartitions }),
    ]),
  ),
});

const topicResource = ({ name, partitions, retentionMs, segmentMs }: Topic) => ({
  apiVersion: 'kafka.strimzi.io/v1',
  kind: 'KafkaTopic',
  metadata: { name, labels: cluster },
  spec: {
    partitions,
    replicas: 3,
    config: {
      'min.insync.replicas': 2,
      'cleanup.policy': 'delete',
      'retention.ms': retentionMs,
      'segment.ms': segmentMs,
    },
  },
});

interface Rule {
  readonly type: 'topic' | 'group';
  readonly name: string;
  readonly patternType: 'literal' | 'prefix';
  readonly operations: readonly string[];
}
const on = (id: TopicId, ...operations: string[]): Rule => topicRule(topics[id].name, operations);
const topicRule = (name: string, operations: readonly string[]): Rule => ({
  type: 'topic',
  name,
  patternType: 'literal',
  operations,
});
const groupRule = (
  name: string,
  operations: readonly string[],
  patternType: Rule['patternType'] = 'literal',
): Rule => ({
  type: 'group',
  name,
  patternType,
  operations,
});

/** A principal of the cluster, and all it may do; what is not named is refused. */
export interface Principal {
  readonly name: string;
  readonly rules: readonly Rule[];
}

/** What a service hears and tells, and the dead topics of what it hears. */
const principalOf = ({ service, hears, tells }: Talker): Principal => {
  const heard = Object.keys(hears) as TopicId[];
  return {
    name: service,
    rules: [
      ...heard.map((id) => on(id, 'Read', 'Describe')),
      ...heard.map((id) => topicRule(deadTopicOf(topics[id].name), ['Write', 'Describe'])),
      ...tells.map((id) => on(id, 'Write', 'Describe')),
      ...[...new Set(Object.values(hears))].map((group) => groupRule(group, ['Read', 'Describe'])),
    ],
  };
};

/** Link's API looks at every dead topic, in groups it makes for the moment, and puts messages back where they were. */
function desk(): Principal {
  const ids = Object.keys(topics) as TopicId[];
  return {
    name: 'link',
    rules: [
      ...ids.map((id) => on(id, 'Write', 'Describe')),
      ...ids.map((id) => topicRule(deadTopicOf(topics[id].name), ['Read', 'Describe'])),
      groupRule('samsvar-dead-', ['Read', 'Describe', 'Delete'], 'prefix'),
    ],
  };
}

/** Link's consumers decide what was heard, and count what lies on every dead topic without looking into it. */
function decider(link: Talker): Principal {
  const { rules } = principalOf(link);
  const counted = Object.values<Topic>(topics).map(({ name }) => topicRule(deadTopicOf(name), ['Describe']));
  const others = counted.filter(({ name }) => !rules.some((rule) => rule.name === name));
  return { name: 'link-consumer', rules: [...rules, ...others] };
}

/** KEDA looks at how far behind the groups are, and at nothing that is said. */
function watcher(): Principal {
  const groups = new Set(talkers.flatMap(({ hears }) => Object.values(hears)));
  const heard = new Set(talkers.flatMap(({ hears }) => Object.keys(hears) as TopicId[]));
  return {
    name: 'keda',
    rules: [
      ...[...heard].map((id) => on(id, 'Describe')),
      ...[...groups].map((group) => groupRule(group, ['Describe'])),
    ],
  };
}

/** Every principal there is. Link's two roles are two of them: only its API looks into dead topics. */
export const principals = (): readonly Principal[] => {
  const link = talkers.find(({ service }) => service === 'link')!;
  const others = talkers.filter((talker) => talker !== link).map(principalOf);
  return [...others, decider(link), desk(), watcher()];
};

/** A user for each principal, with what it may do, topic by topic. */
export const usersPage = (): Page => ({
  path: `${folder}/users.yaml`,
  content: yaml(
    principals().map(({ name, rules }) => ({
      apiVersion: 'kafka.strimzi.io/v1',
      kind: 'KafkaUser',
      metadata: { name, labels: cluster },
      spec: {
        authentication: { type: 'scram-sha-512' },
        authorization: {
          type: 'simple',
          acls: rules.map(({ operations, ...resource }) => ({ resource, operations })),
        },
      },
    })),
  ),
});
