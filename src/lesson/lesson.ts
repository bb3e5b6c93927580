// What a lesson is, once its Markdown has been read: plain data, made when the site is built. Answers
// are expressions that the simulation computes; nothing in a lesson says by hand what Kafka would do.
import type { ViewId } from '#base/view-id.ts';
import type { KafkaRequest } from '#kafka/commands.ts';
import type { Scenario } from '#scenario/scenario.ts';
import type { Speed } from '#session/session.ts';
import type { Expression } from './expression.ts';

/** Something to ask of the cluster, so long after a run began. */
export interface TimedRequest {
  readonly afterMs: number;
  readonly request: KafkaRequest;
}

/** What "Run" does, and when the simulation stops after it. */
export interface RunPlan {
  readonly commands: readonly TimedRequest[];
  /** Stop as soon as this holds and all commands were carried out; null: only `forMs` counts. */
  readonly until: Expression | null;
  /** Longest virtual time of the run, in ms. */
  readonly forMs: number;
}

/** `point`: an option, or a click on the stage; `order`, `set`: some of the options, in one text. */
export type AnswerType = 'choice' | 'number' | 'text' | 'point' | 'order' | 'set';

export interface Choice {
  /** What the answer's expression says when this is right; for `point` a target, as `type:id`. */
  readonly value: string;
  /** HTML. */
  readonly label: string;
  /** What may be clicked on the stage instead, as `type:id`; null: nothing. */
  readonly target: string | null;
}

/** Predict, run, compare. */
export interface Prediction {
  readonly type: 'predict';
  /** HTML. */
  readonly question: string;
  readonly answerType: AnswerType;
  readonly choices: readonly Choice[];
  /** A number may be so far from the answer. */
  readonly tolerance: number;
  /** Of a number, such as `s`; '' when it is a plain count. */
  readonly unit: string;
  readonly run: RunPlan;
  /** Evaluated after the run. */
  readonly answer: Expression;
  /** HTML, shown with the comparison. */
  readonly explanation: string;
  /** A wrong answer → why people think so, and what speaks against it. HTML. */
  readonly because: Readonly<Record<string, string>>;
  /** What decides: lit up after the run, each worth a `type:id`. */
  readonly evidence: readonly Expression[];
  /** The same run with something else done, for comparison. */
  readonly compare: readonly { readonly label: string; readonly run: RunPlan }[];
  /** The same question with other values, for those who were wrong. */
  readonly variants: readonly Prediction[];
  /** An older rule in another story: the step that taught it, as `2.6`; null otherwise. */
  readonly recalls: string | null;
}

/** Commands that bring something about, and how long they take. */
export interface Solution {
  readonly name: string;
  readonly commands: readonly TimedRequest[];
  readonly takesMs: number;
}

export interface Hint {
  readonly when: Expression | null;
  /** HTML. */
  readonly say: string;
}

/** Something to bring about on the stage, checked by its state. */
export interface Task {
  readonly type: 'do';
  /** HTML. */
  readonly task: string;
  readonly check: Expression;
  /** The first hint whose condition holds is shown on request. */
  readonly hints: readonly Hint[];
  readonly solution: Solution;
  /** HTML, shown when it is done. */
  readonly explanation: string;
}

/** A goal with limits and more than one way to it, graded by what became of the records. */
export interface Challenge {
  readonly type: 'challenge';
  /** HTML. */
  readonly task: string;
  /** Done at the first moment at which this holds. */
  readonly goal: Expression;
  /** What must hold at every moment, each with what to say when it does not. */
  readonly always: readonly { readonly condition: Expression; readonly say: string }[];
  /** Virtual time, in ms. */
  readonly withinMs: number;
  /** With so many commands it can be done. */
  readonly par: number;
  /** A second, harder goal for those who want it. */
  readonly star: { readonly goal: Expression; readonly say: string } | null;
  readonly hints: readonly Hint[];
  readonly solutions: readonly Solution[];
  /** What seems to work and does not: after it `shows` holds, and the goal does not. */
  readonly traps: readonly (Solution & { readonly shows: Expression; readonly say: string })[];
  /** HTML, shown when it is done. */
  readonly explanation: string;
}

