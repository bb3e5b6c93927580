// How marks move: from where they stand, on time, and paths only where both have one shape.
import { describe, expect, test } from 'vitest';
import { Morphs, paceOf, VIEW_PACE, type Place } from '#stage/draw/morph.ts';

/** Moves everything to a moment; returns who has gone. */
function advance(morphs: Morphs<string>, atMs: number): readonly string[] {
  const gone: string[] = [];
  morphs.advance(
    atMs,
    () => undefined,
    (thing) => gone.push(thing),
  );
  return gone;
}

function sent(from: Place, to: Place): Morphs<string> {
  const morphs = new Morphs<string>();
  morphs.put('a', from);
  morphs.send('a', to, 1_000, VIEW_PACE);
  return morphs;
}

describe('a thing on its way', () => {
  test('begins where it stood, is half way at half time, and arrives on time', () => {
    const morphs = sent({ x: 0, y: 8 }, { x: 100, y: 8 });
    expect(morphs.placeOf('a')).toEqual({ x: 0, y: 8 });
    advance(morphs, 1_000 + VIEW_PACE.durationMs / 2);
    expect(morphs.placeOf('a')).toEqual({ x: 50, y: 8 });
    advance(morphs, 1_000 + VIEW_PACE.durationMs);
    expect(morphs.placeOf('a')).toEqual({ x: 100, y: 8 });
    expect(morphs.isMoving).toBe(false);
  });

  test('turns round from where it is', () => {
    const morphs = sent({ x: 0 }, { x: 100 });
    advance(morphs, 1_250);
    morphs.send('a', { x: 0 }, 1_250, VIEW_PACE);
    expect(morphs.placeOf('a')).toEqual({ x: 50 });
    advance(morphs, 1_251);
    expect(Number(morphs.placeOf('a')?.['x'])).toBeGreaterThan(49);
  });

  test('goes on to where its place is now', () => {
    const morphs = sent({ x: 0 }, { x: 100 });
    advance(morphs, 1_100);
    morphs.put('a', { x: 200 });
    advance(morphs, 1_250);
    expect(morphs.placeOf('a')).toEqual({ x: 100 });
    expect(morphs.goalOf('a')).toEqual({ x: 200 });
  });

  test('is there at once when it may take no time', () => {
    const morphs = new Morphs<string>();
    morphs.send('a', { x: 5 }, 0, null);
    expect(morphs.placeOf('a')).toEqual({ x: 5 });
    expect(morphs.isMoving).toBe(false);
  });
});

test('paths of one shape are mixed, others change at once', () => {
  const same = sent({ d: 'M0,0L10,10' }, { d: 'M20,0L30,30' });
  advance(same, 1_250);
  expect(same.placeOf('a')).toEqual({ d: 'M10,0L20,20' });
  const other = sent({ d: 'M0,0L10,10' }, { d: 'M0,0C1,1 2,2 3,3' });
  advance(other, 1_250);
  expect(other.placeOf('a')).toEqual({ d: 'M0,0C1,1 2,2 3,3' });
});

test('what is turned turns on', () => {
  const morphs = sent({ transform: 'rotate(10 3 40)' }, { transform: 'rotate(-20 5 40)' });
  advance(morphs, 1_250);
  expect(morphs.placeOf('a')).toEqual({ transform: 'rotate(-5 4 40)' });
});

describe('path data on its way', () => {
  /** Path data half way between two. */
  function halfWay(from: string, to: string): unknown {
    const morphs = sent({ d: from }, { d: to });
    advance(morphs, 1_250);
    return morphs.placeOf('a')?.['d'];
  }

  test('has its numbers apart where only a sign kept them so', () => {
    expect(halfWay('M10,176L3,4', 'M10-176L3-4')).toBe('M10,0L3,0');
    expect(halfWay('M.5.5L3,4', 'M1.5.5L5,4')).toBe('M1,.5L4,4');
  });

  test('takes a number with an exponent for one number', () => {
    expect(halfWay('M1e-2,0L3,4', 'M1,0L5,4')).toBe('M0.505,0L4,4');
  });

  test('has no flag of an arc between 0 and 1', () => {
    expect(halfWay('M0,0A7,7,0,0,1,8,9', 'M0,0A7,7,0,1,1,2,3')).toBe('M0,0A7,7,0,1,1,2,3');
    expect(halfWay('M0,0A7,7,0,1,1,8,9', 'M0,0A7,7,0,1,1,2,3')).toBe('M0,0A7,7,0,1,1,5,6');
  });

  test('is there at once when one of the two has other numbers', () => {
    expect(halfWay('M0,0L1,1', 'M0,0L1,1,2,2')).toBe('M0,0L1,1,2,2');
    expect(halfWay('', 'M0,0L1,1')).toBe('M0,0L1,1');
  });
});

test('what leaves fades where it stands, is told of once, and is forgotten', () => {
  const morphs = new Morphs<string>();
  morphs.put('a', { x: 3, opacity: 1 });
  morphs.leave('a', 0);
  expect(morphs.isLeaving('a')).toBe(true);
  expect(advance(morphs, 75)).toEqual([]);
  expect(morphs.placeOf('a')?.['x']).toBe(3);
  expect(Number(morphs.placeOf('a')?.['opacity'])).toBeLessThan(0.5);
  expect(advance(morphs, 150)).toEqual(['a']);
  expect(morphs.placeOf('a')).toBeUndefined();
  expect(advance(morphs, 500)).toEqual([]);
});

describe('how a mark moves', () => {
  test('is its own affair while time goes on, the view’s when the view changes', () => {
    expect(paceOf('settle', 'waterline')?.durationMs).toBe(400);
    expect(paceOf('settle', undefined)).toBeNull();
    expect(paceOf('morph', 'waterline')).toBe(VIEW_PACE);
  });

  test('is not at all when the person asked for less motion', () => {
    expect(paceOf('none', 'waterline')).toBeNull();
    expect(paceOf('none', undefined)).toBeNull();
  });
});
