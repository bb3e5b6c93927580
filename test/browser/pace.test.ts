// Time on the page: what a learner sets off can be followed with the eye, what happens is said in words,
// and time stops by itself.
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { expectText, pause, visitSite } from './visit.ts';

const { open } = visitSite();

interface Packet {
  readonly packet: number;
  readonly api: string;
  readonly cargo: readonly { readonly recordId: string }[];
}

/** The session as the page offers it to the console and to tests. */
interface PageSession {
  readonly isPlaying: boolean;
  readonly playheadUs: number;
  frame(): { readonly packets: ReadonlyMap<number, Packet> };
}

interface SeenFlight {
  readonly recordId: string;
  readonly api: string;
  /** Frames in which it was drawn, and the time that they stand for. */
  frames: number;
  elapsedMs: number;
}

interface Watch {
  /** The frame that lasted longest, in ms. */
  longestMs: number;
  readonly flights: Record<string, SeenFlight>;
}

/** From here on the page keeps a record of its frames: which records are in flight in each. */
async function watchFlights(page: Page): Promise<void> {
  await page.evaluate(() => {
    const watch: Watch = { longestMs: 0, flights: {} };
    const page = window as unknown as { kafkascope: PageSession; watch: Watch };
    page.watch = watch;
    let lastMs = 0;
    const look = (atMs: number): void => {
      const { isPlaying } = page.kafkascope;
      // A frame that took longer counts no more than this for the session.
      const frameMs = isPlaying && lastMs > 0 ? Math.min(100, atMs - lastMs) : 0;
      lastMs = isPlaying ? atMs : 0;
      watch.longestMs = Math.max(watch.longestMs, frameMs);
      for (const { packet, api, cargo } of page.kafkascope.frame().packets.values()) {
        if (!isPlaying) break;
        for (const { recordId } of cargo) {
          const name = `${packet} ${recordId}`;
          const flight = (watch.flights[name] ??= { recordId, api, frames: 0, elapsedMs: 0 });
          flight.frames += 1;
          flight.elapsedMs += frameMs;
        }
      }
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
}

/** Waits until time stands still, and tells what was seen meanwhile. */
async function whatWasSeen(page: Page): Promise<Watch> {
  await page.waitForFunction(() => {
    const { kafkascope, watch } = window as unknown as { kafkascope: PageSession; watch: Watch };
    return !kafkascope.isPlaying && Object.keys(watch.flights).length > 0;
  });
  return page.evaluate(() => (window as unknown as { watch: Watch }).watch);
}

/** Each flight of each record was drawn for 800 ms, less the frames in which it began and ended. */
function expectFollowable({ flights, longestMs }: Watch, records: number): void {
  const seen = Object.values(flights);
  expect(new Set(seen.map(({ recordId }) => recordId)).size).toBeGreaterThanOrEqual(records);
  for (const { api, recordId, frames, elapsedMs } of seen) {
    const name = `${recordId} in ${api}`;
    expect(elapsedMs, name).toBeGreaterThanOrEqual(800 - 2 * longestMs);
    expect(frames, name).toBeGreaterThanOrEqual(6);
  }
}

describe('in a lesson', () => {
  test('records that are produced are seen on their way, and then time stops by itself', async () => {
    const page = await open('#/learn/02-topics-partitions-and-offsets');
    const produce = page.getByRole('button', { name: 'Produce a record' });
    await produce.waitFor();
    await watchFlights(page);
    for (const key of ['anna', 'cleo', 'dan']) {
      await page.getByRole('textbox', { name: 'Key' }).fill(key);
      await produce.click();
    }
    expectFollowable(await whatWasSeen(page), 3);
  });

  test('the records of a run are seen on their way, and the verdict comes after', async () => {
    const page = await open('#/learn/02-topics-partitions-and-offsets/2');
    const run = page.getByRole('button', { name: 'Lock it in and run' });
    await page.getByRole('radio').first().check();
    await watchFlights(page);
    await run.click();
    expectFollowable(await whatWasSeen(page), 3);
    await page
      .getByText(/^(?:Right|Not quite)\./)
      .first()
      .waitFor();
  });
});

describe('the caption', () => {
  test('says what happens, and what comes next: a press runs to it', async () => {
    const page = await open('#/sandbox/broker-crash');
    const caption = page.locator('.caption p');
    await page.waitForFunction(() =>
      document.querySelector('.caption p')?.textContent?.startsWith('Broker 2 is gone.'),
    );
    await expectText(page, 'the controller fences broker 2');
    await page.locator('.caption button').click();
    await page.getByRole('button', { name: 'Play', exact: true }).waitFor();
    expect(await caption.textContent()).toMatch(/fences broker 2|now leads orders-1/);
    // A screen reader hears the same.
    expect(await page.locator('[role="status"]').first().textContent()).not.toBe('');
  });

  test('tells of each step by hand', async () => {
    const page = await open('#/sandbox/three-brokers');
    await page.getByRole('button', { name: /^Broker 1/ }).waitFor();
    await pause(page);
    const said = new Set<string>();
    for (let step = 0; step < 8; step += 1) {
      await page.getByRole('button', { name: 'Step forward' }).click();
      said.add((await page.locator('.caption p').textContent()) ?? '');
    }
    expect(said.size).toBeGreaterThanOrEqual(4);
  });
});

describe('the transport', () => {
  test('Space plays and pauses, also after a button was clicked', async () => {
    const page = await open('#/sandbox/three-brokers');
    await pause(page);
    await page.getByRole('button', { name: 'Step forward' }).click();
    const at = await page.evaluate(
      () => (window as unknown as { kafkascope: PageSession }).kafkascope.playheadUs,
    );
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: 'Pause', exact: true }).waitFor();
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: 'Play', exact: true }).waitFor();
    const after = await page.evaluate(
      () => (window as unknown as { kafkascope: PageSession }).kafkascope.playheadUs,
    );
    expect(after).toBeGreaterThanOrEqual(at);
  });

  test('what the scenario will do stands ahead on the timeline, and time runs to it', async () => {
    const page = await open('#/sandbox/broker-crash');
    await page.getByRole('button', { name: 'to: broker 2 crashes' }).click();
    await page.getByRole('button', { name: 'Play', exact: true }).waitFor();
    await expectText(page, 'Broker 2 is gone.');
    await page.getByRole('button', { name: 'to: broker 2 starts again' }).waitFor();
  });
});

