// What a hand does on the stage and the timeline: zoom, pan, choose a span, and find the way back.
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { pause, timeOf, visitSite } from './visit.ts';

const { open } = visitSite();

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where a thing of the stage is on the page. */
async function boxOf(page: Page, name: RegExp): Promise<Box> {
  const box = await page.getByRole('button', { name }).boundingBox();
  if (box === null) throw new Error(`${String(name)} has no box`);
  return box;
}

/** A thing that moves by itself stands still when two frames show it in one place. */
async function settledBoxOf(page: Page, name: RegExp): Promise<Box> {
  let last = await boxOf(page, name);
  await expect
    .poll(async () => {
      const before = last;
      last = await boxOf(page, name);
      return before.x === last.x && before.y === last.y && before.width === last.width;
    })
    .toBe(true);
  return last;
}

async function openStage(path = '#/sandbox'): Promise<Page> {
  const page = await open(path);
  await page.getByRole('button', { name: /^Broker 1/ }).waitFor();
  await pause(page);
  return page;
}

const BROKER = /^Broker 2,/;

describe('the camera', () => {
  test('comes closer with the wheel, to what the pointer is at, and goes back with 0', async () => {
    const page = await openStage();
    const before = await boxOf(page, BROKER);
    await page.mouse.move(before.x + 20, before.y + 12);
    await page.mouse.wheel(0, -400);
    await expect
      .poll(async () => (await boxOf(page, BROKER)).width)
      .toBeGreaterThan(before.width * 1.3);
    const near = await boxOf(page, BROKER);
    // What is below the pointer stays there.
    const scale = near.width / before.width;
    expect(Math.abs(near.x - (before.x + 20 - 20 * scale))).toBeLessThan(2);
    expect(Math.abs(near.y - (before.y + 12 - 12 * scale))).toBeLessThan(2);
    await page.getByRole('button', { name: BROKER }).focus();
    await page.keyboard.press('0');
    await expect.poll(() => settledBoxOf(page, BROKER)).toEqual(before);
  });

  test('moves with a drag, which selects nothing; a click still does', async () => {
    const page = await openStage();
    const zoomIn = page.getByRole('button', { name: 'Zoom in' });
    await zoomIn.click();
    await zoomIn.click();
    const before = await settledBoxOf(page, BROKER);
    const grip = { x: before.x + before.width / 2, y: before.y + 14 };
    await page.mouse.move(grip.x, grip.y);
    await page.mouse.down();
    await page.mouse.move(grip.x - 60, grip.y - 40, { steps: 4 });
    await page.mouse.up();
    const after = await settledBoxOf(page, BROKER);
    expect(after.x).toBeCloseTo(before.x - 60, 0);
    expect(after.y).toBeCloseTo(before.y - 40, 0);
    expect(await page.getByRole('heading', { name: 'Broker 2' }).count()).toBe(0);
    await page.mouse.click(grip.x - 60, grip.y - 40);
    await page.getByRole('heading', { name: 'Broker 2' }).waitFor();
    await page.getByRole('button', { name: 'Reset', exact: true }).click();
    await page.getByRole('button', { name: 'Reset', exact: true }).waitFor({ state: 'detached' });
  });

  test('lets records be clicked where they are seen, however close it is', async () => {
    const page = await openStage('#/sandbox/one-broker');
    await page.getByRole('tab', { name: 'Topic' }).click();
    await page.getByRole('button', { name: 'Zoom in' }).click();
    await page.getByRole('button', { name: 'Zoom in' }).click();
    const end = page.locator('svg text', { hasText: /LEO \d+$/ });
    await settledBoxOf(page, /^Partition orders-0/);
    const box = await end.boundingBox();
    const last = Number(((await end.textContent()) ?? '').match(/LEO (\d+)$/)?.[1]) - 1;
    if (box === null) throw new Error('the log has no end');
    await page.mouse.click(box.x - 50, box.y + 80);
    await page.getByRole('heading', { name: `Record orders-0 at offset ${last}` }).waitFor();
  });

  test('follows the keyboard to what lies outside', async () => {
    const page = await openStage();
    await page.getByRole('button', { name: BROKER }).focus();
    for (let press = 0; press < 4; press += 1) await page.keyboard.press('+');
    await settledBoxOf(page, BROKER);
    const stage = await page.getByRole('tabpanel').boundingBox();
    if (stage === null) throw new Error('there is no stage');
    for (const name of [/^Producer p1/, /^Consumer billing-c2/]) {
      await page.keyboard.press('Tab');
      await page.getByRole('button', { name }).focus();
      const isInSight = async (): Promise<boolean> => {
        const { x, y, width } = await boxOf(page, name);
        const right = x + Math.min(width, stage.width);
        return x >= stage.x && right <= stage.x + stage.width + 1 && y >= stage.y - 1;
      };
      await expect.poll(isInSight, { message: String(name) }).toBe(true);
    }
  });

  test('comes closer with two fingers, and says what one that stays points at', async () => {
    const page = await open('#/sandbox', {
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      isMobile: true,
    });
    const before = await boxOf(page, /^Broker 1/);
    const devtools = await page.context().newCDPSession(page);
    const touch = (type: 'touchStart' | 'touchMove', apart: number): Promise<unknown> =>
      devtools.send('Input.dispatchTouchEvent', {
        type,
        touchPoints: [
          { x: 195 - apart, y: 300, id: 0 },
          { x: 195 + apart, y: 300, id: 1 },
        ],
      });
    await touch('touchStart', 30);
    for (const apart of [40, 50, 60]) await touch('touchMove', apart);
    await devtools.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    await expect
      .poll(async () => (await boxOf(page, /^Broker 1/)).width / before.width)
      .toBeGreaterThan(1.5);
    // One finger that stays where it is asks what that is; it chooses nothing when it goes up.
    await devtools.send('Input.dispatchTouchEvent', {
      type: 'touchStart',
      touchPoints: [{ x: 195, y: 300, id: 0 }],
    });
    const card = page.locator('#legend-card');
    await card.waitFor();
    await devtools.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    expect(await card.textContent()).not.toBe('');
    expect(await page.getByRole('heading', { name: 'Why?' }).count()).toBe(0);
  });
});

