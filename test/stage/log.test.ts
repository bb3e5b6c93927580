// A log as a strip: each record at its offset, visible exactly below the high watermark, also among the
// older ones; the boxes of what a group has not committed.
import { describe, expect, test } from 'vitest';
import { boundaryX, layoutLog, layoutOlder, logWindow } from '#stage/layout/log.ts';
import { lagBoxes } from '#stage/mark/lag.ts';
import { TILE_SIZES } from '#stage/mark/tile.ts';
import type { CellMark } from '#stage/scene.ts';
import { LogState } from '#trace/log-frame.ts';
import type { ReplicaFrame } from '#trace/frame.ts';
import { batchOf, recordOf } from '#test/kafka/records.ts';

const SIZE = TILE_SIZES.M;
const PITCH = SIZE.width + SIZE.gap;
const AREA = { x: 300, y: 0, width: 6 * PITCH, height: SIZE.height };

function replicaOf(count: number, highWatermark: number): ReplicaFrame {
  const log = LogState.empty();
  const records = Array.from({ length: count }, (_, offset) => recordOf(`v${offset}`, { offset }));
  log.append(batchOf(records), count);
  const place = { broker: 1, role: 'leader', leaderEpoch: 0, isr: [1] } as const;
  return { ...place, log, logEndOffset: count, highWatermark, followerEndOffsets: new Map() };
}

/** Offset → where its tile stands and whether it is veiled. */
function tilesOf(marks: readonly { readonly type: string; readonly key: string }[]) {
  const tiles = marks.filter((mark): mark is CellMark => mark.type === 'cell');
  return new Map(tiles.map((tile) => [Number(tile.key.split('/').at(-1)), tile]));
}

const veiled = (marks: Parameters<typeof tilesOf>[0]) =>
  [...tilesOf(marks)].filter(([, { isDashed }]) => isDashed === true).map(([offset]) => offset);

describe('a log of twelve records, six places wide', () => {
  const window = logWindow(AREA, SIZE, 12);
  const options = { place: 'leader', flag: null, slotText: '' } as const;

  test.each([
    [12, []],
    [11, [11]],
    [9, [9, 10, 11]],
  ])('high watermark %d', (highWatermark, expected) => {
    const { marks } = layoutLog('orders-0', replicaOf(12, highWatermark), window, options);
    expect(veiled(marks)).toEqual(expected);
    for (const [offset, tile] of tilesOf(marks)) expect(tile.x).toBe(window.x(offset));
    const line = marks.find(({ key }) => key === 'hw/orders-0@1');
    if (line?.type !== 'box') throw new Error('no waterline');
    const middle = window.x(highWatermark) - SIZE.gap / 2;
    expect(line.x + line.width / 2).toBeCloseTo(middle, 5);
  });

  test('shows older records left of it, veiled by the same rule', () => {
    const all = layoutOlder('orders-0', replicaOf(12, 12), window, 0);
    const offsets = [...tilesOf(all).keys()];
    expect(offsets.at(-1)).toBe(window.first - 1);
    expect(veiled(all)).toEqual([]);
    const few = layoutOlder('orders-0', replicaOf(12, window.first - 2), window, 0);
    expect(veiled(few)).toEqual([window.first - 2, window.first - 1]);
  });

  test('has each boundary before its offset, also of what lies further back', () => {
    for (let offset = window.first; offset <= 12; offset += 1) {
      expect(boundaryX(window, offset, 0)).toBeCloseTo(window.x(offset) - SIZE.gap / 2, 5);
    }
    const back = Array.from({ length: window.first }, (_, offset) => boundaryX(window, offset, 0));
    expect(back).toEqual([...back].sort((a, b) => a - b));
    expect(back.at(-1)).toBeLessThan(boundaryX(window, window.first, 0));
    expect(boundaryX(window, 0, 290)).toBe(290);
  });
});

test.each([
  [0, 0, [0, 0]],
  [2, 0, [2, 2]],
  [2, 3, [2, 5]],
  [5, 9, [5, 8]],
])('boxes of %d in hand and %d not read', (inHand, unread, expected) => {
  const boxes = lagBoxes('lag', { x: 0, y: 0, inHand, unread });
  const drawn = boxes.flatMap((box) => (box.type === 'box' ? [box] : []));
  const filled = drawn.filter(({ fill }) => fill === 'ink').length;
  const lag = drawn.filter(({ stroke }) => stroke === 'ink').length;
  expect([filled, lag]).toEqual(expected);
});
