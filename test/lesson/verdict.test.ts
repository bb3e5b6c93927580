// Whether an answer is right: numbers within their tolerance, sets in any order, orders in theirs.
import { expect, test } from 'vitest';
import { becauseFor, isSame } from '#lesson/verdict.ts';
import type { Prediction } from '#lesson/lesson.ts';

type Kind = Pick<Prediction, 'answerType' | 'tolerance'>;

const NUMBER: Kind = { answerType: 'number', tolerance: 0 };
const ROUGH: Kind = { answerType: 'number', tolerance: 2 };

test.each<[string, string, Kind, boolean]>([
  ['5', '5', NUMBER, true],
  ['5.0', '5', NUMBER, true],
  ['4', '5', NUMBER, false],
  ['', '0', NUMBER, false],
  ['3', '5', ROUGH, true],
  ['7', '5', ROUGH, true],
  ['2.9', '5', ROUGH, false],
  ['8', '5', ROUGH, false],
  ['b a', 'a b', { answerType: 'set', tolerance: 0 }, true],
  ['a', 'a b', { answerType: 'set', tolerance: 0 }, false],
  ['b a', 'a b', { answerType: 'order', tolerance: 0 }, false],
  ['a b', 'a b', { answerType: 'order', tolerance: 0 }, true],
  [' yes ', 'yes', { answerType: 'choice', tolerance: 0 } as Kind, true],
  ['no', 'yes', { answerType: 'choice', tolerance: 0 } as Kind, false],
])('%j where the simulation says %j', (predicted, answer, kind, isRight) => {
  expect(isSame(predicted, answer, kind)).toBe(isRight);
});

test('a wrong answer is spoken to by its own reason, else by that of all others', () => {
  const prediction = {
    ...NUMBER,
    because: { '3': 'three', else: 'other' },
  } as unknown as Prediction;
  expect([becauseFor('3', prediction), becauseFor('4', prediction)]).toEqual(['three', 'other']);
});
