// The simulation leaves the same trace in Node and in a browser. All presets with many seeds:
// `npm run determinism`.
import { expect, test } from 'vitest';
import { compareWithBrowser } from '#test/determinism/compare.ts';
import { launchBrowser } from './browser.ts';

test('a few presets leave the same traces in a browser', async () => {
  const browser = await launchBrowser();
  const { runs, differing } = await compareWithBrowser(browser, {
    presets: ['broker-crash', 'consumer-protocol', 'pattern-subscription', 'racks'],
    seeds: [1, 77],
    untilUs: 25_000_000,
  });
  await browser.close();
  expect(runs).toBe(8);
  expect(differing).toEqual([]);
});
