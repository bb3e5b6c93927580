// An AppendLog is an array that may be forked: whatever is done to one fork, the others keep theirs.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AppendLog } from '#base/append-log.ts';

/** Pushes so many, drops a part of what there is at either end, or goes on with a fork. */
const steps = fc.array(
  fc.oneof(
    fc.record({ type: fc.constant('push' as const), count: fc.integer({ min: 1, max: 400 }) }),
    fc.record({
      type: fc.constant('truncate' as const),
      percent: fc.integer({ max: 110, min: 0 }),
    }),
    fc.record({
      type: fc.constant('drop' as const),
      percent: fc.integer({ max: 110, min: 0 }),
    }),
    fc.record({ type: fc.constant('fork' as const), goesOn: fc.boolean() }),
  ),
  { maxLength: 12 },
);

test('forks, pushes, and losses at both ends leave every log with what an array would have', () => {
  fc.assert(
    fc.property(steps, (list) => {
      let log = AppendLog.empty<number>();
      const model: number[] = [];
      const others: [AppendLog<number>, number[]][] = [];
      let next = 0;
      for (const step of list) {
        if (step.type === 'push') {
          for (let index = 0; index < step.count; index += 1) {
            log.push(next);
            model.push(next);
            next += 1;
          }
        } else if (step.type === 'truncate') {
          const length = Math.floor((model.length * step.percent) / 100);
          log.truncate(length);
          model.length = Math.min(model.length, length);
        } else if (step.type === 'drop') {
          const count = Math.floor((model.length * step.percent) / 100);
          log.dropFirst(count);
          model.splice(0, count);
        } else {
          const fork = log.fork();
          others.push([step.goesOn ? log : fork, model.slice()]);
          if (step.goesOn) log = fork;
        }
      }
      for (const [one, expected] of [[log, model] as const, ...others]) {
        expect([...one]).toEqual(expected);
        expect(one.slice(0)).toEqual(expected);
        expect([one.length, one.last(), one.at(-1), one.at(one.length)]).toEqual([
          expected.length,
          expected.at(-1),
          undefined,
          undefined,
        ]);
      }
    }),
  );
});

test('finds the first item at or after a bound, wherever it lies', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 700 }),
      fc.integer({ min: -1, max: 1_500 }),
      fc.integer({ min: 0, max: 600 }),
      (count, bound, dropped) => {
        const items = Array.from({ length: count }, (_, index) => 2 * index);
        const log = AppendLog.of(items);
        log.dropFirst(dropped);
        items.splice(0, dropped);
        const found = log.findFirst((item) => item >= bound);
        const expected = items.findIndex((item) => item >= bound);
        expect(found).toBe(expected === -1 ? items.length : expected);
      },
    ),
  );
});