test('a teacher presents: stage and caption alone, moved by a clicker', async () => {
  const page = await open('#/sandbox/broker-crash');
  await page.getByRole('button', { name: /^Broker 1/ }).waitFor();
  await pause(page);
  await page.locator('main').focus();
  await page.keyboard.press('p');
  await expectText(page, 'leave');
  expect(await page.getByRole('group', { name: 'Playback' }).isVisible()).toBe(false);
  expect(await page.locator('.panel').isVisible()).toBe(false);
  const size = await page.locator('.caption p').evaluate((p) => getComputedStyle(p).fontSize);
  expect(size).toBe('38px');
  const playhead = (): Promise<number> =>
    page.evaluate(() => (window as unknown as { kafkascope: PageSession }).kafkascope.playheadUs);
  const before = await playhead();
  await page.keyboard.press('ArrowRight');
  await page.waitForFunction((us) => {
    const { kafkascope } = window as unknown as { kafkascope: PageSession };
    return !kafkascope.isPlaying && kafkascope.playheadUs > us;
  }, before);
  await page.keyboard.press('b');
  await page.getByRole('button', { name: 'Show the stage again' }).waitFor();
  await page.keyboard.press('b');
  await page.keyboard.press('Escape');
  await page.getByRole('group', { name: 'Playback' }).waitFor();
});
