// Two Scenes of one view over each other, mark by mark: what is only in one of them, or looks another
// way there. Knows nothing of the views: the same thing has the same key in both.
import type { BoxMark, CellMark, Scene, SceneMark } from '#stage/scene.ts';
import { RADIUS } from '#stage/theme.ts';

/** How strongly the other run shines through. */
const GHOST = 0.3;
/** How much is left of what is the same in both, when only differences are asked for. */
const SAME = 0.14;
/** Between a tile and its ring. */
const RING = 1.5;

type Scenes = ReadonlyMap<string, SceneMark>;

function byKey({ marks }: Scene): Scenes {
  return new Map(marks.map((mark) => [mark.key, mark]));
}

/** What a mark looks like: where a tile stands is its log's affair, where a line stands its meaning. */
function looksOf(mark: SceneMark): string {
  const { title: _title, target: _target, ...rest } = mark;
  if (rest.type === 'path') return JSON.stringify(rest);
  const { x: _x, y: _y, ...looks } = rest;
  return JSON.stringify({ ...looks, follows: '' });
}

function isSame(mark: SceneMark, other: SceneMark | undefined): boolean {
  return other !== undefined && looksOf(mark) === looksOf(other);
}

/** A ring around a tile that the other run does not have, or not so. */
function ringOf(cell: CellMark): BoxMark {
  return {
    type: 'box',
    key: `ring/${cell.key}`,
    x: cell.x - RING,
    y: cell.y - RING,
    width: cell.width + 2 * RING,
    height: cell.height + 2 * RING,
    radius: RADIUS.tile + RING,
    fill: 'none',
    stroke: 'bad',
    strokeWidth: 1.5,
    isDashed: true,
  };
}

/** A record, whatever shows where it stands. */
function recordOf({ glyph, text, fill }: CellMark): string {
  return `${glyph} ${text} ${fill}`;
}

function ringsOf(scene: Scene, others: Scenes): readonly SceneMark[] {
  return scene.marks.flatMap((mark) => {
    if (mark.type !== 'cell') return [];
    const other = others.get(mark.key);
    const isThere = other?.type === 'cell' && recordOf(other) === recordOf(mark);
    return isThere ? [] : [ringOf(mark)];
  });
}

/** A scene in which tiles are ringed that the other run does not have. */
export function withRings(scene: Scene, other: Scene): Scene {
  return { ...scene, marks: [...scene.marks, ...ringsOf(scene, byKey(other))] };
}

/** What of the other run is not so here, pale and beyond reach. */
function ghostsOf(other: Scene, own: Scenes): readonly SceneMark[] {
  return other.marks
    .filter((mark) => !isSame(mark, own.get(mark.key)))
    .map(({ target: _target, eventId: _eventId, ...mark }): SceneMark => {
      const ghost = { ...mark, key: `ghost/${mark.key}`, opacity: (mark.opacity ?? 1) * GHOST };
      if (ghost.type !== 'cell') return ghost;
      const { follows: _follows, ...cell } = ghost;
      return cell;
    });
}

/** A scene over the ghost of the other run's, with rings around tiles that differ. */
export function overGhost(scene: Scene, other: Scene): Scene {
  const ghosts = ghostsOf(other, byKey(scene));
  return { ...withRings(scene, other), marks: [...ghosts, ...withRings(scene, other).marks] };
}

/** Of a scene and its ghost what differs; the rest is a shadow to find one's way by. */
export function differencesOnly(scene: Scene, other: Scene): Scene {
  const others = byKey(other);
  const own = scene.marks.map((mark): SceneMark =>
    isSame(mark, others.get(mark.key)) ? { ...mark, opacity: (mark.opacity ?? 1) * SAME } : mark,
  );
  const ghosts = ghostsOf(other, byKey(scene));
  return { ...scene, marks: [...ghosts, ...own, ...ringsOf(scene, others)] };
}
