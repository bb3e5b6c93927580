// What a learner has done goes into a file and comes back, and nothing of it is lost on the way.
import { describe, expect, it } from 'vitest';
import { bestOf, mergeProgress, readProgress } from '#lesson/progress-record.ts';
import type { Grade } from '#lesson/status.ts';

function grade(changes: Partial<Grade>): Grade {
  const nothing = { produced: 0, lost: 0, twice: 0, requests: 0 };
  return { deeds: 3, seconds: 9, ...nothing, isWithinPar: false, hasStar: false, ...changes };
}

describe('the better of two attempts', () => {
  it('has the star, is within par, has fewer deeds, took less time: in this order', () => {
    const attempts = [
      grade({ hasStar: true, deeds: 9 }),
      grade({ isWithinPar: true, deeds: 8 }),
      grade({ deeds: 2, seconds: 8 }),
      grade({ deeds: 3, seconds: 1 }),
      grade({ deeds: 3, seconds: 2 }),
    ];
    attempts.forEach((better, index) => {
      for (const worse of attempts.slice(index + 1)) {
        expect(bestOf(worse, better)).toBe(better);
        expect(bestOf(better, worse)).toBe(better);
      }
    });
  });

  it('is the first one when they are equal, and the only one when there is no other', () => {
    const [one, other] = [grade({}), grade({})];
    expect(bestOf(one, other)).toBe(one);
    expect(bestOf(undefined, other)).toBe(other);
  });
});

describe('a file', () => {
  const ours = { a: { done: [0, 2], stepIndex: 2, best: { 3: grade({ deeds: 1 }) } } };

  it('is read as it was written, also one of an older page', () => {
    expect(readProgress(JSON.stringify(ours))).toEqual(ours);
    expect(readProgress('{"a":{"done":[1]}}')).toEqual({
      a: { done: [1], stepIndex: 0, best: {} },
    });
  });

  it('is refused when it is something else', () => {
    for (const text of ['', '[]x', '{"a":1}', '{"a":{"done":["x"]}}', 'null']) {
      expect([text, readProgress(text)]).toEqual([text, null]);
    }
  });

  it('loses the lessons that are damaged, and no other', () => {
    const damaged = [1.5, -1, 1e300, '2', null];
    const whole = { done: [0], stepIndex: 1, best: {} };
    for (const one of damaged) {
      const text = JSON.stringify({ whole, a: { ...whole, stepIndex: one }, b: { done: [one] } });
      expect([text, readProgress(text)]).toEqual([text, { whole }]);
    }
  });

  it('adds to what is there', () => {
    const theirs = {
      a: { done: [1], stepIndex: 1, best: { 3: grade({ deeds: 5 }), 4: grade({}) } },
      b: { done: [0], stepIndex: 0, best: {} },
    };
    expect(mergeProgress(ours, theirs)).toEqual({
      a: { done: [0, 1, 2], stepIndex: 2, best: { 3: grade({ deeds: 1 }), 4: grade({}) } },
      b: theirs.b,
    });
  });
});
