// Packets that the sandbox can lose on purpose: the next of their kind, which nobody could catch by hand.
import type { KafkaCommandMap } from '#kafka/commands.ts';
import type { ApiName } from '#kafka/protocol/api.ts';

interface Loss {
  readonly label: string;
  /** One sentence: what it shows. */
  readonly teaches: string;
  readonly fault: KafkaCommandMap['fault.arm'];
}

function next(kind: 'request' | 'response', api: ApiName): KafkaCommandMap['fault.arm'] {
  return { kind, api, from: null, to: null, action: 'drop', delayMs: 0, times: 1 };
}

export const LOSSES: readonly Loss[] = [
  {
    label: 'Drop the next Produce request',
    teaches: 'Nothing is written, and the producer sends it again once its wait is over.',
    fault: next('request', 'Produce'),
  },
  {
    label: 'Drop the next Produce response',
    teaches: 'The record is written, the producer does not know, and sends it again.',
    fault: next('response', 'Produce'),
  },
  {
    label: 'Drop the next Fetch response',
    teaches: 'A reader or a follower waits for records that were sent already.',
    fault: next('response', 'Fetch'),
  },
  {
    label: 'Drop the next OffsetCommit response',
    teaches: 'The bookmark moved, and the consumer does not know.',
    fault: next('response', 'OffsetCommit'),
  },
];
