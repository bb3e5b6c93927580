// A page outlives what it was served from: a newer site comes, files go, tabs and storage change beneath
// it.
import { expect, test } from 'vitest';
import { pause, timeOf, visitSite } from './visit.ts';

const visit = visitSite();

test('a part that is gone is told, and reloading goes on from here', async () => {
  const page = await visit.open('#/sandbox', { serviceWorkers: 'block' });
  await page.getByRole('button', { name: /^Broker 1/ }).waitFor();
  await pause(page);
  const before = await timeOf(page);
  await page.route('**/TerminalDrawer-*.js', (route) => route.fulfill({ status: 404 }));
  await page.keyboard.press('`');
  await page.getByText('A part of this page did not arrive').waitFor();
  await page.unroute('**/TerminalDrawer-*.js');
  await page.getByRole('button', { name: 'Reload, and go on from here' }).click();
  await page.waitForURL(/#\/s\/k1\./);
  await page.getByRole('button', { name: /^Broker 1/ }).waitFor();
  expect(await timeOf(page)).toBeCloseTo(before, 1);
  visit.forgive(/404|dynamically imported|Failed to fetch|Importing/);
});

test('clusters that nobody looks at any more are let go', async () => {
  const page = await visit.open('#/sandbox');
  const presets = ['broker-crash', 'two-groups', 'racks', 'hot-key', 'one-broker', 'seek'];
  const places = [
    ...presets.map((preset) => `#/sandbox/${preset}`),
    ...['#/', '#/learn/01-why-a-log', '#/learn/02-topics-partitions-and-offsets'],
  ];
  await page.evaluate(() => Object.assign(window, { clusters: [] }));
  for (const place of places) {
    await page.evaluate((hash) => (location.hash = hash), place);
    if (place === '#/') await page.locator('h1').first().waitFor();
    else await page.locator('section[aria-label=Stage] svg [role=button]').first().waitFor();
    await page.evaluate(() => {
      const { clusters, kafkascope } = window as unknown as {
        clusters: WeakRef<object>[];
        kafkascope: object;
      };
      if (!clusters.some((one) => one.deref() === kafkascope))
        clusters.push(new WeakRef(kafkascope));
    });
  }
  const devtools = await page.context().newCDPSession(page);
  const alive = async (): Promise<number> => {
    await devtools.send('HeapProfiler.collectGarbage');
    return page.evaluate(
      () =>
        (window as unknown as { clusters: WeakRef<object>[] }).clusters.filter(
          (one) => one.deref() !== undefined,
        ).length,
    );
  };
  expect(
    await page.evaluate(() => (window as unknown as { clusters: unknown[] }).clusters.length),
  ).toBeGreaterThan(6);
  await expect.poll(alive, { timeout: 10_000 }).toBeLessThanOrEqual(2);
});

test('two tabs keep what was done in either', async () => {
  const one = await visit.open('#/');
  const other = await one.context().newPage();
  await other.goto(`${visit.site.url}#/`);
  const kept = () =>
    one.evaluate(() =>
      Object.keys(JSON.parse(localStorage.getItem('kafkascope.progress.v1') ?? '{}')).sort(),
    );
  for (const [page, lesson] of [
    [one, '01-why-a-log'],
    [other, '02-topics-partitions-and-offsets'],
    [one, '05-keys-decide-partitions'],
  ] as const) {
    await page.evaluate((id) => (location.hash = `#/learn/${id}/1.5`), lesson);
    await page.locator('section[aria-label=Stage] svg [role=button]').first().waitFor();
  }
  await expect
    .poll(kept)
    .toEqual(['01-why-a-log', '02-topics-partitions-and-offsets', '05-keys-decide-partitions']);
});
