// Builds the site from src/ into dist/; lessons are compiled on the way. Also the tests' projects.
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { chunkGroups } from './src/node/build/chunks.ts';
import { contentSecurity } from './src/node/build/content-security.ts';
import { fonts } from './src/node/build/fonts.ts';
import { lessons } from './src/node/build/lessons.ts';
import { offline } from './src/node/build/offline.ts';
import { presets } from './src/node/build/presets.ts';
import { pureCalls } from './src/node/build/pure-calls.ts';
import { scenarios } from './src/node/build/scenarios.ts';
import { theme } from './src/node/build/theme.ts';

const folder = (name: string): string => fileURLToPath(new URL(`./${name}`, import.meta.url));

export default defineConfig({
  root: 'src',
  base: './',
  publicDir: '../public',
  build: {
    outDir: '../dist',
    emptyOutDir: true,
    target: 'es2022',
    rolldownOptions: { output: { codeSplitting: chunkGroups(folder('')) } },
  },
  plugins: [
    theme(),
    fonts(),
    pureCalls(),
    contentSecurity(),
    svelte({ configFile: false }),
    lessons(folder('lessons')),
    presets(folder('public/scenarios')),
    scenarios(),
    offline(folder('public')),
  ],
  server: { fs: { allow: ['..'] } },
  test: {
    root: '.',
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/browser/**'],
          // None of the processors is kept back for the test runner.
          maxWorkers: '100%',
          // Far above what any test takes: a limit ends what hangs, it does not judge a slow machine.
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          globalSetup: ['test/browser/setup.ts'],
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
