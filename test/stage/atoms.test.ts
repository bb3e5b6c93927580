// The vocabulary of marks: what each sign looks like in each state, and where it stands.
import { describe, expect, test } from 'vitest';
import { packetLength, PACKET } from '#stage/layout/packet.ts';
import { lagBoxes } from '#stage/mark/lag.ts';
import { leaderWord, star } from '#stage/mark/leader.ts';
import { hole, logStart, slot } from '#stage/mark/log-end.ts';
import { bookmark, inHand, readingHead } from '#stage/mark/reading.ts';
import { tile, TILE_SIZES, type TileOptions, type TileSize } from '#stage/mark/tile.ts';
import { track } from '#stage/mark/track.ts';
import { veil, waterline } from '#stage/mark/waterline.ts';
import type { BoxMark, CellMark, PathMark } from '#stage/scene.ts';
import { markAt, ofType, wordsOf } from './marks.ts';

function tileOf(options: Partial<TileOptions> = {}, size: TileSize = TILE_SIZES.XL): CellMark {
  return tile(
    'r',
    { x: 10, y: 20, width: size.width, height: size.height },
    {
      recordKey: 'a',
      offset: 17,
      hasOffset: size.hasOffset,
      place: 'leader',
      isVisible: true,
      ...options,
    },
  );
}

describe('a record', () => {
  test('is a tile in its key’s colour with a darker edge, the key’s letter and its offset', () => {
    expect(tileOf()).toMatchObject({ x: 10, y: 20, width: 46, height: 56 });
    expect(tileOf()).toMatchObject({ fill: 'key-a', edge: 'key-a-edge', ink: 'key-a-text' });
    expect(tileOf()).toMatchObject({ glyph: 'a', text: '17' });
    expect(tileOf().isDashed).toBeUndefined();
  });

  test.each(Object.entries(TILE_SIZES))('of size %s has as much of its key as fits', (_, size) => {
    const { glyph, text } = tileOf({ recordKey: 'alice' }, size);
    const expected = size.width >= 46 ? 'alice' : size.width >= 16 ? 'a' : '';
    expect(glyph).toBe(expected);
    expect(text).toBe(size.hasOffset ? '17' : '');
  });

  test('on a follower is pale and lies flat', () => {
    const follower = tileOf({ place: 'follower' });
    expect(follower).toMatchObject({ fill: 'key-a-follower', ink: 'key-pale-text' });
    expect(follower.edge).toBeUndefined();
  });

  test('that consumers cannot see yet is veiled, with a dashed border in its colour', () => {
    for (const place of ['leader', 'follower'] as const) {
      const veiled = tileOf({ place, isVisible: false });
      expect(veiled).toMatchObject({ fill: 'key-a-veiled', border: 'key-a', isDashed: true });
      expect(veiled.edge).toBeUndefined();
    }
  });

  test('without a key is grey with a dot, a tombstone is hollow', () => {
    expect(tileOf({ recordKey: null })).toMatchObject({ fill: 'key-none', glyph: '·' });
    expect(tileOf({ isTombstone: true })).toMatchObject({
      fill: 'raised',
      border: 'key-a',
      glyph: '∅',
    });
  });

  test('on the disk of a dead broker is all but grey, and red when nobody else has it', () => {
    expect(tileOf({ place: 'disk' })).toMatchObject({ fill: 'key-a-disk', border: 'line-strong' });
    expect(tileOf({ place: 'lost' })).toMatchObject({ fill: 'bad-soft', border: 'bad' });
  });

  test('of an aborted transaction is struck out, of an open one pale with a firm edge', () => {
    expect(tileOf({ transaction: 'aborted' })).toMatchObject({ isStruck: true });
    const open = tileOf({ transaction: 'open' });
    expect(open).toMatchObject({ fill: 'key-a-open', border: 'key-a' });
    expect(open.isDashed).toBeUndefined();
  });

  test('that comes again wears how often; the first time it wears nothing', () => {
    expect(tileOf({ timesDelivered: 2 }).badge).toBe('2');
    expect(tileOf({ timesDelivered: 1 }).badge).toBeUndefined();
  });
});

describe('the high watermark', () => {
  const marks = waterline('hw', { x: 100, top: 50, bottom: 106, flag: 'HW 26' });

  test('is a line through the boundary, 15 px higher than the tiles', () => {
    const line = markAt(marks, 'hw') as BoxMark;
    expect(line).toMatchObject({ x: 98.75, width: 2.5, y: 35, fill: 'accent' });
    expect(line.y + line.height).toBeGreaterThan(106);
  });

  test('has its flag on the side of what is visible', () => {
    const flag = markAt(marks, 'hw/flag') as BoxMark;
    expect(flag.x + flag.width).toBeCloseTo(101.25);
    expect(flag.y + flag.height).toBe(35);
    expect(wordsOf(marks)).toEqual(['HW 26']);
  });

  test('has no flag on a follower', () => {
    // Nor where the stage ends before its words do.
    expect(waterline('hw', { x: 20, top: 50, bottom: 106, flag: 'nothing visible' })).toHaveLength(
      1,
    );
    expect(waterline('hw', { x: 1, top: 0, bottom: 24, flag: null })).toHaveLength(1);
  });

  test('has a veil behind it, unless everything is visible', () => {
    const [one] = veil('veil', { fromX: 100, toX: 150, top: 50, bottom: 106 });
    expect(one).toMatchObject({ x: 100, width: 50, hatch: 'line-strong' });
    expect(veil('veil', { fromX: 100, toX: 100, top: 50, bottom: 106 })).toEqual([]);
  });
});

