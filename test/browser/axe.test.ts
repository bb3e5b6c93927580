// axe finds nothing wrong on any page, light or dark, on a desk or a phone: each is opened once and then
// looked at in all four ways. Views and dialogs are looked at where they are tested.
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { pause, visitSite } from './visit.ts';

const AXE = readFileSync('node_modules/axe-core/axe.min.js', 'utf8');

const { open } = visitSite();

const DESK = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };

/** What axe finds now; in the other theme only colours can be wrong anew. */
async function violationsOf(page: Page, rules: 'all' | 'colours'): Promise<readonly string[]> {
  return page.evaluate(async (wanted) => {
    const { axe } = window as unknown as {
      axe: {
        run(options: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>;
      };
    };
    const only = wanted === 'colours' ? { runOnly: ['color-contrast'] } : {};
    const { violations } = await axe.run({ ...only, resultTypes: ['violations'] });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`),
    );
  }, rules);
}

/** What is wrong in any theme and size, with the theme and size. */
async function allViolationsOf(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE);
  const found: string[] = [];
  for (const [device, viewport] of Object.entries({ desk: DESK, phone: PHONE })) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.locator(`html[data-theme=${colorScheme}]`).waitFor();
      const wrong = await violationsOf(page, colorScheme === 'light' ? 'all' : 'colours');
      found.push(...wrong.map((one) => `${device}, ${colorScheme}: ${one}`));
    }
  }
  await page.setViewportSize(DESK);
  return found;
}

async function openAt(path: string): Promise<Page> {
  return open(path, { colorScheme: 'light', reducedMotion: 'reduce' });
}

test.each(['', '#/glossary', '#/questions', '#/fidelity', '#/nowhere'])(
  'the page at %j',
  async (path) => {
    const page = await openAt(path);
    await page.locator('main h1').first().waitFor();
    expect(await allViolationsOf(page)).toEqual([]);
  },
);

test('a lesson', async () => {
  const page = await openAt('#/learn/05-keys-decide-partitions');
  await page
    .getByRole('button', { name: /^Partition / })
    .first()
    .waitFor();
  await pause(page);
  expect(await allViolationsOf(page)).toEqual([]);
});
