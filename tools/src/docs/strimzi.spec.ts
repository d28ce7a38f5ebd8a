import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { everyTopic, talkers, topics, topicsOf } from '@samsvar/contracts';
import { describe, expect, test } from 'vitest';
import { objectsIn } from '../deploy/objects.js';
import { repositoryRoot } from '../stack/folders.js';
import { principals, topicsPage, usersPage } from './strimzi.js';

const rulesOf = (name: string) => principals().find((principal) => principal.name === name)!.rules;
const may = (name: string, operation: string, topic: string) =>
  rulesOf(name).some(
    (rule) => rule.type === 'topic' && rule.name === `samsvar.${topic}` && rule.operations.includes(operation),
  );

describe('what Strimzi keeps', () => {
  test('is every topic with its dead topic, as the topic table has it', () => {
    const names = objectsIn(topicsPage().content).map(({ metadata }) => metadata.name);
    expect(names).toEqual(Object.values(topics).flatMap(({ name }) => [name, `${name}.dead`]));
  });

  test('keeps no value longer than seven days, the file it stands in included (design.md 2, rule 5)', () => {
    const configOf = (object: unknown) => (object as { spec: { config: Record<string, number> } }).spec.config;
    const kept = objectsIn(topicsPage().content).map((object) => ({
      name: object.metadata.name,
      days: (configOf(object)['retention.ms']! + configOf(object)['segment.ms']!) / 86_400_000,
    }));
    const withoutValues = /^samsvar\.(links|operator)(\.dead)?$/;
    expect(kept.filter(({ days }) => days > 7).map(({ name }) => name)).toEqual(
      kept.filter(({ name }) => withoutValues.test(name)).map(({ name }) => name),
    );
  });

  test('has a user for every service that asks Kafka for something', () => {
    const users = objectsIn(usersPage().content).map(({ metadata }) => metadata.name);
    const passwords = ['base', 'connectors/powerofficego', 'connectors/customhrm'].flatMap((folder) => {
      const files = folder === 'base' ? ['link', 'link-consumer', 'mapping'] : ['connector'];
      const text = files
        .map((file) => readFileSync(join(repositoryRoot, 'k8s', folder, `${file}.yaml`), 'utf8'))
        .join();
      return [...text.matchAll(/name: kafka-([a-z-]+), key: password/g)].map(([, name]) => name!);
    });
    expect(users.toSorted()).toEqual([...passwords, 'keda'].toSorted());
  });
});

describe('a user', () => {
  test('may nothing by a pattern but look into dead topics, and nothing by all operations', () => {
    const rules = principals().flatMap((principal) => principal.rules);
    const patterns = rules.filter(({ patternType, name }) => patternType !== 'literal' || name === '*');
    expect(patterns.map(({ name }) => name)).toEqual(['samsvar-dead-']);
    expect(rules.flatMap(({ operations }) => operations)).not.toContain('All');
  });

  test('hears and tells what its service does, and buries only what it hears', () => {
    expect(may('mapping', 'Read', 'records.native.customhrm')).toBe(true);
    expect(may('mapping', 'Write', 'commands.native.customhrm')).toBe(true);
    expect(may('mapping', 'Write', 'records.native.customhrm')).toBe(false);
    expect(may('mapping', 'Write', 'records.native.customhrm.dead')).toBe(true);
    expect(may('mapping', 'Read', 'links')).toBe(false);
    expect(may('customhrm-connector', 'Read', 'commands.native.powerofficego')).toBe(false);
    expect(may('link-consumer', 'Read', 'records.canonical.dead')).toBe(false);
    expect(may('link', 'Read', 'records.canonical.dead')).toBe(true);
    expect(
      Object.values(topics).filter(({ name }) => !may('link-consumer', 'Describe', `${name.slice(8)}.dead`)),
    ).toEqual([]);
    expect(may('link', 'Read', 'records.canonical')).toBe(false);
  });

  test('may describe every topic that its service looks at before it starts', () => {
    const looks = talkers.map(
      ({ service }) => [service === 'link' ? 'link-consumer' : service, topicsOf(service)] as const,
    );
    for (const [user, used] of [...looks, ['link', everyTopic] as const]) {
      expect(used.length, user).toBeGreaterThan(3);
      expect(
        used.filter(({ name }) => !may(user, 'Describe', name.replace('samsvar.', ''))),
        user,
      ).toEqual([]);
    }
  });

  test('who scales sees lag and nothing that is said', () => {
    expect([...new Set(rulesOf('keda').flatMap(({ operations }) => operations))]).toEqual(['Describe']);
  });
});
