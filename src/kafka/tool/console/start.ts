// What comes of calling a tool that is a producer or a consumer: the client that it is, and what its
// terminal prints of it.
import type { ConsumerSpec, ProducerSpec } from '#kafka/commands.ts';
import type { Output } from '#kafka/tool/tool.ts';
import type { Properties } from './formatter.ts';

/** What kafka-console-consumer, or the consumer's perf test, makes of the records it reads. */
export interface ConsumerEnd {
  readonly tool: string;
  /** null: the perf test prints none of them. */
  readonly format: Properties | null;
  /** null: as many as there are. */
  readonly maxMessages: number | null;
  /** So long it waits for the next one; null: for ever. */
  readonly timeoutMs: number | null;
  /** Where it begins in the partition that it was given; null: by auto.offset.reset. */
  readonly startOffset: number | null;
  readonly epochMs: number;
}

/** What kafka-console-producer reads lines by, or what the producer's perf test counts. */
export interface ProducerEnd {
  readonly tool: string;
  /** null: the perf test makes its records by itself. */
  readonly reader: Properties | null;
  /** What was piped into it; null: a person types. */
  readonly stdin: string | null;
  /** Ends when so many records are acknowledged; null: with its input. */
  readonly recordCount: number | null;
}

/** What a call comes to before anything is asked. */
export type Start =
  | {
      readonly type: 'consumer';
      readonly spec: ConsumerSpec;
      readonly end: ConsumerEnd;
      readonly output: readonly Output[];
    }
  | {
      readonly type: 'producer';
      readonly spec: ProducerSpec;
      readonly end: ProducerEnd;
      readonly output: readonly Output[];
    };

/** `key=value` entries; one without `=` has the value ''. */
export function propertiesOf(entries: readonly string[]): Properties {
  return Object.fromEntries(
    entries.map((entry) => {
      const equals = entry.indexOf('=');
      return equals === -1 ? [entry, ''] : [entry.slice(0, equals), entry.slice(equals + 1)];
    }),
  );
}
