// Every scenario that comes with the site opens as the page opens it, before anything happens in it,
// and tells a newcomer what to watch for.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseScenarioText } from '#scenario/parse.ts';
import { THEME_NAMES } from '#scenario/presets.ts';
import type { Scenario } from '#scenario/scenario.ts';
import { READY_CAP_US } from '#session/ready.ts';
import { Session } from '#session/session.ts';
import { PRESETS } from '#ui/sandbox/presets.ts';

function presetOf(id: string): Scenario {
  const { value } = parseScenarioText(readFileSync(`public/scenarios/${id}.json`, 'utf8'));
  if (value === null) throw new Error(`${id} does not parse`);
  return value;
}

describe('presets', () => {
  test.each(PRESETS)('$id opens ready, before its first command', ({ id }) => {
    const scenario = presetOf(id);
    const { playheadUs } = Session.open(scenario);
    expect(playheadUs).toBeLessThan(READY_CAP_US);
    for (const { atMs } of scenario.commands) {
      expect(atMs * 1_000 - playheadUs).toBeGreaterThan(1_000_000);
    }
  });

  test.each(PRESETS)('$id is described in whole sentences, briefly', ({ id }) => {
    const { description } = presetOf(id);
    expect(description).toMatch(/\.$/);
    expect(description.length).toBeLessThan(330);
  });

  test('are listed by theme, none twice', () => {
    const themes = PRESETS.map((preset) => THEME_NAMES.indexOf(preset.theme));
    expect(themes).toEqual([...themes].sort((a, b) => a - b));
    expect(new Set(PRESETS.map((preset) => preset.id)).size).toBe(PRESETS.length);
    expect(new Set(themes).size).toBe(THEME_NAMES.length);
  });
});