describe('the ends of a log', () => {
  const area = { x: 10, y: 40, width: 46, height: 56 };

  test('are a dashed slot with a nib and the offset that comes next', () => {
    const marks = slot('slot', area, { text: 'LEO 28' });
    expect(markAt(marks, 'slot')).toMatchObject({ ...area, dash: '2 3', fill: 'none' });
    expect(wordsOf(marks)).toEqual(['LEO 28']);
    expect(ofType(marks, 'path')).toHaveLength(1);
    expect(ofType(slot('slot', area, { text: null, isNext: false }), 'path')).toEqual([]);
  });

  test('are a pole with a pennant to the right where it begins', () => {
    const pole = markAt(logStart('start', 60, 40, 96, 'start'), 'start') as PathMark;
    expect(pole).toMatchObject({ stroke: 'ink', strokeWidth: 2 });
    expect(pole.path.startsWith('M60,')).toBe(true);
  });

  test('have between them no tile where a record was taken out, but a tick with its offset', () => {
    const marks = hole('hole', area, '16');
    expect(marks.every(({ type }) => type !== 'box')).toBe(true);
    expect(wordsOf(marks)).toEqual(['16']);
  });
});

describe('who reads', () => {
  const head = readingHead('head', {
    fromX: 100,
    toX: 146,
    y: 110,
    style: 'accent',
    name: 'c1',
    note: 'reads 24 next',
    isNoteLeft: false,
  });

  test('has a fork under the whole record that is read next, and a pill with its name', () => {
    const fork = markAt(head, 'head') as PathMark;
    expect(fork.path).toContain('100,110');
    expect(fork.path).toContain('146,110');
    expect(fork).toMatchObject({ stroke: 'accent', strokeWidth: 2.2 });
    const pill = markAt(head, 'head/pill') as BoxMark;
    expect(pill.x + pill.width / 2).toBeCloseTo(123);
    expect(wordsOf(head)).toEqual(['c1', 'reads 24 next']);
  });

  test('lets go when it is gone', () => {
    const gone = readingHead('head', {
      fromX: 0,
      toX: 46,
      y: 0,
      style: 'accent',
      name: 'c1',
      note: '',
      isNoteLeft: false,
      isGone: true,
    });
    expect(markAt(gone, 'head')).toMatchObject({ stroke: 'line-strong' });
  });

  test('has committed up to a ribbon at the boundary before the offset', () => {
    const marks = bookmark('mark', 200, 110, 'committed 20');
    const ribbon = markAt(marks, 'mark') as PathMark;
    expect(ribbon.path).toContain('M194,107');
    expect(ribbon).toMatchObject({ fill: 'ink' });
    expect(wordsOf(marks)).toEqual(['committed 20']);
  });

  test('has in its hands what lies between the two', () => {
    expect(inHand('hand', 200, 300, 110)).toMatchObject([{ x: 200, width: 100, height: 9 }]);
    expect(inHand('hand', 200, 200, 110)).toEqual([]);
  });

  test('shows its lag as boxes: filled in hand, outlined not fetched, faint none', () => {
    const boxes = lagBoxes('lag', { x: 0, y: 0, inHand: 2, unread: 1, most: 4 }) as BoxMark[];
    expect(boxes.map(({ fill }) => fill)).toEqual(['ink', 'ink', 'none', 'none']);
    expect(boxes.map(({ stroke }) => stroke)).toEqual(['ink', 'ink', 'ink', 'line']);
  });

  test('holds the track with a clamp; nobody’s track is dashed and loose', () => {
    const held = track('track', { fromX: 0, toX: 500, y: 9, isOwned: true, group: 0 });
    expect(held.map(({ key }) => key)).toEqual(['track', 'track/clamp']);
    expect((held[0] as PathMark).dash).toBeUndefined();
    const loose = track('track', { fromX: 0, toX: 500, y: 9, isOwned: false, group: 0 });
    expect(loose).toMatchObject([{ key: 'track', stroke: 'line-strong', dash: '3 4' }]);
  });

  test('of another group is told apart by its dashes', () => {
    const dashes = [0, 1, 2, 3].map((group) => {
      const [line] = track('t', { fromX: 0, toX: 9, y: 0, isOwned: true, group });
      return (line as PathMark).dash;
    });
    expect(new Set(dashes).size).toBe(4);
  });
});

describe('who leads', () => {
  test('has the one star of its partition, with its words', () => {
    const marks = leaderWord('orders-0', 'role', 100, 50, 'leader, epoch 5');
    expect(marks.map(({ key }) => key)).toEqual(['star/orders-0', 'role']);
    expect(marks.every((mark) => ('fill' in mark ? mark.fill : null) === 'accent')).toBe(true);
  });

  test('wears five points', () => {
    expect(star('star', 0, 0).path.match(/[ML]/g)).toHaveLength(10);
  });
});

test('a packet is as long as its word', () => {
  expect(packetLength('Produce')).toBeGreaterThan(packetLength('Fetch'));
  expect(packetLength('F')).toBeGreaterThanOrEqual(PACKET.height);
});
