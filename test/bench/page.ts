// Frame time of each view in headless Chromium, with so many tokens in flight: the page's own drawing
// code, asked again and again for the frames of a busy cluster.
import type { CDPSession, Page } from 'playwright-core';
import { VIEW_IDS, type ViewId } from '#base/view-id.ts';
import { launchBrowser } from '#test/browser/browser.ts';
import { serveSite } from '#test/browser/server.ts';

interface ViewFigures {
  readonly p50Ms: number;
  readonly p95Ms: number;
  /** What the page's own code takes of a frame, on average: the rest is the browser's painting. */
  readonly scriptMs: number;
}

export interface FrameFigures {
  readonly tokens: number;
  readonly views: Readonly<Partial<Record<ViewId, ViewFigures>>>;
}

/** Those that show a moment; the ledger shows the whole run, and redraws a few times a second. */
const MEASURED = VIEW_IDS.filter((view) => view !== 'ledger');

/** Seconds that the page's scripts have taken so far. */
async function scriptSeconds(devtools: CDPSession): Promise<number> {
  const { metrics } = await devtools.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'ScriptDuration')?.value ?? 0;
}

const FRAMES = 240;
/** The next frame as soon as the last one is done, instead of with the display: what frames cost. */
const UNTHROTTLED = ['--disable-frame-rate-limit', '--disable-gpu-vsync'];

/** Plays a cluster whose links are slow, so that many records are on their way at once. */
export async function measureFrames(
  tokens: number,
  pace: 'display' | 'unthrottled' = 'display',
): Promise<FrameFigures> {
  const switches = pace === 'display' ? [] : UNTHROTTLED;
  const [browser, site] = await Promise.all([launchBrowser(switches), serveSite()]);
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  // tsx marks functions with a helper that the page does not have.
  await page.addInitScript('globalThis.__name = (named) => named;');
  await page.goto(`${site.url}#/sandbox`);
  await page.getByRole('button', { name: /^Broker 1/ }).waitFor();
  const reached = await page.evaluate((wanted) => {
    interface Packet {
      readonly cargo: readonly unknown[];
    }
    const { kafkascope: session } = window as unknown as {
      kafkascope: {
        dispatch(request: unknown): readonly unknown[];
        seek(atUs: number): void;
        setSpeed(speed: number): void;
        play(): void;
        readonly playheadUs: number;
        frame(): { readonly packets: ReadonlyMap<number, Packet> };
      };
    };
    const inFlight = (): number => {
      let count = 0;
      for (const { cargo } of session.frame().packets.values()) count += Math.max(1, cargo.length);
      return count;
    };
    const lateUs = 3_000_000;
    session.dispatch({
      type: 'network.set',
      data: { latencyUs: lateUs, jitterUs: 200_000, lossPerMillion: 0 },
    });
    for (let index = 0; index < 40 && inFlight() < wanted; index += 1) {
      const problems = session.dispatch({
        type: 'producer.add',
        data: {
          id: `bench-${index}`,
          topic: 'orders',
          keys: { type: 'many', count: 1000 },
          recordsPerSecond: 60,
          valueBytes: 100,
          recordsMax: null,
          configs: {
            acks: '0',
            'enable.idempotence': 'false',
            'linger.ms': '0',
            'max.in.flight.requests.per.connection': '500',
          },
        },
      });
      if (problems.length > 0) throw new Error(JSON.stringify(problems));
      session.seek(session.playheadUs + 1_500_000);
    }
    session.setSpeed(0.1);
    session.play();
    return inFlight();
  }, tokens);
  if (reached < tokens) throw new Error(`only ${reached} of ${tokens} tokens are on their way`);
  const views: Partial<Record<ViewId, ViewFigures>> = {};
  for (const view of MEASURED) views[view] = await measureView(page, view);
  await browser.close();
  await site.close();
  return { tokens: reached, views };
}

/** Shows a view, and times its frames. */
async function measureView(page: Page, view: ViewId): Promise<ViewFigures> {
  await page.locator(`#tab-${view}`).click();
  await page.locator(`#tab-${view}[aria-selected=true]`).waitFor();
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable');
  const before = await scriptSeconds(devtools);
  const times = await page.evaluate(
    (count) =>
      new Promise<readonly number[]>((resolve) => {
        const intervals: number[] = [];
        let last = performance.now();
        // The frame's own time: when in a frame a callback runs says nothing of its length.
        const tick = (now: number): void => {
          intervals.push(now - last);
          last = now;
          if (intervals.length < count) requestAnimationFrame(tick);
          else resolve(intervals);
        };
        requestAnimationFrame(tick);
      }),
    FRAMES,
  );
  const scriptMs = ((await scriptSeconds(devtools)) - before) * 1_000;
  const settled = times.slice(20).sort((a, b) => a - b);
  const round = (ms: number): number => Math.round(ms * 10) / 10;
  const at = (share: number): number => round(settled[Math.floor(settled.length * share)] ?? 0);
  return { p50Ms: at(0.5), p95Ms: at(0.95), scriptMs: round(scriptMs / FRAMES) };
}
