// What a person does in the Groups, Sequence and State views: looks, chooses, clicks, goes on by
// keyboard.
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { pause, visitSite } from './visit.ts';

const AXE = readFileSync('node_modules/axe-core/axe.min.js', 'utf8');
const { open } = visitSite();

type Seekable = { readonly kafkascope: { seek(atUs: number): void; readonly playheadUs: number } };

/** Goes to a moment of the session on the page, in s. */
async function seek(page: Page, atS: number): Promise<void> {
  await page.evaluate((us) => (window as unknown as Seekable).kafkascope.seek(us), atS * 1e6);
}

async function playheadOf(page: Page): Promise<number> {
  return page.evaluate(() => (window as unknown as Seekable).kafkascope.playheadUs);
}

/** A view of a preset, at a moment. */
async function openView(
  preset: string,
  view: string,
  atS: number,
  scheme: 'light' | 'dark' = 'light',
): Promise<Page> {
  const page = await open(`#/sandbox/${preset}`, { colorScheme: scheme });
  await page.getByRole('tab', { name: view, exact: true }).click();
  await pause(page);
  await seek(page, atS);
  return page;
}

async function violationsOf(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const { axe } = window as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    const { violations } = await axe.run();
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`),
    );
  });
}

describe('the Sequence view', () => {
  test('an arrow is an RPC: click it, and the inspector says what it is and why', async () => {
    const page = await openView('cooperative-rebalance', 'Sequence', 15.03);
    const join = page.getByRole('button', { name: /^JoinGroup request from billing-c3/ }).last();
    await join.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'JoinGroup', exact: true }).waitFor();
    await page
      .getByText(/waits there for/)
      .first()
      .waitFor();
  });

  test('chips choose what is shown', async () => {
    const page = await openView('cooperative-rebalance', 'Sequence', 12.2);
    const heartbeats = page.getByRole('button', { name: /^BrokerHeartbeat request/ });
    expect(await heartbeats.count()).toBe(0);
    const chip = page.getByRole('button', { name: 'Heartbeats', exact: true });
    await chip.click();
    expect(await chip.getAttribute('aria-pressed')).toBe('true');
    await heartbeats.first().waitFor();
    await page.getByRole('button', { name: /^Lanes/ }).click();
    await page
      .getByRole('group', { name: 'Lanes shown' })
      .getByRole('button', { name: 'Broker 2' })
      .click();
    await page.getByRole('button', { name: /^Broker 1, / }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: /^Broker 2, / }).waitFor();
  });

  test('the pointer lights a request and its answer', async () => {
    const page = await openView('cooperative-rebalance', 'Sequence', 15.03);
    const line = page.getByRole('button', { name: /^JoinGroup answer MEMBER_ID_REQUIRED/ }).first();
    const widths = async (): Promise<readonly string[]> =>
      page
        .locator('svg path[stroke="var(--accent)"]')
        .evaluateAll((all) => all.map((one) => one.getAttribute('stroke-width') ?? ''));
    const before = (await widths()).length;
    const box = await line.boundingBox();
    if (box === null) throw new Error('the line is nowhere');
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await expect.poll(async () => (await widths()).length).toBeGreaterThan(before);
  });
});

describe('the Groups view', () => {
  test('shows what lies on the table, and selects a partition and a member', async () => {
    const page = await openView('cooperative-rebalance', 'Groups', 18);
    await page.getByText('nobody reads these').waitFor();
    await page.getByRole('button', { name: /^Partition orders-4, owned by nobody/ }).click();
    await page.getByRole('heading', { name: 'Partition orders-4' }).waitFor();
    await page.getByRole('button', { name: /^Consumer billing-c3/ }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Consumer billing-c3' }).waitFor();
  });

  test('a partition that changes hands travels to its owner', async () => {
    const page = await openView('cooperative-rebalance', 'Groups', 18);
    const slab = page.getByRole('button', { name: /^Partition orders-4,/ });
    const before = await slab.boundingBox();
    await seek(page, 18.2);
    await page.getByRole('button', { name: /^Partition orders-4, owned by billing-c3/ }).waitFor();
    await expect
      .poll(async () => (await slab.boundingBox())?.y ?? 0)
      .toBeGreaterThan((before?.y ?? 0) + 200);
    expect((await slab.boundingBox())?.x).toBeCloseTo(before?.x ?? 0, 0);
  });

  test('a mark on a lane leads to its moment', async () => {
    const page = await openView('cooperative-rebalance', 'Groups', 18);
    await page.getByRole('button', { name: /^billing-c1 puts down 4 at/ }).click();
    await expect.poll(() => playheadOf(page)).toBeLessThan(15.5e6);
  });
});

describe('the State view', () => {
  test('lets choose whose machine, and a transition leads to its last moment', async () => {
    const page = await openView('cooperative-rebalance', 'State', 19);
    await page.getByRole('button', { name: 'Group billing: Stable' }).click();
    await page.getByRole('button', { name: 'State Stable, the present state' }).waitFor();
    const way = page.getByRole('button', {
      name: /^PreparingRebalance → CompletingRebalance: all joined; taken 3 times/,
    });
    await way.focus();
    await page.keyboard.press('Enter');
    await page
      .getByRole('button', { name: 'State CompletingRebalance, the present state' })
      .waitFor();
    expect(await playheadOf(page)).toBeLessThan(19e6);
  });

  test('a thing with several machines lets choose one', async () => {
    const page = await openView('cooperative-rebalance', 'State', 19);
    await page.getByRole('button', { name: /^billing-c1: STABLE/ }).click();
    await page
      .getByRole('combobox', { name: 'State machine' })
      .selectOption('application billing-c1');
    await page
      .getByRole('button', { name: /^State POLLING/ })
      .first()
      .waitFor();
  });
});

describe.each(['light', 'dark'] as const)('axe finds nothing, %s', (scheme) => {
  test.each([
    ['Sequence', 15.03],
    ['Groups', 18],
    ['State', 18],
  ] as const)('in the %s view', async (view, atS) => {
    const page = await openView('cooperative-rebalance', view, atS, scheme);
    await page.locator('svg [role="button"]').first().waitFor();
    expect(await violationsOf(page)).toEqual([]);
  });
});
