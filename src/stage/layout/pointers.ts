// Labels that hang below a strip, each beside the stem that points at its place. Laid into lanes so
// that no label lies over another and no stem runs through one.

export interface Label {
  /** Where its stem stands. */
  readonly tipX: number;
  readonly width: number;
}

export interface HungLabel extends Label {
  /** Left edge of the label. */
  readonly x: number;
  /** The label stands to the left of its stem: there was no room at the right. */
  readonly isLeft: boolean;
  /** 0 is next to the strip. */
  readonly lane: number;
}

type Placed = Omit<HungLabel, 'lane'>;

const GAP = 8;

function place({ tipX, width }: Label, left: number, right: number, others: readonly Placed[]) {
  const isCrossed = others.some(
    (other) => other.isLeft && other.tipX > tipX && other.tipX < tipX + width,
  );
  const fitsRight = tipX + width <= right;
  const isLeft = tipX - width >= left && (!fitsRight || isCrossed);
  const x = isLeft ? tipX - width : Math.max(left, Math.min(tipX, right - width));
  return { tipX, width, x, isLeft };
}

/** Whether the stem of `other` would run through `label`. */
function isCrossing(other: Placed, label: Placed): boolean {
  return other.tipX > label.x + 2 && other.tipX < label.x + label.width - 2;
}

function isOverlapping(a: Placed, b: Placed): boolean {
  return a.x < b.x + b.width + GAP && b.x < a.x + a.width + GAP;
}

/** Hangs labels between `left` and `right`; the result is in the order of `labels`. */
export function hangLabels(
  labels: readonly Label[],
  left: number,
  right: number,
): readonly HungLabel[] {
  const placed = new Map<Label, Placed>();
  for (const label of [...labels].sort((a, b) => b.tipX - a.tipX)) {
    placed.set(label, place(label, left, right, [...placed.values()]));
  }
  const lanes = new Map<Placed, number>();
  const waiting = new Set<Placed>();

  /** Below every stem that it crosses, then in the first lane that has room. */
  function settle(label: Placed): number {
    const known = lanes.get(label);
    if (known !== undefined) return known;
    waiting.add(label);
    let lane = 0;
    for (const other of placed.values()) {
      if (other === label || waiting.has(other) || !isCrossing(other, label)) continue;
      lane = Math.max(lane, settle(other) + 1);
    }
    const isTaken = ([other, at]: readonly [Placed, number]): boolean =>
      at === lane && isOverlapping(other, label);
    while ([...lanes].some(isTaken)) lane += 1;
    waiting.delete(label);
    lanes.set(label, lane);
    return lane;
  }

  for (const label of placed.values()) settle(label);
  return labels.map((label) => {
    const at = placed.get(label) as Placed;
    return { ...at, lane: settle(at) };
  });
}
