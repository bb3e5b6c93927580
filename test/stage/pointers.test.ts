// Labels below a strip: none lies over another, no stem runs through one, all stay inside.
import { describe, expect, test } from 'vitest';
import { hangLabels, type HungLabel } from '#stage/layout/pointers.ts';

const overlaps = (a: HungLabel, b: HungLabel): boolean =>
  a.lane === b.lane && a.x < b.x + b.width && b.x < a.x + a.width;

/** A stem goes down to its own lane, past all labels above. */
const runsThrough = (stem: HungLabel, label: HungLabel): boolean =>
  stem.lane > label.lane && stem.tipX > label.x + 2 && stem.tipX < label.x + label.width - 2;

describe.each([
  ['far apart', [100, 400]],
  ['side by side', [500, 530, 560, 560]],
  ['at the right edge', [560, 700, 700]],
  ['in the middle and at the edge', [610, 640, 700]],
  ['at the left edge', [0, 0, 30]],
])('%s', (_name, tips) => {
  const hung = hangLabels(
    tips.map((tipX) => ({ tipX, width: 150 })),
    0,
    700,
  );

  test('nothing lies over anything', () => {
    const bad = hung.flatMap((a, at) =>
      hung.filter((b, other) => other !== at && (overlaps(a, b) || runsThrough(a, b))),
    );
    expect(bad).toEqual([]);
  });

  test('all stay inside', () => {
    expect(hung.every(({ x, width }) => x >= 0 && x + width <= 700)).toBe(true);
  });
});

test('what stands alone stays next to the strip, to the right of its stem', () => {
  expect(hangLabels([{ tipX: 100, width: 150 }], 0, 700)).toEqual([
    { tipX: 100, width: 150, x: 100, isLeft: false, lane: 0 },
  ]);
});
