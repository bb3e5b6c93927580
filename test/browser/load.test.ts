// What a first lesson fetches, and in which order: its text can be read while its cluster is on the way,
// and what it does not show it does not fetch.
import { expect, test } from 'vitest';
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
  await page
    .getByRole('button', { name: /^Partition / })
    .first()
    .waitFor();
  const fetched = await page.evaluate(() =>
    performance.getEntriesByType('resource').map(({ name }) => name.replace(/.*\//, '')),
  );
  const named = (pattern: RegExp): readonly string[] => fetched.filter((one) => pattern.test(one));
  expect(named(/\.woff2$/)).toHaveLength(3);
  expect(named(/italic/)).toEqual([]);
  expect(named(/^(tools|help-texts|SearchDialog|cluster-view)-/)).toEqual([]);
  await context.close();
});
