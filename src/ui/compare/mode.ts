// How two branches are shown.

export const COMPARE_MODES = ['sides', 'ghost', 'differences'] as const;

export type CompareMode = (typeof COMPARE_MODES)[number];

/** On the buttons; `A` and `B` are the two branches. */
export const MODE_LABELS: Readonly<Record<CompareMode, string>> = {
  sides: 'Side by side',
  ghost: 'Ghost of A over B',
  differences: 'Only differences',
};
