// All invariants, and the one way to hold a trace against them.
import type { TraceEvent } from '#kafka/events.ts';
import { acknowledgedKept } from './acknowledged-kept.ts';
import { commitAfterPosition } from './commit-after-position.ts';
import { risingOffsets } from './rising-offsets.ts';
import type { Invariant, Violation } from './invariant.ts';
import { keyToPartition } from './key-to-partition.ts';
import { logMatching } from './log-matching.ts';
import { memberEpochs } from './member-epochs.ts';
import { oneAnswer } from './one-answer.ts';
import { oneOwner } from './one-owner.ts';
import { readBelowWatermark } from './read-below-watermark.ts';
import { servesBelowWatermark } from './serves-below-watermark.ts';
import { watermarkInSync } from './watermark-in-sync.ts';
import { watermarkMonotone } from './watermark-monotone.ts';

export const INVARIANTS: readonly Invariant[] = [
  risingOffsets,
  logMatching,
  watermarkInSync,
  watermarkMonotone,
  acknowledgedKept,
  readBelowWatermark,
  servesBelowWatermark,
  keyToPartition,
  oneOwner,
  memberEpochs,
  commitAfterPosition,
  oneAnswer,
];

/** Enough to see what is going on. */
const VIOLATIONS_MAX = 20;

/** What is wrong with a whole trace, in order of events; empty when nothing is. */
export function checkInvariants(
  events: Iterable<TraceEvent>,
  invariants: readonly Invariant[] = INVARIANTS,
): readonly Violation[] {
  const watches = invariants.map(({ name, start }) => ({ name, watch: start() }));
  const violations: Violation[] = [];
  for (const event of events) {
    for (const { name: invariant, watch } of watches) {
      const message = watch(event);
      if (message === null) continue;
      violations.push({ invariant, eventId: event.id, atUs: event.atUs, message });
      if (violations.length >= VIOLATIONS_MAX) return violations;
    }
  }
  return violations;
}
