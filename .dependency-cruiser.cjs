// Circles, of types too, and orphans. (Who may import whom is held by ESLint, which also reads .svelte files.)
module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      from: {
        orphan: true,
        // later.ts is what package.json puts in the place of now.ts in a browser.
        pathNot: [
          '\\.d\\.ts$',
          '(^|/)main\\.ts$',
          '^src/node/',
          '^src/ui/',
          '^src/kafka/part/later\\.ts$',
        ],
      },
      to: {},
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types'] },
    doNotFollow: { path: 'node_modules' },
  },
};
