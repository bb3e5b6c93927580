// Wires: a packet is at its share of the way, corners included, and points where it goes.
import { describe, expect, test } from 'vitest';
import { elbow, lengthOf, partOf, placeOn, reversed, wirePath } from '#stage/layout/wire.ts';

const WIRE = elbow({ x: 0, y: 0 }, 50, { x: 100, y: 80 });

describe('a wire with two corners', () => {
  test('is as long as its parts', () => {
    expect(lengthOf(WIRE)).toBe(50 + 80 + 50);
  });

  test.each([
    [0, { x: 0, y: 0, angle: 0 }],
    [50 / 180, { x: 50, y: 0, angle: 0 }],
    [0.5, { x: 50, y: 40, angle: Math.PI / 2 }],
    [1, { x: 100, y: 80, angle: 0 }],
    [2, { x: 100, y: 80, angle: 0 }],
  ])('has at %f of its way a place and a direction', (progress, place) => {
    expect(placeOn(WIRE, progress)).toEqual(place);
  });

  test('can be gone the other way', () => {
    const back = placeOn(reversed(WIRE), 0.5);
    expect(back).toMatchObject({ x: 50, y: 40 });
    expect(back.angle).toBeCloseTo(-Math.PI / 2);
  });

  test('has parts that keep its corners', () => {
    expect(partOf(WIRE, 0.25, 0.75)).toEqual([
      { x: 45, y: 0 },
      { x: 50, y: 0 },
      { x: 50, y: 80 },
      { x: 55, y: 80 },
    ]);
  });

  test('has round corners that can be mixed with others', () => {
    expect(wirePath(WIRE)).toBe('M0,0L43,0Q50,0,50,7L50,73Q50,80,57,80L100,80');
  });
});

test('a wire at one height has no corners', () => {
  expect(elbow({ x: 0, y: 5 }, 50, { x: 100, y: 5 })).toHaveLength(2);
});
