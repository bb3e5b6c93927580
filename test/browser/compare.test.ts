// The ledger, and fork & compare, as a person uses them.
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { KafkaRequest } from '#kafka/commands.ts';
import { parseScenarioText } from '#scenario/parse.ts';
import { type Branch, Session } from '#session/session.ts';
import { VIEW_IDS } from '#base/view-id.ts';
import { expectText, timeOf, visitSite } from './visit.ts';

const AXE = readFileSync('node_modules/axe-core/axe.min.js', 'utf8');
const { open } = visitSite();

/** Serious or not: on the stage axe must find nothing. */
async function axeViolations(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const { axe } = window as unknown as {
      axe: {
        run(where: string): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>;
      };
    };
    const { violations } = await axe.run('section[aria-label="Stage"]');
    return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160) ?? ''}`);
  });
}

/** What Share gives: the part of the address behind the site. */
async function sharedLink(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  const field = page.locator('input[readonly]').first();
  await field.waitFor();
  return new URL(await field.inputValue()).hash;
}

const SLOW_US = 11_000_000;
const FORK_US = 12_000_000;
const END_US = 30_000_000;

/** The disks of two brokers become slow: what the third leads they copy late. */
const SLOW_DISKS: readonly KafkaRequest[] = [1, 3].map((broker) => ({
  type: 'disk.set',
  data: { broker, appendLatencyMs: 400 },
}));

/** A broker, and a moment at which its crash takes a record away with acks=1 and none with acks=all. */
function findFatalMoment(): { readonly broker: number; readonly atUs: number } {
  const { value } = parseScenarioText(readFileSync('public/scenarios/broker-crash.json', 'utf8'));
  if (value === null) throw new Error('the preset does not parse');
  const session = Session.open(value);
  session.seek(SLOW_US);
  for (const request of SLOW_DISKS) session.dispatch(request);
  const calm = session.main;
  const risky = session.branches.fork(calm, FORK_US);
  for (const producer of ['p1', 'p2']) {
    const changes = { configs: { acks: '1' } };
    session.dispatch({ type: 'producer.alter', data: { producer, changes } }, risky);
  }
  for (let atUs = FORK_US + 200_000; atUs < 14_900_000; atUs += 20_000) {
    const broker = soleHolder(risky, atUs);
    if (broker === null) continue;
    const lost = [calm, risky].map((branch) => {
      const trial = branch.fork('trial', atUs);
      trial.dispatch({ type: 'broker.crash', data: { broker } });
      trial.playhead.seek(END_US);
      return trial.reading.records.totalsAt(trial.playhead.nextEventId).lost;
    });
    if (lost[0] === 0 && (lost[1] ?? 0) > 0) return { broker, atUs };
  }
  throw new Error('no crash takes a record away');
}

/** A leader that alone has a record of which its producer was told; null: there is none now. */
function soleHolder(branch: Branch, atUs: number): number | null {
  const frame = branch.frameAt(atUs);
  for (const { state, replicas } of frame.topics.get('orders')?.partitions ?? []) {
    const leader = replicas.get(state.leader);
    const last = leader?.log.at(leader.logEndOffset - 1);
    if (leader === undefined || last === undefined) continue;
    const others = [...replicas.values()].filter((one) => one !== leader);
    const isAlone = others.every(({ logEndOffset }) => logEndOffset < leader.logEndOffset);
    const ackedUs = branch.reading.records.fateOf(last.id)?.outcomeAtUs ?? Infinity;
    if (isAlone && ackedUs <= atUs) return leader.broker;
  }
  return null;
}

interface Window {
  readonly kafkascope: {
    pause(): void;
    seek(atUs: number): void;
    dispatch(request: unknown): unknown;
  };
}

async function seek(page: Page, atUs: number): Promise<void> {
  await page.evaluate((us) => {
    const { kafkascope } = window as unknown as Window;
    kafkascope.pause();
    kafkascope.seek(us);
  }, atUs);
}

/** What a bar says of a branch. */
async function measured(page: Page, measure: string, side: 'A' | 'B'): Promise<string> {
  const row = page.locator(`[data-measure="${measure}"] [data-side="${side}"] output`);
  return ((await row.textContent()) ?? '').trim();
}

describe('fork & compare', () => {
  test(
    'acks=1 on B and a crash in both: lost on B, not on A; the link opens both',
    {
      timeout: 180_000,
    },
    async () => {
      const { broker, atUs } = findFatalMoment();
      const page = await open('#/sandbox/broker-crash');
      await page.getByRole('tab', { name: 'Cluster' }).waitFor();
      await seek(page, SLOW_US);
      await page.evaluate((requests) => {
        const { kafkascope } = window as unknown as Window;
        for (const request of requests) kafkascope.dispatch(request);
      }, SLOW_DISKS);
      await seek(page, FORK_US);
      await page.locator('main').focus();
      await page.keyboard.press('c');
      await page.getByRole('heading', { name: 'Fork & compare' }).waitFor();
      await expectText(page, 'Both are the same so far.');
      await page.getByRole('button', { name: 'Unfold: Controls' }).click();
      await page
        .getByRole('combobox', { name: 'Who must have a record before it counts' })
        .selectOption('1');
      await page.getByRole('button', { name: 'Fold: Controls' }).click();
      await seek(page, atUs);
      await expectText(page, 'acks is -1 in A, 1 in B.');
      await page.getByRole('checkbox', { name: 'Act on both' }).check();
      const b = page.getByRole('region', { name: 'Branch B' });
      await b
        .getByRole('button', { name: new RegExp(`^Broker ${broker},`) })
        .click({ position: { x: 20, y: 14 } });
      await page.getByRole('button', { name: 'Crash', exact: true }).click();
      await seek(page, END_US);
      await expect.poll(() => measured(page, 'lost', 'A')).toBe('0');
      await expect.poll(() => measured(page, 'lost', 'B')).toMatch(/^[1-9]/);

      await page.getByRole('textbox', { name: 'Name of branch B' }).fill('one ack');
      await page.keyboard.press('Enter');
      const link = await sharedLink(page);
      const shared = await open(link);
      await shared.getByRole('heading', { name: 'Fork & compare' }).waitFor();
      await expect
        .poll(() => shared.getByRole('textbox', { name: 'Name of branch B' }).inputValue())
        .toBe('one ack');
      await expect.poll(() => measured(shared, 'lost', 'A')).toBe('0');
      await expect.poll(() => measured(shared, 'lost', 'B')).toMatch(/^[1-9]/);
      expect(await axeViolations(shared)).toEqual([]);
    },
  );

  test('the ghost, only differences, and Done: one stage again, and the other branch is kept', async () => {
    const page = await open('#/sandbox/broker-crash', { colorScheme: 'dark' });
    await page.getByRole('button', { name: 'Fork here' }).click();
    for (const mode of ['Ghost of A over B', 'Only differences', 'Side by side']) {
      await page.getByRole('button', { name: mode }).click();
      expect(await axeViolations(page)).toEqual([]);
    }
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('tab', { name: 'Cluster' }).waitFor();
    await page.getByRole('combobox', { name: 'Compare with a branch' }).selectOption('A');
    await page.getByRole('button', { name: 'Drop branch A' }).click();
    await page.getByRole('tab', { name: 'Cluster' }).waitFor();
    expect(await page.getByRole('combobox', { name: 'Compare with a branch' }).count()).toBe(0);
  });

  test.each([
    [1024, 768],
    [390, 844],
  ])('has room for everything on %i × %i', async (width, height) => {
    const page = await open('#/sandbox/broker-crash', { viewport: { width, height } });
    await page.getByRole('button', { name: 'Fork here' }).click();
    await page.getByRole('heading', { name: 'Differences, to here' }).waitFor();
    const overflow = await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return scrollWidth - clientWidth;
    });
    expect(overflow).toBe(0);
    expect(await axeViolations(page)).toEqual([]);
  });
});

describe('the ledger', () => {
  test('appears when something fails, and opens by a click', async () => {
    const page = await open('#/sandbox/unclean-election');
    await page.getByRole('tab', { name: 'Cluster' }).waitFor();
    await seek(page, 11_000_000);
    const small = page.getByRole('button', { name: /^Ledger:/ });
    expect(await small.count()).toBe(0);
    await seek(page, 60_000_000);
    await expect.poll(() => small.textContent()).toMatch(/lost\s*28/);
    await small.click();
    await expectText(page, 'The 28 that were lost');
    await expectText(page, 'Only broker 1 had them when it crashed at 26.0 s');
    expect(await axeViolations(page)).toEqual([]);
  });

  test('tells a record’s story by keyboard, step by step', async () => {
    const page = await open('#/sandbox/unclean-election', { colorScheme: 'dark' });
    await page.getByRole('tab', { name: 'Ledger' }).click();
    await seek(page, 60_000_000);
    const records = page.getByRole('slider', { name: 'Records in the order of their birth' });
    await records.focus();
    await page.keyboard.press('Home');
    for (let presses = 0; presses < 14; presses += 1) await page.keyboard.press('ArrowRight');
    await page.getByRole('heading', { name: /^Record 14 of orders-0/ }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    const before = await timeOf(page);
    await page.getByRole('button', { name: 'The step before' }).click();
    expect(await timeOf(page)).toBeLessThan(before);
    await page.getByRole('button', { name: 'The next step' }).click();
    await records.focus();
    await page.keyboard.press('Escape');
    await expectText(page, 'The 28 that were lost');
  });

  test.each([
    [1024, 768],
    [390, 844],
  ])('has room for everything on %i × %i', async (width, height) => {
    const page = await open('#/sandbox/unclean-election', { viewport: { width, height } });
    await page.getByText('What happened').first().waitFor();
    await page.keyboard.press(String(VIEW_IDS.indexOf('ledger') + 1));
    await expectText(page, 'One column is');
    const overflow = await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return scrollWidth - clientWidth;
    });
    expect(overflow).toBe(0);
    expect(await axeViolations(page)).toEqual([]);
  });
});
