import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const resolve = { conditions: ['samsvar-source'] };
const ssr = { resolve };

/** What takes longest, mostly by waiting, begins first: two stacks run side by side, and neither is left alone. */
const longest = ['chaos.e2e', 'outages.e2e', 'gone.e2e', 'edits.e2e', 'bad-input.e2e'];
const rank = ({ moduleId }: TestSpecification): number => {
  const at = longest.findIndex((name) => moduleId.includes(name));
  return at < 0 ? longest.length : at;
};
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}

/** What falls in these, and how much goes on meanwhile, counts: each has a core to itself. The others mostly wait. */
const falling = [
  'tools/src/chaos/chaos.e2e.spec.ts',
  'tools/src/e2e/outages.e2e.spec.ts',
  'tools/src/e2e/kills.e2e.spec.ts',
];

interface Share {
  readonly include: string[];
  readonly exclude?: string[];
  readonly maxWorkers: number;
  readonly groupOrder: number;
}
const e2e = (name: string, { include, exclude = [], maxWorkers, groupOrder }: Share) => ({
  resolve,
  ssr,
  test: {
    name,
    maxConcurrency: 12,
    include,
    exclude: [...exclude, '**/dist/**', '**/node_modules/**'],
    maxWorkers,
    sequence: { groupOrder },
    testTimeout: 120_000,
    hookTimeout: 300_000,
  },
});

/** Three suites by suffix: `.spec` needs nothing, `.int.spec` one real server, `.e2e.spec` the whole stack. */
export default defineConfig({
  resolve,
  ssr,
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        resolve,
        ssr,
        test: {
          name: 'unit',
          include: ['{libs,services,tools}/**/src/**/*.spec.ts'],
          exclude: ['**/*.int.spec.ts', '**/*.e2e.spec.ts', '**/dist/**', '**/node_modules/**'],
          maxWorkers: 2,
        },
      },
      {
        resolve,
        ssr,
        test: {
          name: 'int',
          include: ['{libs,services,tools}/**/src/**/*.int.spec.ts'],
          exclude: ['**/dist/**', '**/node_modules/**'],
          globalSetup: ['tools/src/stack/vitest-servers.ts'],
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      e2e('e2e-falls', { include: falling, maxWorkers: 2, groupOrder: 2 }),
      e2e('e2e', {
        include: ['{services,tools}/**/src/**/*.e2e.spec.ts'],
        exclude: falling,
        maxWorkers: 3,
        groupOrder: 3,
      }),
    ],
  },
});
