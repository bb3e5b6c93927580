// Fields of documents, links and commands that have a limit. Apart from the limits themselves: who only
// compares needs no schema.
import * as v from 'valibot';
import { type LimitName, LIMITS, ruleOfLimit } from './limits.ts';

/** A number from `least` to the limit. */
export function upTo(name: LimitName, least = 0) {
  return v.pipe(
    v.number('must be a number'),
    v.minValue(least, least === 0 ? 'must not be negative' : `must be at least ${least}`),
    v.maxValue(LIMITS[name].most, ruleOfLimit(name)),
  );
}

/** A whole number from `least` to the limit. */
export function wholeUpTo(name: LimitName, least = 0) {
  return v.pipe(
    v.number('must be a number'),
    v.integer('must be a whole number'),
    v.minValue(least, least === 0 ? 'must not be negative' : `must be at least ${least}`),
    v.maxValue(LIMITS[name].most, ruleOfLimit(name)),
  );
}

/** At most so many items of a list. */
export function atMost<T extends readonly unknown[]>(name: LimitName) {
  return v.maxLength<T, number, string>(
    LIMITS[name].most,
    `must have at most ${LIMITS[name].most} entries: ${LIMITS[name].why}`,
  );
}

/** Text that is not endless. */
export const textSchema = v.pipe(
  v.string('must be text'),
  v.maxLength(LIMITS.text.most, `must have at most ${LIMITS.text.most} letters`),
);