/** Only to be read and watched; done when the learner goes on. */
export interface Reading {
  readonly type: 'read';
}

export type Activity = Prediction | Task | Challenge | Reading;

/** A control that the lesson's panel offers. */
export type Control =
  | {
      readonly type: 'produce';
      readonly producer: string;
      readonly topic: string;
      /** Let the learner choose the key. */
      readonly withKey: boolean;
      /** Keys to begin with, one after the other. */
      readonly keys: readonly string[];
      readonly label: string;
      /** Show murmur2 and the remainder for so many partitions; 0: do not. */
      readonly hashFor: number;
    }
  | {
      readonly type: 'command';
      readonly label: string;
      readonly commands: readonly TimedRequest[];
    }
  /** One of several values for something, such as a config. */
  | {
      readonly type: 'knob';
      readonly label: string;
      readonly options: readonly { readonly label: string; readonly request: KafkaRequest }[];
    }
  /** Arms a fault for packets that are still to be sent. */
  | {
      readonly type: 'fault';
      readonly label: string;
      readonly request: Extract<KafkaRequest, { type: 'fault.arm' }>;
    }
  /** Shows murmur2 byte by byte on a key that the learner types. */
  | { readonly type: 'murmur2'; readonly partitions: readonly number[] }
  /** Shows where each of some keys goes, for some numbers of partitions. */
  | {
      readonly type: 'seats';
      readonly keys: readonly string[];
      readonly partitions: readonly number[];
    };

export interface LessonStep {
  readonly title: string;
  /** HTML made from the lesson's own Markdown. */
  readonly html: string;
  /** Things on the stage to look at, as `type:id`. */
  readonly watchFor: readonly string[];
  readonly controls: readonly Control[];
  /** A world of its own, for an older idea in another story; null: the lesson’s. */
  readonly scenario: Scenario | null;
  /** The view to show; null: as it is. */
  readonly view: ViewId | null;
  /** What to select, as `type:id`; null: as it is. */
  readonly select: string | null;
  /** How fast time runs; null: so that nobody waits long. */
  readonly speed: Speed | null;
  /** The terminal is open, and these tools are needed there; null: it is not. */
  readonly terminal: readonly string[] | null;
  readonly activity: Activity;
  /** Line of its heading in the file, for messages. */
  readonly line: number;
}

/** The clients in whose code a lesson ends. */
export const CODE_CLIENTS = ['kafka-python', 'confluent-kafka', 'java', 'cli'] as const;
export type CodeClient = (typeof CODE_CLIENTS)[number];

/** The same thing as a program. */
export interface CodeSample {
  readonly client: CodeClient;
  readonly text: string;
  readonly line: number;
}

/** How long the longest part of a text is that may precede what moves, and of a step in all. */
export const WORDS_BEFORE = 60;
export const WORDS_OF_STEP = 90;

export interface Lesson {
  /** File name without `.md`, such as `01-why-a-log`. */
  readonly id: string;
  readonly title: string;
  /** What a learner would type into a search. */
  readonly question: string;
  readonly minutes: number;
  /** A draft is on nobody's path yet. */
  readonly isDraft: boolean;
  /** The view of the stage that it opens with. */
  readonly view: ViewId;
  /** `plain`: the stage writes whole words, not Kafka's short forms. */
  readonly labels: 'plain' | 'kafka';
  readonly scenario: Scenario;
  /** Whether it needs Kafka’s command-line tools, which a page loads when it must. */
  readonly usesTools: boolean;
  /** HTML before the first step. */
  readonly introHtml: string;
  readonly steps: readonly LessonStep[];
  /** One sentence to take home; HTML. */
  readonly takeHome: string;
  readonly code: readonly CodeSample[];
  /** Words that it explains, as the glossary has them. */
  readonly teaches: readonly string[];
  /** Changes when anything that a learner's deeds rest on changes. */
  readonly fingerprint: string;
}
