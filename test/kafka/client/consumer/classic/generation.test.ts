// What a member that is thrown out of its generation still knows of itself.
import { expect, test } from 'vitest';
import { resetGeneration } from '#kafka/client/consumer/classic/generation.ts';
import {
  type Consumer,
  createConsumerDisk,
  createConsumerMemory,
} from '#kafka/client/consumer/state.ts';

test.each([
  ['ILLEGAL_GENERATION', 'c-1'],
  ['UNKNOWN_MEMBER_ID', ''],
  ['FENCED_INSTANCE_ID', ''],
] as const)('after %s its id is %j', (errorCode, memberId) => {
  const spec = { id: 'c', group: 'g', topics: ['orders'], processingMs: 1, rack: null };
  const disk = createConsumerDisk({ ...spec, commit: 'auto', configs: {} }, [1]);
  const memory = createConsumerMemory(disk);
  memory.memberId = 'c-1';
  memory.generationId = 4;
  const port = { emit: () => 0, clearTimer: () => undefined, setTimer: () => undefined };
  resetGeneration({ disk, memory, port } as unknown as Consumer, errorCode);
  expect([memory.memberId, memory.generationId]).toEqual([memberId, -1]);
});
