// The presets that were built into the site, by theme and in order.
import type { Preset } from '#scenario/presets.ts';
import presets from 'virtual:presets';

export const PRESETS: readonly Preset[] = presets;
