// Same everywhere: `npm run --silent determinism -- [--seeds N] [--seconds S]` runs every preset with N
// seeds (default: 200) for S virtual seconds (default: 30) in Node and in Chromium, and compares the
// hashes of the traces. Exit code 1: some differ.
import { parseArgs } from 'node:util';
import { launchBrowser } from '#test/browser/browser.ts';
import { compareWithBrowser, presetNames } from './compare.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '200' },
    seconds: { type: 'string', default: '30' },
  },
});
const seeds = Array.from({ length: Number(values.seeds) }, (_, index) => index + 1);
const browser = await launchBrowser();
const presets = presetNames();
const { runs, differing } = await compareWithBrowser(browser, {
  presets,
  seeds,
  untilUs: Number(values.seconds) * 1_000_000,
  onPreset: (preset) => process.stderr.write(`${preset}\n`),
});
await browser.close();
for (const one of differing) process.stdout.write(`${one}: another trace in the browser\n`);
process.stdout.write(
  `${presets.length} presets × ${seeds.length} seeds: ${runs - differing.length} of ${runs} hashes are the same.\n`,
);
process.exitCode = differing.length === 0 && runs > 0 ? 0 : 1;
