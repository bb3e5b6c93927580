// Where a step of a lesson stands, and what is kept of a walk through a lesson.
import type { KafkaCommand } from '#kafka/commands.ts';

/** A cluster as commands by hand have made it, at a moment. */
export interface World {
  readonly commands: readonly KafkaCommand[];
  readonly atUs: number;
}

/** What became of the records, and how much was done for it. */
export interface Grade {
  readonly deeds: number;
  readonly seconds: number;
  readonly produced: number;
  readonly lost: number;
  /** Copies and deliveries beyond the first. */
  readonly twice: number;
  readonly requests: number;
  readonly isWithinPar: boolean;
  readonly hasStar: boolean;
}

export type StepStatus =
  /** Nothing was decided yet. */
  | { readonly type: 'open' }
  /** The prediction is made and the simulation runs. */
  | { readonly type: 'running'; readonly predicted: string; readonly endUs: number }
  /** A challenge came to grief. */
  | { readonly type: 'failed'; readonly say: string }
  | {
      readonly type: 'done';
      /** null for a task. */
      readonly predicted: string | null;
      /** What the simulation says; null for a task. */
      readonly answer: string | null;
      readonly isRight: boolean;
      /** The solution was shown. */
      readonly isShown: boolean;
      /** What decided, each as `type:id`. */
      readonly evidence: readonly string[];
      /** What the same question gave where something else was done. */
      readonly compared: readonly { readonly label: string; readonly answer: string }[];
      readonly grade: Grade | null;
    };

/** One step of a walk. */
export interface StepState {
  /** How the step was found; null: nobody was there. */
  readonly entry: World | null;
  /** How it was left last. */
  readonly left: World | null;
  readonly status: StepStatus;
  /** Which variant of its question is asked: 0 the first. */
  readonly variant: number;
  /** Answered right, in one of its variants, at the first try; or done without being shown. */
  readonly isKnown: boolean;
}

/** A walk as it is kept: plain data. */
export interface SavedWalk {
  readonly fingerprint: string;
  readonly stepIndex: number;
  readonly steps: readonly StepState[];
}

export const UNVISITED: StepState = Object.freeze({
  entry: null,
  left: null,
  status: Object.freeze({ type: 'open' }),
  variant: 0,
  isKnown: false,
});
