// What a lesson is, once its Markdown has been read: plain data, made when the site is built. Answers
// are expressions that the simulation computes; nothing in a lesson says by hand what Kafka would do.
import type { ViewId } from '#base/view-id.ts';
import type { KafkaRequest } from '#kafka/commands.ts';
import type { Scenario } from '#scenario/scenario.ts';
import type { Expression } from './expression.ts';

/** When the simulation stops after "Run": at a state, or after some time. */
export interface RunPlan {
  /** Carried out when the run begins. */
  readonly commands: readonly KafkaRequest[];
  /** Stop as soon as this holds; null: only `forMs` counts. */
  readonly until: Expression | null;
  /** Longest virtual time of the run, in ms. */
  readonly forMs: number;
}

/** Predict, run, compare. */
export interface Prediction {
  readonly type: 'predict';
  readonly question: string;
  readonly answerType: 'choice' | 'number' | 'text';
  /** Offered answers; with `choice` the computed answer picks one of them by its value. */
  readonly choices: readonly { readonly value: string; readonly label: string }[];
  readonly run: RunPlan;
  /** Evaluated after the run. */
  readonly answer: Expression;
  /** Markdown, shown with the comparison. */
  readonly explanation: string;
}

/** Something to bring about on the stage, checked by its state. */
export interface Task {
  readonly type: 'do';
  readonly task: string;
  readonly check: Expression;
  /** The first hint whose condition holds is shown on request. */
  readonly hints: readonly { readonly when: Expression | null; readonly say: string }[];
  /** Commands that bring it about, and how long they take. */
  readonly solution: readonly KafkaRequest[];
  readonly solutionMs: number;
  /** Markdown, shown when it is done. */
  readonly explanation: string;
}

/** Only to be read and watched; done when the learner goes on. */
export interface Reading {
  readonly type: 'read';
}

/** A control that the lesson's panel offers. */
export type Control =
  | {
      readonly type: 'produce';
      readonly producer: string;
      readonly topic: string;
      /** Let the learner choose the key. */
      readonly withKey: boolean;
      readonly label: string;
    }
  | { readonly type: 'command'; readonly label: string; readonly request: KafkaRequest }
  /** Shows murmur2 byte by byte on a key that the learner types. */
  | { readonly type: 'murmur2'; readonly partitions: readonly number[] };

export interface LessonStep {
  readonly title: string;
  /** HTML made from the lesson's own Markdown. */
  readonly html: string;
  /** Things on the stage to look at, as `type:id`. */
  readonly watchFor: readonly string[];
  readonly controls: readonly Control[];
  readonly activity: Prediction | Task | Reading;
  /** Line of its heading in the file, for messages. */
  readonly line: number;
}

export interface Lesson {
  /** File name without `.md`, such as `01-topics-partitions-offsets`. */
  readonly id: string;
  readonly title: string;
  /** What a learner would type into a search. */
  readonly question: string;
  readonly minutes: number;
  /** The view of the stage that it opens with. */
  readonly view: ViewId;
  readonly scenario: Scenario;
  /** HTML before the first step. */
  readonly introHtml: string;
  readonly steps: readonly LessonStep[];
}
