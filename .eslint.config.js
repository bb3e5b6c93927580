// Lint rules: TypeScript, Svelte, and the two that hold the house: who may import whom, and what the
// simulation must not touch.
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';

/** What every node of the Kafka model speaks: words, facts, doors. */
const KAFKA_WORDS = [
  'base',
  'sim',
  'kafka/protocol',
  'kafka/commands.ts',
  'kafka/events.ts',
  'kafka/port.ts',
  'kafka/machine.ts',
  'xstate',
];

/** What every client has besides: its connections. */
const CLIENT_WORDS = [...KAFKA_WORDS, 'kafka/client/connection'];

/**
 * Room → what it may import (itself always): rooms of src/, files, the files of a room without its
 * inner rooms (`room/*`), packages. Of two rows that fit a file, the later one holds.
 */
const MAY_IMPORT = {
  base: [],
  'base/re2.ts': ['base', 're2js'],
  sim: ['base', 'xstate'],
  'kafka/*': ['base', 'sim', 'kafka'],
  'kafka/commands.ts': ['base', 'sim', 'kafka/protocol'],
  // What makes the model whole: parts that a run does without unless it needs them.
  'kafka/part': ['base', 'kafka/assignor', 'kafka/client/consumer', 'kafka/coordinator'],
  'kafka/events.ts': ['base', 'sim', 'kafka/events'],
  'kafka/events': ['kafka/protocol', 'kafka/commands.ts'],
  'kafka/port.ts': ['base', 'sim', 'kafka/protocol', 'kafka/events.ts'],
  'kafka/machine.ts': ['base', 'sim', 'kafka/protocol', 'kafka/events.ts', 'xstate'],
  'kafka/protocol': ['base'],
  'kafka/partitioner': ['base', 'kafka/protocol'],
  'kafka/assignor': ['base', 'kafka/protocol'],
  'kafka/log': ['base', 'kafka/protocol'],
  'kafka/raft': KAFKA_WORDS,
  'kafka/coordinator': KAFKA_WORDS,
  // What runs a coordinator knows none of them; groups of one protocol know nothing of the other.
  'kafka/coordinator/runtime': KAFKA_WORDS,
  'kafka/coordinator/offsets': [...KAFKA_WORDS, 'kafka/coordinator/runtime'],
  'kafka/coordinator/classic': [
    ...KAFKA_WORDS,
    'kafka/coordinator/runtime',
    'kafka/coordinator/offsets',
  ],
  'kafka/coordinator/consumer': [
    ...KAFKA_WORDS,
    'kafka/assignor',
    'kafka/coordinator/runtime',
    'kafka/coordinator/offsets',
  ],
  'kafka/controller': [...KAFKA_WORDS, 'kafka/raft'],
  // Inside a broker every arrow points down.
  'kafka/broker': [...KAFKA_WORDS, 'kafka/log', 'kafka/coordinator/*', 'kafka/coordinator/runtime'],
  'kafka/broker/request': [
    ...KAFKA_WORDS,
    'kafka/log',
    'kafka/coordinator/shards.ts',
    'kafka/coordinator/runtime',
    'kafka/broker/replica',
    'kafka/broker/purgatory',
    'kafka/broker/partition',
    'kafka/broker/state',
  ],
  'kafka/broker/lifecycle': [...KAFKA_WORDS, 'kafka/broker/replica', 'kafka/broker/state'],
  'kafka/broker/replica': [
    ...KAFKA_WORDS,
    'kafka/log',
    'kafka/coordinator/shards.ts',
    'kafka/broker/coordinator-host.ts',
    'kafka/broker/purgatory',
    'kafka/broker/partition',
    'kafka/broker/state',
  ],
  'kafka/broker/purgatory': [
    ...KAFKA_WORDS,
    'kafka/log',
    'kafka/broker/partition',
    'kafka/broker/state',
  ],
  'kafka/broker/partition': [...KAFKA_WORDS, 'kafka/log', 'kafka/broker/state'],
  'kafka/broker/state': [...KAFKA_WORDS, 'kafka/log', 'kafka/coordinator/runtime'],
  // Producers and consumers have in common their connections, what they know of the cluster, and
  // nothing else.
  'kafka/client': KAFKA_WORDS,
  'kafka/client/connection': KAFKA_WORDS,
  'kafka/client/metadata': CLIENT_WORDS,
  'kafka/client/admin': CLIENT_WORDS,
  'kafka/client/external': [...CLIENT_WORDS, 'kafka/client/metadata'],
  // Tools are clients; their grammar and their words are their own.
  'kafka/tool': [
    ...CLIENT_WORDS,
    'kafka/events',
    'kafka/log',
    'kafka/client/metadata',
    'kafka/client/producer',
    'kafka/client/consumer',
  ],
  // The door to them knows none.
  'kafka/tool/toolbox.ts': ['base', 'sim', 'kafka/commands.ts'],
  'kafka/client/producer': [...CLIENT_WORDS, 'kafka/client/metadata', 'kafka/partitioner'],
  'kafka/client/consumer': [...CLIENT_WORDS, 'kafka/client/metadata', 'kafka/assignor'],
  'kafka/client/consumer/fetching': [
    ...CLIENT_WORDS,
    'kafka/client/metadata',
    'kafka/client/consumer/*',
  ],
  // A member by one protocol knows nothing of the other.
  'kafka/client/consumer/classic': [
    ...CLIENT_WORDS,
    'kafka/assignor',
    'kafka/client/consumer/*',
    'kafka/client/consumer/fetching',
  ],
  'kafka/client/consumer/modern': [
    ...CLIENT_WORDS,
    'kafka/client/consumer/*',
    'kafka/client/consumer/fetching',
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
  trace: [
    'base',
    'sim',
    'kafka/protocol',
    'kafka/partitioner',
    'kafka/events.ts',
    'kafka/events',
    'kafka/commands.ts',
  ],
  // What is typed, and what stands on a terminal's screen; the page and the command line show it.
  terminal: ['base', 'kafka/commands.ts', 'kafka/protocol', 'kafka/tool', 'trace/frame.ts'],
  // Programs of clients as text: pure, from specs and configs.
  code: ['kafka/commands.ts', 'kafka/protocol', 'trace/frame.ts'],
  // What leaves the page for a real cluster, and what comes from one.
  export: [
    'base',
    'code',
    'kafka/commands.ts',
    'kafka/protocol',
    'scenario',
    'trace/frame.ts',
    'yaml',
    'fflate',
  ],
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
    'kafka/events.ts',
    'kafka/protocol',
    'base',
    'kafka/commands.ts',
    'scenario',
    'session',
    'terminal',
    'trace',
    'jsep',
    'marked',
    'yaml',
    'valibot',
  ],
  stage: [
    'base',
    'sim/chart.ts',
    'trace/frame.ts',
    'trace/flights.ts',
    'trace/moment.ts',
    'trace/chronicle',
    'trace/deadlines.ts',
    'trace/fate',
    'trace/face/mark.ts',
    'trace/name.ts',
    'trace/steps.ts',
    'd3-',
  ],
  ui: [
    'base',
    'scenario',
    'trace/frame.ts',
    'trace/frame-settings.ts',
    'trace/fate',
    'trace/contrast',
    'trace/moment.ts',
    'trace/chronicle',
    'trace/name.ts',
    'session',
    'lesson',
    'stage',
    'terminal',
    'code',
    'export',
    'kafka/tool',
    'kafka/part',
    'kafka/commands.ts',
    'kafka/protocol',
    'kafka/partitioner',
    'svelte',
    'virtual:',
    'minisearch',
    '@floating-ui/',
    '@lezer/',
  ],
  // Command lines and build plug-ins take what they need, but never the page.
  node: [
    'base',
    'sim',
    'kafka',
    'scenario',
    'trace',
    'session',
    'lesson',
    'terminal',
    'stage/theme.ts',
    'node:',
    'vite',
    'yaml',
  ],
  'main.ts': ['base', 'ui', 'svelte'],
};

function escape(text) {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}

/** The imports that an entry of the table allows, as a regular expression. */
function importsOf(name) {
  if (isPackage(name)) return escape(name);
  if (name.endsWith('/*')) return `#${escape(name.slice(0, -1))}[^/]+$`;
  return `#${escape(name)}(?:/|$|\\?)`;
}

/** Files that a row of the table is about. */
function filesOf(room) {
  if (room.endsWith('.ts')) return `src/${room}`;
  if (room.endsWith('/*')) return `src/${room}.ts`;
  return `src/${room}/**/*.{ts,svelte}`;
}

/** Forbids every import that is not in the room's row of the table. */
function directionRule(room, allowed) {
  return {
    files: [filesOf(room)],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: `^(?!\\./|${[room, ...allowed].map(importsOf).join('|')}).*`,
              message: `src/${room} may import only: ${[room, ...allowed].join(', ')}. See ARCHITECTURE.md.`,
            },
          ],
        },
      ],
    },
  };
}

const PACKAGES = [
  '@lezer/',
  'xstate',
  'valibot',
  're2js',
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
  'minisearch',
  '@floating-ui/',
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
  ...Object.entries(MAY_IMPORT).map(([room, allowed]) => directionRule(room, allowed)),
);
