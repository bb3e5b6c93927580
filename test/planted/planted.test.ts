// The planted faults as data: each can be planted into the source as it is now.
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { choose } from './choose.ts';
import { plant } from './fault.ts';
import { FAULTS } from './faults.ts';

const FAULT = {
  file: 'a.ts',
  text: 'a < b',
  replacement: 'a <= b',
  breaks: 'equal is less',
  tests: [],
};

describe('planting', () => {
  test('replaces the text, and nothing else', () => {
    expect(plant('if (a < b) go();', FAULT)).toBe('if (a <= b) go();');
  });

  test('fails when the text is not there, there twice, or stays as it is', () => {
    expect(() => plant('if (b > a) go();', FAULT)).toThrow('a.ts no longer has the text');
    expect(() => plant('a < b || a < b', FAULT)).toThrow('a.ts has the text 2 times');
    expect(() => plant('a < b', { ...FAULT, replacement: 'a < b' })).toThrow('stays as it is');
  });
});

test.each(FAULTS.map((fault) => [fault.breaks, fault] as const))(
  '“%s” can be planted',
  (_, fault) => {
    plant(readFileSync(`src/${fault.file}`, 'utf8'), fault);
    expect(fault.tests.length).toBeGreaterThan(0);
    for (const file of fault.tests) expect(existsSync(`test/${file}`), file).toBe(true);
  },
);

describe('a rotation', () => {
  const turn = (rotate: number): readonly string[] =>
    choose(FAULTS, { only: null, count: 20, rotate }).map(({ breaks }) => breaks);

  test('takes twenty different ones, and others the next time', () => {
    expect(new Set(turn(7)).size).toBe(20);
    expect(turn(8).filter((one) => turn(7).includes(one))).toEqual([]);
  });

  test('comes by every fault that is known to be noticed', () => {
    const inTurn = FAULTS.filter(({ isOpen }) => isOpen !== true).map(({ breaks }) => breaks);
    const rounds = Math.ceil(inTurn.length / 20);
    const all = Array.from({ length: rounds }, (_, round) => turn(round)).flat();
    expect(new Set(all)).toEqual(new Set(inTurn));
    expect(inTurn.length).toBeGreaterThanOrEqual(40);
  });

  test('of a room takes that room only', () => {
    const rooms = choose(FAULTS, { only: 'broker', count: 5, rotate: 3 }).map(({ room }) => room);
    expect(new Set(rooms)).toEqual(new Set(['broker']));
  });
});
