// The legend's pictures: each sign alone, made of the same marks as the stage.
import { controlMarker, tile, TILE_SIZES, type TileOptions } from '#stage/mark/tile.ts';
import type { Rect } from '#stage/layout/geometry.ts';
import { dartOutline, packetLength, shardOutlines } from '#stage/layout/packet.ts';
import { linePath, type Point, polygonPath } from '#stage/layout/paths.ts';
import { stillOf } from '#stage/layout/still.ts';
import { arrowhead } from '#stage/mark/arrow.ts';
import { beatsPath } from '#stage/mark/beats.ts';
import { card, ground } from '#stage/mark/card.ts';
import { eventMark } from '#stage/mark/event.ts';
import { label } from '#stage/mark/label.ts';
import { lagBoxes } from '#stage/mark/lag.ts';
import { leaderWord } from '#stage/mark/leader.ts';
import { hole, logStart, slot } from '#stage/mark/log-end.ts';
import { needleDown } from '#stage/mark/needle.ts';
import { bookmark, inHand, readingHead } from '#stage/mark/reading.ts';
import { ring } from '#stage/mark/ring.ts';
import { rule } from '#stage/mark/rule.ts';
import { ghostSlab, slab } from '#stage/mark/slab.ts';
import { track } from '#stage/mark/track.ts';
import { veil, waterline } from '#stage/mark/waterline.ts';
import type { Scene, SceneMark, SvgMark } from '#stage/scene.ts';
import type { DrawnSign } from '#stage/sign.ts';
import { TYPE } from '#stage/theme.ts';

/** Measures of each picture, in px. */
const SIZE = { width: 190, height: 74 };
const { width: TILE, height: TALL, gap: GAP } = TILE_SIZES.L;
const TOP = 24;
const MIDDLE = TOP + TALL / 2;
/** The track under the tiles where a reader is shown: there the tiles stand higher. */
const READ_TOP = 2;
const TRACK = READ_TOP + TALL + 4;

function placeOf(index: number, top = TOP): Rect {
  return { x: 6 + index * (TILE + GAP), y: top, width: TILE, height: TALL };
}

/** The boundary before a tile. */
function boundary(index: number): number {
  return placeOf(index).x - GAP / 2;
}

/** Tiles from 15 on, each as its part of the options says. */
function tiles(
  keys: readonly (string | null)[],
  options: Readonly<Record<number, Partial<TileOptions>>> = {},
  top = TOP,
): readonly SceneMark[] {
  return keys.map((recordKey, index) =>
    tile(`tile/${index}`, placeOf(index, top), {
      recordKey,
      offset: 15 + index,
      hasOffset: true,
      place: 'leader',
      isVisible: true,
      ...options[index],
    }),
  );
}

const READ = ['a', 'c', 'h', 'b'] as const;

/** What is read: tiles over a track. */
function readLog(): readonly SceneMark[] {
  return [
    ...tiles(READ, {}, READ_TOP),
    rule('track', { x: 0, y: TRACK }, { x: 164, y: TRACK }, { stroke: 'ink', strokeWidth: 1.6 }),
  ];
}

function head(index: number): readonly SvgMark[] {
  const { x } = placeOf(index);
  return readingHead('head', {
    fromX: x,
    toX: x + TILE,
    y: TRACK,
    style: 'accent',
    name: 'c1',
    note: '',
    isNoteLeft: false,
  });
}

/** A wait: its ring with a letter, and what it waits for. */
function wait(letter: string, name: string, note: string): readonly SvgMark[] {
  const at = { x: 22, y: MIDDLE };
  return [
    ...ring('ring', at, 0.62, 'warn'),
    label('letter', letter, at.x, at.y + 3.5, {
      size: TYPE.tiny,
      face: 'mono',
      weight: 600,
      anchor: 'middle',
      fill: 'ink',
    }),
    label('name', name, 44, MIDDLE - 3, { fill: 'ink' }),
    label('note', note, 44, MIDDLE + 11),
  ];
}

function moved(points: readonly Point[], by: Point): readonly Point[] {
  return points.map(({ x, y }) => ({ x: x + by.x, y: y + by.y }));
}

function dart(word: string, x: number): readonly SvgMark[] {
  const outline = moved(dartOutline(packetLength(word)), { x, y: MIDDLE });
  return [
    {
      type: 'path',
      key: 'dart',
      path: polygonPath(...outline),
      stroke: 'none',
      strokeWidth: 0,
      fill: 'ink',
    },
    label('word', word, x, MIDDLE + 3.5, {
      size: 9.5,
      face: 'mono',
      anchor: 'middle',
      fill: 'paper',
    }),
  ];
}

function lineOfTime(): SvgMark {
  return rule('axis', { x: 6, y: MIDDLE }, { x: 184, y: MIDDLE }, { strokeWidth: 1.6 });
}

