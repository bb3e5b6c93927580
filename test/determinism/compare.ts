// The same scenarios in Node and in a browser: which of them leave another trace.
import { readdirSync, readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { bundleSimulation } from './bundle.ts';
import { hashesOfRuns } from './simulation.ts';

const FOLDER = 'public/scenarios';

export interface Comparison {
  readonly runs: number;
  /** `preset, seed 7`: hashes differ. */
  readonly differing: readonly string[];
}

export interface ComparisonOptions {
  readonly presets: readonly string[];
  readonly seeds: readonly number[];
  readonly untilUs: number;
  /** Called after each preset. */
  readonly onPreset?: (preset: string) => void;
}

/** All presets, by name. */
export function presetNames(): readonly string[] {
  return readdirSync(FOLDER)
    .map((file) => file.replace('.json', ''))
    .sort();
}

export async function compareWithBrowser(
  browser: Browser,
  { presets, seeds, untilUs, onPreset }: ComparisonOptions,
): Promise<Comparison> {
  const page = await browser.newPage();
  await page.addScriptTag({ content: await bundleSimulation() });
  const differing: string[] = [];
  for (const preset of presets) {
    const text = readFileSync(`${FOLDER}/${preset}.json`, 'utf8');
    const call = `simulation.hashesOfRuns(${JSON.stringify(text)}, ${JSON.stringify(seeds)}, ${untilUs})`;
    // The browser is a process of its own: both run at the same time.
    const theirs = page.evaluate(call) as Promise<string[]>;
    const ours = hashesOfRuns(text, seeds, untilUs);
    for (const [index, hash] of (await theirs).entries()) {
      if (hash !== ours[index]) differing.push(`${preset}, seed ${seeds[index]}`);
    }
    onPreset?.(preset);
  }
  await page.close();
  return { runs: presets.length * seeds.length, differing };
}
