// What a call of a consumer group comes to: a draft, which becomes the group once it is written.
import type { ResponseBody } from '#kafka/protocol/api.ts';
import type { ConsumerGroup } from './group.ts';

/** The group as it will be, and what happens once the log has taken it. */
export interface Outcome {
  readonly draft: ConsumerGroup;
  /** null: nobody has asked. */
  readonly answer: ResponseBody | null;
  readonly reason: string;
  readonly afterwards: () => void;
}
