import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

/** The floors, as data (design.md 7): a project imports only from lower ones, so that projects form no circle. */
const topFloor = 5;
const below = (n) => Array.from({ length: n }, (_, floor) => `floor:${floor}`);
const floors = Array.from({ length: topFloor + 1 }, (_, n) => ({
  sourceTag: `floor:${n}`,
  onlyDependOnLibsWithTags: below(n),
}));

/** Thinking never imports doing: no frameworks, no drivers, no clock, no chance, no input or output. */
const pure = {
  sourceTag: 'pure',
  bannedExternalImports: ['@nestjs/*', 'kafkajs', 'typeorm', 'pg', 'rxjs', 'undici', 'fastify', 'pino', 'prom-client'],
};
const pureBuiltins = ['node:util', 'node:crypto'];
const pureSources = ['libs/contracts/src/**/*.ts', 'libs/sync/src/**/*.ts', 'libs/mapping/src/**/*.ts'];

const specs = ['**/*.spec.ts', '**/*.contract.ts', '**/testing/**/*.ts', 'libs/testing/**/*.ts'];
/** Only these read the environment; everything else is handed its settings. */
const readsEnvironment = [
  '**/main.ts',
  '**/migrate.ts',
  '**/link/src/{rebuild,topics}.ts',
  'services/*/src/forget-tenant.ts',
  '**/*config*.ts',
  'tools/**/*.{ts,mjs}',
  'libs/service/src/run-*.ts',
  '**/*.config.{ts,mjs}',
];

const noClock = [
  {
    selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    message: 'Pure code is told the time; it does not ask.',
  },
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'Pure code is told the time.' },
  {
    selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']",
    message: 'Pure code knows no chance.',
  },
];
const noDefaultExport = { selector: 'ExportDefaultDeclaration', message: 'Export by name: one thing, one name.' };
const noEnvironment = {
  selector: "MemberExpression[object.name='process'][property.name='env']",
  message: 'Settings are read once, in main, and handed on.',
};
const testsOnly = { regex: '^@samsvar/testing$|^vitest', message: 'Only specs import this.' };
const onlyBuiltins = {
  regex: `^(?!(?:${pureBuiltins.join('|')})$)node:`,
  message: `Pure code uses no built-in modules but ${pureBuiltins.join(' and ')}.`,
};
const notImported = (...patterns) => ({ 'no-restricted-imports': ['error', { patterns }] });
const restricted = (...selectors) => ({ 'no-restricted-syntax': ['error', ...selectors] });

export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', '.samsvar/**', '.nx/**', 'coverage/**'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  ...tseslint.configs.recommended,
  prettier,
  {
    plugins: { '@nx': nx },
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        {
          allow: [],
          allowCircularSelfDependency: false,
          depConstraints: [...floors, pure],
          ignoredCircularDependencies: [],
        },
      ],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // An asserted presence is checked by the types around it; a thousand ifs would say less.
      '@typescript-eslint/no-non-null-assertion': 'off',
      'max-params': ['error', 4],
      'no-console': 'error',
      eqeqeq: 'error',
      'prefer-const': 'error',
      ...notImported(testsOnly),
      ...restricted(noDefaultExport, noEnvironment),
    },
  },
  { files: readsEnvironment, rules: restricted(noDefaultExport) },
  { files: ['tools/**'], rules: { 'no-console': 'off' } },
  {
    files: pureSources,
    ignores: specs,
    rules: {
      ...notImported(testsOnly, onlyBuiltins),
      ...restricted(noDefaultExport, noEnvironment, ...noClock),
    },
  },
  {
    files: [...specs, 'tools/src/stack/vitest-servers.ts'],
    rules: { 'max-params': 'off', 'no-restricted-imports': 'off', ...restricted(noDefaultExport) },
  },
  { files: ['*.config.{ts,mjs}'], rules: { 'no-restricted-syntax': 'off', 'no-restricted-imports': 'off' } },
);
