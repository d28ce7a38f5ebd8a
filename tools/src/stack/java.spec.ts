import { describe, expect, test } from 'vitest';
import { ensureJava, javaVersion, type Machine } from './java.js';

const say = () => undefined;
const machine = (java: number | undefined, hasMaven: boolean): Machine => ({
  java: () => java,
  hasMaven: () => hasMaven,
  mayInstall: () => false,
});
const orKafka = 'or set KAFKA_BROKERS to a Kafka that runs.';

describe('a machine Kafka is to run on', () => {
  test.each([
    [undefined, false, 'install a Java runtime 17 or newer and Maven'],
    [undefined, true, 'install a Java runtime 17 or newer'],
    [11, true, 'install a Java runtime 17 or newer (this one is 11)'],
    [21, false, 'install Maven'],
  ])('with Java %s and Maven %s is told in one sentence what to install', (java, hasMaven, words) => {
    const ensure = () => ensureJava({ maven: true }, say, machine(java, hasMaven));
    expect(ensure).toThrow(`Kafka cannot run here yet: ${words}, ${orKafka}`);
  });

  test('needs no Maven once Kafka is in the cache, and nothing more with both', () => {
    ensureJava({ maven: false }, say, machine(17, false));
    ensureJava({ maven: true }, say, machine(25, true));
  });

  test('has no Java where none is on the path', () => {
    expect(javaVersion('no-such-java')).toBeUndefined();
  });
});
