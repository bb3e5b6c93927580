// Plates as PNG: taken of the development page `#/plates` in a headless browser, and compared in a way
// that forgives another browser's smoothing of letters.
import { readFileSync } from 'node:fs';
import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';
import { createServer } from 'vite';
import { type Plate, PLATES } from '#ui/plates/plates.ts';
import { launchBrowser } from './browser.ts';

/** Pictures are kept at this share of their size: enough to read them, and light. */
const SCALE = 0.75;
/** Compared are means over blocks of so many pixels a side: where a letter's edge lies does not count. */
const BLOCK = 4;
/** How far two blocks may differ, of 1. */
const THRESHOLD = 0.08;

/** Where the picture of a plate is kept. */
export function pathOf({ view, name }: Plate): string {
  return `test/plate/png/${view}/${name.replaceAll(/[ ,]+/g, '-')}.png`;
}

/** Takes the picture of every plate, and gives each as it is taken. */
export async function takePictures(use: (plate: Plate, picture: PNG) => void): Promise<void> {
  const server = await createServer({
    logLevel: 'error',
    server: { port: 0, strictPort: false, hmr: false, watch: null },
    // All packages are ES modules: there is nothing to prepare, and no reload when more turn up.
    optimizeDeps: { noDiscovery: true },
  });
  await server.listen();
  const browser = await launchBrowser(['--font-render-hinting=none', '--disable-lcd-text']);
  try {
    const page = await browser.newPage({
      viewport: { width: 1_140, height: 760 },
      deviceScaleFactor: SCALE,
      reducedMotion: 'reduce',
      colorScheme: 'light',
    });
    const address = server.resolvedUrls?.local[0] ?? '';
    for (const view of new Set(PLATES.map((plate) => plate.view))) {
      await page.goto(`${address}#/plates/${view}`);
      for (const plate of PLATES.filter((one) => one.view === view)) {
        const shown = page.locator(`[data-plate="${view}/${plate.name}"] .plate[data-drawn]`);
        await shown.waitFor({ timeout: 60_000 });
        // At this scale a page that was scrolled by another pixel gives another smoothing.
        await shown.evaluate((plateElement) => {
          plateElement.scrollIntoView({ block: 'start', behavior: 'instant' });
        });
        use(plate, PNG.sync.read(await shown.screenshot({ timeout: 60_000, scale: 'device' })));
      }
    }
  } finally {
    await browser.close();
    await server.close();
  }
}

/** Colours are kept in steps of so much, which nobody sees, and which halves the files. */
const COLOUR_STEP = 4;

/** The bytes of a picture as they are kept: without transparency, packed tightly. */
export function encode({ width, height, data }: PNG): Buffer {
  const picture = new PNG({ width, height });
  data.forEach((value, at) => {
    picture.data[at] = Math.min(255, Math.round(value / COLOUR_STEP) * COLOUR_STEP);
  });
  return PNG.sync.write(picture, {
    colorType: 2,
    filterType: 0,
    deflateLevel: 9,
    deflateStrategy: 0,
  });
}

interface Blocks {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** A picture of the means of its blocks. */
function blocksOf({ width, height, data }: PNG): Blocks {
  const across = Math.ceil(width / BLOCK);
  const down = Math.ceil(height / BLOCK);
  const sums = new Float64Array(across * down * 4);
  const counts = new Float64Array(across * down);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const block = Math.floor(y / BLOCK) * across + Math.floor(x / BLOCK);
      counts[block] = (counts[block] ?? 0) + 1;
      for (let channel = 0; channel < 4; channel += 1) {
        const at = block * 4 + channel;
        sums[at] = (sums[at] ?? 0) + (data[(y * width + x) * 4 + channel] ?? 0);
      }
    }
  }
  const means = Uint8Array.from(sums, (sum, at) => sum / (counts[Math.floor(at / 4)] ?? 1));
  return { width: across, height: down, data: means };
}

export interface Comparison {
  /** Blocks that differ. */
  readonly count: number;
  /** A picture of where. */
  readonly difference: PNG;
}

/** Compares a picture with the kept one; another size differs everywhere. */
export function compare(picture: PNG, kept: PNG): Comparison {
  const [now, before] = [blocksOf(picture), blocksOf(kept)];
  const { width, height } = now;
  const difference = new PNG({ width, height });
  if (before.width !== width || before.height !== height) {
    return { count: width * height, difference };
  }
  const options = { threshold: THRESHOLD, includeAA: true };
  const count = pixelmatch(now.data, before.data, difference.data, width, height, options);
  return { count, difference };
}

/** The kept picture of a plate; null: there is none. */
export function keptPicture(plate: Plate): PNG | null {
  try {
    return PNG.sync.read(readFileSync(pathOf(plate)));
  } catch {
    return null;
  }
}
