import { defineConfig } from 'vitest/config';

const resolve = { conditions: ['samsvar-source'] };
const ssr = { resolve };

/** Three suites by suffix: `.spec` needs nothing, `.int.spec` one real server, `.e2e.spec` the whole stack. */
export default defineConfig({
  resolve,
  ssr,
  test: {
    projects: [
      {
        resolve,
        ssr,
        test: {
          name: 'unit',
          include: ['{libs,services,tools}/**/src/**/*.spec.ts'],
          exclude: ['**/*.int.spec.ts', '**/*.e2e.spec.ts', '**/dist/**', '**/node_modules/**'],
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
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
