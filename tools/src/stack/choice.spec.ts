import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { kindOf, type ServerKind } from './choice.js';
import { markerOf } from './container-names.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'samsvar-choice-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const chosen = (wanted: ServerKind | undefined, engine: boolean) => () => {
  const folder = join(root, 'kafka');
  return kindOf({ wanted, image: 'apache/kafka:0', folder, keptFile: join(root, 'kept'), has: () => engine });
};

describe('a server is run', () => {
  test('as a container where an engine has its image, else as a process', () => {
    expect(chosen(undefined, true)()).toBe('containers');
    expect(chosen(undefined, false)()).toBe('processes');
  });

  test('as it was before, where it has kept something', () => {
    writeFileSync(join(root, 'kept'), '');
    expect(chosen(undefined, true)()).toBe('processes');
  });

  test('as told, and complains where it is told what cannot be', () => {
    expect(chosen('processes', true)()).toBe('processes');
    expect(chosen('containers', false)).toThrow('No engine here has apache/kafka:0');
  });

  test('not as a process where its data lies in a volume of an engine that is away', () => {
    writeFileSync(markerOf(join(root, 'kafka')), 'samsvar-kafka-0\n');
    expect(chosen(undefined, false)).toThrow('SAMSVAR_SERVERS=processes to begin anew');
  });
});
