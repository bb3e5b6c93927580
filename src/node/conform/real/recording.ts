// A recorded run of a real cluster: a scenario document, and what came of it there.
// `test/fixtures/real-kafka/README.md` says how they were made and how they are to be read.
import type { Outcome } from './outcome.ts';

export interface Recording {
  readonly header: object;
  /** A scenario document, as a person would write it. */
  readonly scenario: unknown;
  /** When the outcome was taken, such as `60s`. */
  readonly until: string;
  readonly expected: RecordedOutcome;
  /** Paths at which two runs of the real cluster differed; so may whatever follows in that list. */
  readonly unstable?: readonly string[];
  /** Regular expressions of paths that random choices of the cluster decide. */
  readonly ignore?: readonly string[];
  /** Random ids decide who gets which partitions: only how many can be compared. */
  readonly countsOnly?: boolean;
}

/** An outcome with what only a real cluster tells besides: exceptions, states, log lines. */
export type RecordedOutcome = Outcome & {
  readonly groupStates?: unknown;
  readonly coordinatorLog?: unknown;
};

export function isRecording(file: unknown): file is Recording {
  const fields = ['header', 'scenario', 'until', 'expected'];
  return typeof file === 'object' && file !== null && fields.every((field) => field in file);
}