describe('the timeline', () => {
  const ticks = async (page: Page): Promise<readonly number[]> => {
    const texts = await page
      .getByRole('slider', { name: 'Time', exact: true })
      .locator('text')
      .allTextContents();
    return texts.filter((text) => / s$/.test(text)).map((text) => Number.parseFloat(text));
  };
  const spanOf = (values: readonly number[]): number => Math.max(...values) - Math.min(...values);

  test('shows closer what was spanned below its axis, and everything again', async () => {
    const page = await openStage();
    const slider = page.getByRole('slider', { name: 'Time', exact: true });
    const box = await slider.boundingBox();
    if (box === null) throw new Error('the timeline has no box');
    const whole = await ticks(page);
    const startedAt = await timeOf(page);
    const y = box.y + box.height - 8;
    await page.mouse.move(box.x + box.width * 0.2, y);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.4, y, { steps: 4 });
    await page.mouse.up();
    const part = await ticks(page);
    expect(spanOf(part)).toBeLessThan(spanOf(whole) * 0.3);
    expect(Math.min(...part)).toBeGreaterThan(Math.min(...whole));
    expect(await timeOf(page)).toBe(startedAt);
    // A press there without a move goes to that moment, as anywhere on the timeline.
    await page.mouse.click(box.x + box.width * 0.6, y);
    const pressed = await timeOf(page);
    expect(pressed).toBeGreaterThan(Math.min(...part));
    expect(pressed).toBeLessThan(Math.max(...part));
    await page.getByRole('button', { name: 'Whole run' }).click();
    expect(spanOf(await ticks(page))).toBeGreaterThanOrEqual(spanOf(whole));
    expect(await timeOf(page)).toBe(pressed);
  });

  test('comes closer by keys as well, and a mark leads to its moment', async () => {
    const page = await openStage('#/sandbox/broker-crash');
    await page.getByRole('slider', { name: 'Time', exact: true }).focus();
    for (let press = 0; press < 20; press += 1) await page.keyboard.press('PageUp');
    const slider = page.getByRole('slider', { name: 'Time', exact: true });
    const whole = await ticks(page);
    await page.keyboard.press('+');
    expect(spanOf(await ticks(page))).toBeLessThan(spanOf(whole));
    await page.keyboard.press('0');
    expect(spanOf(await ticks(page))).toBe(spanOf(whole));
    const mark = slider.locator('path', {
      has: page.locator('title', { hasText: /^broker 2 crashed$/ }),
    });
    const box = await mark.boundingBox();
    if (box === null) throw new Error('the crash has no mark');
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    expect(await timeOf(page)).toBeCloseTo(15, 2);
  });
});

test('the machines of a thing are drawn, with the state that they are in', async () => {
  const page = await openStage();
  await page.getByRole('button', { name: BROKER }).click({ position: { x: 300, y: 12 } });
  const chart = page.getByRole('img', { name: /^broker lifecycle: RUNNING, of / });
  await chart.locator('text', { hasText: /^RUNNING$/ }).waitFor();
  expect(await chart.locator('path').count()).toBeGreaterThan(4);
});
