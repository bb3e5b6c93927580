// What the browser tests share: a served site, pages that complain to the test, and the few things
// that every visitor does.
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { launchBrowser } from './browser.ts';
import { serveSite, type SiteServer } from './server.ts';

export interface Visit {
  readonly browser: Browser;
  readonly site: SiteServer;
  /** Complaints of that kind were provoked in this test. */
  forgive(kind: RegExp): void;
  /** Opens a path of the site (`#/sandbox`) in a context of its own. */
  open(path: string, options?: BrowserContextOptions): Promise<Page>;
}

/** A browser and a site for the tests of one file. Any error on a page fails the test. */
export function visitSite(): Visit {
  let browser: Browser | null = null;
  let site: SiteServer | null = null;
  const pages: Page[] = [];
  const complaints: string[] = [];

  beforeAll(async () => {
    [browser, site] = await Promise.all([launchBrowser(), serveSite()]);
  });

  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  afterEach(async () => {
    for (const page of pages.splice(0)) await page.context().close();
    expect(complaints.splice(0)).toEqual([]);
  });

  function ready<T>(thing: T | null): T {
    if (thing === null) throw new Error('the site is open only while tests run');
    return thing;
  }

  return {
    get browser() {
      return ready(browser);
    },
    get site() {
      return ready(site);
    },
    forgive(kind) {
      const others = complaints.splice(0).filter((complaint) => !kind.test(complaint));
      complaints.push(...others);
    },
    async open(path, options = {}) {
      const viewport = { width: 1440, height: 900 };
      const context = await ready(browser).newContext({ viewport, ...options });
      const page = await context.newPage();
      pages.push(page);
      page.setDefaultTimeout(20_000);
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text());
      });
      await page.goto(`${ready(site).url}${path}`);
      return page;
    },
  };
}

/** The virtual time that the page shows, in seconds. */
export async function timeOf(page: Page): Promise<number> {
  const text = (await page.getByLabel('Virtual time').textContent()) ?? '';
  const [minutes = '0', seconds = '0'] = text.split(':');
  return Number(minutes) * 60 + Number(seconds);
}

export async function setSpeed(page: Page, speed: string): Promise<void> {
  await page.getByRole('combobox', { name: 'Speed' }).selectOption(speed);
}

export async function pause(page: Page): Promise<void> {
  const button = page.getByRole('button', { name: 'Pause', exact: true }).first();
  if (await button.isVisible()) await button.click();
}

export async function play(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Play', exact: true }).first().click();
}

export async function expectText(page: Page, text: string | RegExp): Promise<void> {
  await page.getByText(text, { exact: false }).first().waitFor();
}

/** Opens a part of the sandbox's panel. */
export async function unfold(page: Page, title: string): Promise<void> {
  await page.locator('summary', { hasText: title }).click();
}

/** Presses the lesson's Next. */
export async function next(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Next', exact: true }).click();
}
