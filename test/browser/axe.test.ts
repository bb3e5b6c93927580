// axe finds nothing wrong on any page, view or dialog, light or dark, on a desk or a phone: each state
// is reached once and then looked at in all four ways.
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { VIEW_IDS } from '#base/view-id.ts';
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

test('the sandbox: every view, presets, terminal, search, share, keys, presenting', async () => {
  const page = await openAt('#/sandbox/broker-crash');
  await page.getByRole('tab', { name: 'Cluster' }).waitFor();
  await pause(page);
  const found: Record<string, readonly string[]> = {};
  const look = async (state: string): Promise<void> => {
    found[state] = await allViolationsOf(page);
  };
  const press = async (key: string): Promise<void> => {
    await page.locator('main').focus();
    await page.keyboard.press(key);
  };
  for (const [index, view] of VIEW_IDS.entries()) {
    await press(String(index + 1));
    await page.locator(`#tab-${view}[aria-selected=true]`).waitFor({ state: 'attached' });
    await look(view);
  }
  await press('2');
  await page.getByRole('button', { name: 'Unfold: Controls' }).click();
  await look('controls');
  await press('`');
  await page.getByLabel('Command line').waitFor();
  await look('terminal');
  await press('`');
  await press('Control+k');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.type('crash');
  await look('search');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Share' }).first().click();
  await page.getByLabel('Link').waitFor();
  await look('share');
  await page.keyboard.press('Escape');
  await press('?');
  await page.getByRole('dialog').waitFor();
  await look('keys');
  await page.keyboard.press('Escape');
  await press('c');
  await page.getByRole('heading', { name: 'Fork & compare' }).waitFor();
  await look('compare');
  await page.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('tab', { name: 'Cluster' }).waitFor();
  await press('p');
  await page.locator('[data-presenting]').waitFor();
  await look('presenting');
  expect(Object.fromEntries(Object.entries(found).filter(([, list]) => list.length > 0))).toEqual(
    {},
  );
}, 120_000);
