// Random use of the built site: `npm run --silent monkey -- [--minutes M] [--seed S]` (default: 10 minutes
// from seed 1; build the site before). A new seed begins with every 150 actions, on the same page. Exit code
// 1: the page complained, or its memory grows from round to round.
import { parseArgs } from 'node:util';
import { launchBrowser } from '#test/browser/browser.ts';
import { serveSite } from '#test/browser/server.ts';
import { runMonkey, usedMegabytes } from './monkey.ts';

const ACTIONS_PER_SEED = 150;
/** What a page may have at home more than at first: code that came meanwhile, caches that have an end. */
const MOST_GROWTH_MB = 25;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
    site: { type: 'string', default: 'dist' },
  },
});
const untilMs = performance.now() + Number(values.minutes) * 60_000;
const isOver = (): boolean => performance.now() > untilMs;
const [browser, site] = await Promise.all([launchBrowser(), serveSite(values.site)]);
const context = await browser.newContext({ viewport: { width: 1_280, height: 800 } });
const page = await context.newPage();
await page.goto(`${site.url}#/`);

const memories: number[] = [];
const complaints: string[] = [];
let actions = 0;
for (let seed = Number(values.seed); !isOver(); seed += 1) {
  const report = await runMonkey(page, seed, { actions: ACTIONS_PER_SEED, isOver });
  page.removeAllListeners();
  actions += report.actions;
  complaints.push(...report.complaints);
  // At home there is no cluster: what is left then is left for good.
  await page.evaluate(() => void (location.hash = '#/'));
  await page.waitForTimeout(500);
  memories.push(await usedMegabytes(page));
  process.stderr.write(`seed ${seed}: ${memories.at(-1)?.toFixed(1)} MB at home\n`);
}
await browser.close();
await site.close();

for (const complaint of complaints) process.stdout.write(`${complaint}\n`);
const growth = (memories.at(-1) ?? 0) - (memories[0] ?? 0);
process.stdout.write(
  `${actions} actions, ${complaints.length} complaints, memory ${growth >= 0 ? '+' : ''}${growth.toFixed(1)} MB from the first round to the last.\n`,
);
process.exitCode = complaints.length > 0 || growth > MOST_GROWTH_MB ? 1 : 0;
