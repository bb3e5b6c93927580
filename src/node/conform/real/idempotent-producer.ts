// What a partition's leader remembers of idempotent producers (DescribeProducers), and the configs
// that a producer refuses.
import { describeProblem } from '#base/problem.ts';
import type { TraceEvent } from '#kafka/events.ts';
import type { ConformRunner, FixtureCase } from '#node/conform/runner.ts';
import { parseScenario } from '#scenario/parse.ts';
import { simulate } from './simulate.ts';

interface ProducerCase extends FixtureCase {
  readonly id: string;
  readonly expected: unknown;
}

interface ProducerFile {
  readonly outcome: Readonly<Record<string, unknown>>;
}

/** Three records one by one, five at once, one without idempotence; and a look after each. */
const SENDERS = [
  { producer: 'one', at: ['7s', '8s', '9s'] },
  { producer: 'another', at: ['11s', '11s', '11s', '11s', '11s'] },
  { producer: 'plain', at: ['13s'] },
] as const;
const LOOKS = new Map([
  ['after3Batches', '10s'],
  ['anotherAfterOneBatchOf5', '12s'],
  ['afterOneWithoutIdempotence', '14s'],
]);
const REFUSED = /^refused \[(.*)\]$/;

function scenarioWith(producers: readonly object[], commands: readonly object[] = []): object {
  return {
    ...{ version: 1, name: 'idempotent producers', seed: 7, cluster: { brokers: 3 } },
    topics: [{ name: 'orders', partitions: 1, replicationFactor: 3 }],
    ...{ producers, commands },
  };
}

function producerWith(id: string, configs: Readonly<Record<string, string>>): object {
  return { id, topic: 'orders', keys: 'none', recordsPerSecond: 0, configs };
}

/** The last batch of each idempotent producer in the leader's log, as DescribeProducers tells it. */
function producersAt(until: string): unknown {
  const producers = [
    producerWith('one', {}),
    producerWith('another', { 'linger.ms': '100' }),
    producerWith('plain', { 'enable.idempotence': 'false' }),
  ];
  const record = { type: 'record.produce', topic: 'orders', partition: 0, key: null, value: 'v' };
  const commands = SENDERS.flatMap(({ producer, at }) =>
    at.map((time) => ({ at: time, ...record, producer })),
  );
  const { events } = simulate(scenarioWith(producers, commands), until);
  const last = new Map<number, object>();
  for (const { batch } of events.flatMap(appendedToOrders)) {
    if (batch.producerId === -1) continue;
    last.set(batch.producerId, {
      producerEpoch: batch.producerEpoch,
      lastSequence: batch.baseSequence + batch.records.length - 1,
      coordinatorEpoch: null,
      currentTransactionStartOffset: null,
    });
  }
  return [...last.values()];
}

function appendedToOrders({ type, data }: TraceEvent) {
  const isOurs = type === 'records.appended' && data.topic === 'orders' && data.role === 'leader';
  return isOurs ? [data] : [];
}

/** `enable.idempotence, true, acks, 1`: why a producer with these configs cannot be, or null. */
function refusalOf(pairs: string): string | null {
  const words = pairs.split(', ');
  const configs: Record<string, string> = {};
  for (let index = 0; index + 1 < words.length; index += 2) {
    configs[words[index] ?? ''] = words[index + 1] ?? '';
  }
  const { problems } = parseScenario(scenarioWith([producerWith('one', configs)]));
  return problems.length === 0 ? null : problems.map(describeProblem).join('\n');
}

export const idempotentProducerRunner: ConformRunner = {
  name: 'real-idempotent-producer',
  file: 'idempotent-producer',
  readCases: (file) =>
    Object.entries((file as ProducerFile).outcome).map(([id, expected]): ProducerCase => ({
      id,
      expected,
    })),
  runCase(testCase) {
    const { id, expected } = testCase as ProducerCase;
    const until = LOOKS.get(id);
    if (until !== undefined) return { got: producersAt(until), expected };
    const { errorMessage } = expected as { readonly errorMessage: string };
    const refusal = refusalOf(REFUSED.exec(id)?.[1] ?? '');
    // Our sentence says besides where in the document the config is.
    const isSaid = refusal?.includes(errorMessage.replace(/\.$/, '')) ?? false;
    return { got: isSaid ? errorMessage : refusal, expected: errorMessage };
  },
};
