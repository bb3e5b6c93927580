// Lint rules: TypeScript, Svelte, and the two that hold the house: who may import whom, and what the
// simulation must not touch.
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';

/** Folder → folders of src/ that it may import (itself always), and packages. */
const MAY_IMPORT = {
  base: [],
  sim: ['base', 'xstate'],
  'kafka/protocol': ['base', 'kafka/commands.ts'],
  'kafka/partitioner': ['base', 'kafka/protocol'],
  'kafka/assignor': ['base', 'kafka/protocol'],
  'kafka/log': ['base', 'kafka/protocol'],
  'kafka/coordinator': [
    'base',
    'sim',
    'kafka/protocol',
    'kafka/assignor',
    'kafka/events.ts',
    'xstate',
  ],
  'kafka/broker': [
    'base',
    'sim',
    'kafka/protocol',
    'kafka/log',
    'kafka/coordinator',
    'kafka/commands.ts',
    'kafka/events.ts',
    'kafka/port.ts',
    'xstate',
  ],
  'kafka/raft': ['base', 'sim', 'kafka/protocol', 'kafka/commands.ts', 'kafka/port.ts', 'xstate'],
  'kafka/controller': [
    'base',
    'sim',
    'kafka/protocol',
    'kafka/raft',
    'kafka/commands.ts',
    'kafka/events.ts',
    'kafka/port.ts',
    'xstate',
  ],
  'kafka/client': [
    'base',
    'sim',
    'kafka/protocol',
    'kafka/partitioner',
    'kafka/assignor',
    'kafka/commands.ts',
    'kafka/events.ts',
    'kafka/port.ts',
    'xstate',
  ],
  scenario: [
    'base',
    'sim',
    'kafka/protocol',
    'kafka/commands.ts',
    'valibot',
    'fflate',
    'fastest-levenshtein',
  ],
  trace: ['base', 'sim', 'kafka/protocol', 'kafka/events.ts', 'kafka/commands.ts'],
  session: [
    'base',
    'sim',
    'kafka/charts.ts',
    'kafka/cluster.ts',
    'kafka/commands.ts',
    'kafka/events.ts',
    'kafka/protocol',
    'scenario',
    'trace',
  ],
  lesson: [
    'base',
    'kafka/commands.ts',
    'scenario',
    'session',
    'trace',
    'jsep',
    'marked',
    'yaml',
    'valibot',
  ],
  stage: ['base', 'sim/chart.ts', 'trace/frame.ts', 'd3-'],
  ui: [
    'base',
    'scenario',
    'trace/frame.ts',
    'trace/name.ts',
    'session',
    'lesson',
    'stage',
    'kafka/commands.ts',
    'kafka/protocol',
    'kafka/partitioner',
    'svelte',
    'virtual:',
  ],
};

function escape(text) {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}

/** Forbids every import that is not in the folder's line of the table. */
function directionRule(folder, allowed) {
  const own = [folder, ...allowed];
  const inside = own.filter((name) => !isPackage(name)).map((name) => `#${escape(name)}`);
  const packages = own.filter(isPackage).map(escape);
  return {
    files: [`src/${folder}/**/*.{ts,svelte}`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: `^(?!\\./|(?:${inside.join('|')})(?:/|$|\\?)${packages.map((name) => `|${name}`).join('')}).*`,
              message: `src/${folder} may import only: ${own.join(', ')}. See ARCHITECTURE.md.`,
            },
          ],
        },
      ],
    },
  };
}

const PACKAGES = [
  'xstate',
  'valibot',
  'fflate',
  'fastest-levenshtein',
  'jsep',
  'marked',
  'yaml',
  'vite',
  'node:',
  'd3-',
  'svelte',
  'virtual:',
];
function isPackage(name) {
  return PACKAGES.includes(name);
}

const DETERMINISTIC = ['base', 'sim', 'kafka', 'scenario', 'trace', 'session'].map(
  (folder) => `src/${folder}/**/*.ts`,
);
const IMPURE_GLOBALS = [
  'Date',
  'performance',
  'setTimeout',
  'setInterval',
  'queueMicrotask',
  'crypto',
  'document',
  'window',
  'navigator',
  'localStorage',
  'fetch',
  'Intl',
];
const INEXACT_MATH = [
  'random',
  'log',
  'log2',
  'log10',
  'exp',
  'pow',
  'sin',
  'cos',
  'tan',
  'cbrt',
  'sqrt',
  'hypot',
];

export default ts.config(
  { ignores: ['dist/**', 'node_modules/**', 'coverage/**'] },
  ...ts.configs.recommended,
  ...svelte.configs['flat/recommended'],
  {
    languageOptions: { globals: { ...globals.browser, ...globals.node } },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_' },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: 'TSEnumDeclaration', message: 'Use a union of string literals.' },
      ],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'prefer-const': ['error', { destructuring: 'all' }],
    },
  },
  {
    // Whatever crosses a wall says so: #room/file.ts.
    files: ['src/**/*.{ts,svelte}'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ regex: '^\\.\\./', message: 'Write #room/file.ts.' }] },
      ],
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser } },
    rules: {
      'svelte/no-navigation-without-resolve': 'off',
      'svelte/prefer-svelte-reactivity': 'off',
      'svelte/no-useless-mustaches': 'off',
    },
  },
  { files: ['src/ui/lesson/Markup.svelte'], rules: { 'svelte/no-at-html-tags': 'off' } },
  {
    files: DETERMINISTIC,
    rules: {
      'no-restricted-globals': [
        'error',
        ...IMPURE_GLOBALS.map((name) => ({
          name,
          message: 'The simulation must not know the wall clock or the page.',
        })),
      ],
      'no-restricted-properties': [
        'error',
        ...INEXACT_MATH.map((property) => ({
          object: 'Math',
          property,
          message: 'Its last bits differ between browsers, or it is not deterministic.',
        })),
        { property: 'localeCompare', message: 'Its order depends on the machine.' },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: 'TSEnumDeclaration', message: 'Use a union of string literals.' },
        { selector: ':function[async=true]', message: 'The simulation is synchronous.' },
        {
          selector: "VariableDeclarator[init.name='Math'] > ObjectPattern",
          message: 'Call Math by name, so that the rule can see it.',
        },
      ],
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/node/**'],
    rules: { 'no-console': 'error' },
  },
  ...Object.entries(MAY_IMPORT).map(([folder, allowed]) => directionRule(folder, allowed)),
);
