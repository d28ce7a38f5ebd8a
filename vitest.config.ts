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
      {
        resolve,
        ssr,
        test: {
          name: 'e2e',
          maxConcurrency: 12,
          include: ['{services,tools}/**/src/**/*.e2e.spec.ts'],
          exclude: ['**/dist/**', '**/node_modules/**'],
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
          testTimeout: 120_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