const SLAB = { width: 42, height: 46 };
const SLAB_LOOK = {
  lag: null,
  fullLag: 1,
  edge: { stroke: 'ink', strokeWidth: 1.4 },
  target: { type: 'partition', id: '', label: '' },
} as const;

/** Small slabs without a bar. */
function slabs(): readonly SceneMark[] {
  return [0, 1, 2].flatMap((index) =>
    slab(
      `slab/${index}`,
      { x: 12 + index * 52 + (index === 2 ? 16 : 0), y: 14, ...SLAB },
      { ...SLAB_LOOK, name: String(index), state: index === 2 ? 'unowned' : 'owned' },
    ).filter(({ key }) => !key.includes('/lag')),
  );
}

const DRAWINGS: Readonly<Record<DrawnSign, () => readonly SceneMark[]>> = {
  record: () => tiles(READ),
  keyless: () => tiles([null, null, null, null]),
  batch: () => [
    ...tiles(['a', 'c', 'a', 'h']).map((mark, index) =>
      mark.type === 'cell' ? { ...mark, x: mark.x - (index < 3 ? index * GAP : 0) } : mark,
    ),
    {
      type: 'path',
      key: 'bracket',
      path: linePath(
        { x: 6, y: 17 },
        { x: 6, y: 12 },
        { x: 6 + 3 * TILE, y: 12 },
        { x: 6 + 3 * TILE, y: 17 },
      ),
      stroke: 'ink-soft',
      strokeWidth: 1.3,
    },
  ],
  tombstone: () => tiles(['b', 'd', 'a'], { 1: { isTombstone: true } }),
  hole: () => [
    ...tiles(['a']),
    ...hole('hole/1', placeOf(1), '16'),
    ...hole('hole/2', placeOf(2), '17'),
    ...tiles(['a', 'c', 'h', 'c']).slice(3),
  ],
  lost: () => tiles(['a', 'c', 'h'], { 2: { place: 'lost' } }),
  watermark: () => [
    ...veil('veil', { fromX: boundary(2), toX: boundary(4), top: TOP, bottom: TOP + TALL }),
    ...tiles(READ, { 2: { isVisible: false }, 3: { isVisible: false } }),
    ...waterline('hw', { x: boundary(2), top: TOP, bottom: TOP + TALL, flag: 'HW 17' }),
  ],
  'log-end': () => [...tiles(['a', 'c']), ...slot('slot', placeOf(2), { text: 'LEO 17' })],
  'last-stable': () => [
    ...tiles(['a', 'c', 'b', 'd'], { 2: { transaction: 'open' } }),
    ...[-1.75, 1.75].map((aside) =>
      rule(
        `line/${aside}`,
        { x: boundary(2) + aside, y: TOP - 4 },
        { x: boundary(2) + aside, y: TOP + TALL + 5 },
        { stroke: 'ink', strokeWidth: 1.5 },
      ),
    ),
    ground('flag', { x: boundary(2) - 45, y: TOP - 20, width: 48, height: 16 }, 'ink', 2),
    label('flag/text', 'LSO 17', boundary(2) - 21, TOP - 8.5, {
      size: TYPE.tiny,
      face: 'mono',
      weight: 600,
      anchor: 'middle',
      fill: 'paper',
    }),
  ],
  'log-start': () => [
    ...[0, 1].map((index) =>
      card(`ghost/${index}`, placeOf(index), {
        radius: 3.5,
        fill: 'none',
        dash: '2 3',
        hatch: 'line',
      }),
    ),
    ...tiles(READ).slice(2),
    ...logStart('start', boundary(2), TOP, TOP + TALL, 'start'),
  ],
  'control-marker': () => [
    ...tiles(['a', null, 'c']).filter((_, index) => index !== 1),
    controlMarker('commit', placeOf(1), 16, true, true),
    controlMarker('abort', placeOf(3), 18, false, true),
  ],
  transaction: () =>
    tiles(['c', 'a', 'b', 'd'], {
      0: { transaction: 'aborted' },
      1: { transaction: 'aborted' },
      2: { transaction: 'open' },
      3: { transaction: 'open' },
    }),
  position: () => [...readLog(), ...head(2)],
  committed: () => [
    ...readLog(),
    ...bookmark('bookmark', boundary(2), TRACK, ''),
    label('word', 'committed 17', boundary(2) + 11, TRACK + 17, {
      size: TYPE.tiny,
      face: 'mono',
      fill: 'ink',
    }),
  ],
  'in-hand': () => [
    ...readLog(),
    ...inHand('hand', boundary(1), placeOf(3).x, TRACK),
    ...bookmark('bookmark', boundary(1), TRACK, ''),
    ...head(3),
  ],
  track: () => [
    ...tiles(['a', 'c'], {}, READ_TOP + 4),
    ...track('track', { fromX: 0, toX: 128, y: TRACK + 5, isOwned: true, group: 0 }),
    card('card', { x: 131, y: 14, width: 52, height: 50 }, { stroke: 'ink', strokeWidth: 1.4 }),
    label('name', 'c1', 157, 44, { size: TYPE.name, face: 'serif', anchor: 'middle', fill: 'ink' }),
  ],
  slab: slabs,
  ghost: () => [
    ...ghostSlab('gave', { x: 12, y: 14, ...SLAB }, '2', 'gave up'),
    rule(
      'way',
      { x: 62, y: 37 },
      { x: 104, y: 37 },
      { stroke: 'warn', dash: '2 3', strokeWidth: 1.5 },
    ),
    arrowhead(
      'tip',
      { x: 112, y: 37 },
      { direction: 'right', length: 7, width: 8, stroke: 'warn' },
    ),
    ...ghostSlab('gets', { x: 120, y: 14, ...SLAB }, '2', 'will get'),
  ],
  request: () => [
    rule('wire', { x: 6, y: MIDDLE }, { x: 46, y: MIDDLE }, { strokeWidth: 2.4 }),
    ...['h', 'a'].flatMap((key, index) => {
      const area = { x: 48 + index * 15, y: MIDDLE - 7, width: 14, height: 14 };
      const options = { recordKey: key, offset: 0, hasOffset: false } as const;
      return [tile(`cargo/${key}`, area, { ...options, place: 'leader', isVisible: true })];
    }),
    ...dart('Produce', 112),
  ],
  response: () => [
    rule('wire', { x: 130, y: MIDDLE }, { x: 184, y: MIDDLE }, { strokeWidth: 2.4 }),
    card(
      'capsule',
      { x: 48, y: MIDDLE - 8, width: 78, height: 16 },
      { radius: 8, stroke: 'ink', strokeWidth: 1.5 },
    ),
    label('word', 'offset 24', 87, MIDDLE + 3.5, {
      size: 9.5,
      face: 'mono',
      anchor: 'middle',
      fill: 'ink',
    }),
  ],
  dropped: () => [
    rule('way', { x: 6, y: MIDDLE }, { x: 72, y: MIDDLE }, { stroke: 'bad', strokeWidth: 1.6 }),
    ...shardOutlines().map((points, index): SvgMark => ({
      type: 'path',
      key: `shard/${index}`,
      path: polygonPath(...moved(points, { x: 86, y: MIDDLE })),
      stroke: 'bad',
      fill: 'bad-soft',
      strokeWidth: 1.5,
    })),
    rule(
      'rest',
      { x: 102, y: MIDDLE },
      { x: 184, y: MIDDLE },
      { stroke: 'bad', dash: '2 4', strokeWidth: 1.6 },
    ),
  ],
  held: () => wait('F', 'Fetch held', '312 of 500 ms'),
  purgatory: () => wait('P', 'waits for HW 18', 'broker 3 has fetched 17'),
  work: () => [
    ...[10, 76, 134].map((x) =>
      rule(`poll/${x}`, { x, y: 14 }, { x, y: 34 }, { stroke: 'ink-soft' }),
    ),
    ground('work/1', { x: 16, y: 18, width: 52, height: 12 }, 'ink', 2),
    ground('work/2', { x: 82, y: 18, width: 40, height: 12 }, 'ink', 2),
    ...bookmark('commit', 129, 14, '', true),
    card(
      'join',
      { x: 142, y: 18, width: 42, height: 12 },
      { radius: 3, fill: 'warn-soft', stroke: 'warn', hatch: 'warn' },
    ),
    {
      type: 'path',
      key: 'beats',
      path: beatsPath(10, 184, 58, [40, 96, 160]),
      stroke: 'accent',
      strokeWidth: 1.4,
    },
  ],
  leader: () => [
    ...leaderWord('', 'leader', 6, 62, 'leader, epoch 5'),
    ...tiles(['a', 'c', 'h'], {}, 6),
  ],
  follower: () => [
    label('word', 'follower', 6, 62),
    ...tiles(
      ['a', 'c', 'h'],
      { 0: { place: 'follower' }, 1: { place: 'follower' }, 2: { place: 'follower' } },
      6,
    ),
  ],
  alive: () => [
    {
      type: 'path',
      key: 'beats',
      path: beatsPath(6, 184, MIDDLE, [30, 66, 102, 138, 170], 1.3),
      stroke: 'accent',
      strokeWidth: 1.5,
    },
  ],
  silent: () => [
    {
      type: 'path',
      key: 'beats',
      path: beatsPath(6, 88, MIDDLE, [30, 66], 1.3),
      stroke: 'ink-faint',
      strokeWidth: 1.5,
    },
    rule(
      'rest',
      { x: 90, y: MIDDLE },
      { x: 184, y: MIDDLE },
      { stroke: 'bad', dash: '2 3', strokeWidth: 2 },
    ),
    label('left', '6.2 s left', 184, MIDDLE - 9, { anchor: 'end', fill: 'bad' }),
  ],
  fenced: () => [
    card(
      'card',
      { x: 4, y: 8, width: 182, height: 58 },
      { fill: 'paper', stroke: 'bad', strokeWidth: 1.5, isDashed: true, hatch: 'bad' },
    ),
    ...tiles(
      ['c', 'h', 'a', 'b'],
      { 0: { place: 'disk' }, 1: { place: 'disk' }, 2: { place: 'disk' }, 3: { place: 'disk' } },
      17,
    ).map((mark) => (mark.type === 'cell' ? { ...mark, x: mark.x + 10 } : mark)),
  ],
  'hand-over': () => [
    {
      type: 'path',
      key: 'way',
      path: 'M10,66Q90,-10 168,50',
      stroke: 'accent',
      strokeWidth: 2,
      dash: '2 4',
    },
    arrowhead(
      'tip',
      { x: 174, y: 56 },
      { direction: 'down', length: 8, width: 9, stroke: 'accent' },
    ),
    ground('tag', { x: 52, y: 16, width: 82, height: 22 }, 'accent', 3),
    label('tag/text', 'epoch 4 → 5', 93, 30.5, {
      size: TYPE.tiny,
      face: 'mono',
      weight: 600,
      anchor: 'middle',
      fill: 'on-accent',
    }),
  ],
  now: () => [lineOfTime(), ...needleDown(95, 16, 66)],
  event: () => [
    lineOfTime(),
    ...(
      [
        ['commit', 34, 'ink'],
        ['rebalance', 92, 'warn'],
        ['crash', 154, 'bad'],
      ] as const
    ).flatMap(([word, x, fill]) => [
      ...eventMark(
        `event/${word}`,
        { x, y: MIDDLE },
        { eventId: 0, title: word, radius: 5, fill, isMine: false },
      ).slice(0, 1),
      label(`event/${word}/name`, word, x, MIDDLE + 21, {
        anchor: 'middle',
        fill: fill === 'ink' ? 'ink-soft' : fill,
      }),
    ]),
  ],
  cut: () => [
    rule('before', { x: 6, y: MIDDLE }, { x: 88, y: MIDDLE }, { strokeWidth: 1.6 }),
    rule('after', { x: 104, y: MIDDLE }, { x: 184, y: MIDDLE }, { strokeWidth: 1.6 }),
    ...[92, 98].map((x) =>
      rule(`cut/${x}`, { x, y: MIDDLE + 6 }, { x: x + 3, y: MIDDLE - 6 }, { stroke: 'ink' }),
    ),
    label('from', '14.01 s', 46, MIDDLE + 21, { size: TYPE.tiny, face: 'mono', anchor: 'middle' }),
    label('to', '44.10 s', 144, MIDDLE + 21, { size: TYPE.tiny, face: 'mono', anchor: 'middle' }),
  ],
  ahead: () => [
    rule('past', { x: 6, y: MIDDLE }, { x: 95, y: MIDDLE }, { stroke: 'ink', strokeWidth: 1.8 }),
    card(
      'ahead',
      { x: 96, y: 22, width: 88, height: 44 },
      { radius: 0, fill: 'paper', stroke: 'none', hatch: 'line' },
    ),
    ...needleDown(95, 18, 68),
  ],
  fork: () => [
    {
      type: 'path',
      key: 'trunk',
      path: 'M6,44L62,44C78,44 78,28 94,28L184,28',
      stroke: 'ink',
      strokeWidth: 2.6,
    },
    {
      type: 'path',
      key: 'branch',
      path: 'M62,44C78,44 78,60 94,60L184,60',
      stroke: 'accent',
      strokeWidth: 2.6,
    },
    {
      type: 'path',
      key: 'ring',
      path: 'M82,44A8,8,0,1,1,66,44A8,8,0,1,1,82,44Z',
      stroke: 'bad',
      fill: 'none',
      strokeWidth: 1.6,
    },
  ],
  lag: () => [
    ...lagBoxes('lag', { x: 20, y: MIDDLE - 8, inHand: 4, unread: 2 }),
    label('word', 'lag 6', 104, MIDDLE + 2),
  ],
};

/** A sign, alone. */
export function legendPicture(sign: DrawnSign): Scene<SvgMark> {
  return { ...SIZE, marks: DRAWINGS[sign]().flatMap(stillOf), summary: '' };
}
