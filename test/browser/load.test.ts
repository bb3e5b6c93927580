// What a first lesson fetches, and in which order: its text can be read while its cluster is on the way,
// and what it does not show it does not fetch.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { SizeFigures } from '#test/bench/size.ts';
import { SIZE_FILE } from './size-file.ts';
import { visitSite } from './visit.ts';

const visit = visitSite();

test('the text of a lesson is read while its cluster is on the way', async () => {
  const context = await visit.browser.newContext({ serviceWorkers: 'block' });
  const page = await context.newPage();
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/engine-*.js', async (route) => {
    await released;
    await route.continue();
  });
  await page.goto(`${visit.site.url}#/learn/01-why-a-log`);
  await page.getByText('Starting the cluster').waitFor();
  expect(await page.locator('main h1').textContent()).not.toBe('');
  release();
  await page.locator('section[aria-label=Stage] svg [role=button]').first().waitFor();
  const fetched = await page.evaluate(() =>
    performance.getEntriesByType('resource').map(({ name }) => name.replace(/.*\//, '')),
  );
  const named = (pattern: RegExp): readonly string[] => fetched.filter((one) => pattern.test(one));
  expect(named(/\.woff2$/)).toHaveLength(3);
  expect(named(/italic/)).toEqual([]);
  expect(named(/^(tools|help-texts|SearchDialog|groups-view)-/)).toEqual([]);
  await context.close();
});

test('what the first lesson fetches stays as small as it is (bench --only size says what is in it)', () => {
  const size = JSON.parse(readFileSync(SIZE_FILE, 'utf8')) as SizeFigures;
  // kB of brotli, a little above what was reached: whoever lowers them lowers these.
  expect(size.textKb).toBeLessThan(32);
  expect(size.textAndStageKb).toBeLessThan(95);
  expect(size.liveClusterKb).toBeLessThan(225);
});
