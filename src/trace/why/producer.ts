// Why a producer's records are not acknowledged yet, and what became of those that were.
import type { RequestBody } from '#kafka/protocol/api.ts';
import { nodeIds } from '#kafka/protocol/node-id.ts';
import { readConfig } from '#kafka/protocol/configs.ts';
import type { ModelledConfig } from '#kafka/protocol/modelled-configs.ts';
import { partitionKey } from '#kafka/protocol/topic-partition.ts';
import { leaderReplica, partitionAt, type ProducerFrame } from '#trace/frame.ts';
import { minIsr } from '#trace/frame-settings.ts';
import { count, type Fact, type Finding, now, set, since } from './answer.ts';
import type { Past } from './memory.ts';
import { cutBetween, silenceOf } from './process.ts';

export function producerFinding(past: Past, producer: ProducerFrame): Finding {
  const { spec } = producer;
  const node = nodeIds.producer(spec.id);
  const silence = silenceOf(past, node);
  const facts: Fact[] = silence === undefined ? [] : [silence];
  const waiting = new Map<string, string[]>();
  for (const { recordId, topic, partition } of producer.pending.values()) {
    const key = partitionKey(topic, partition);
    const ids = waiting.get(key) ?? [];
    waiting.set(key, ids);
    ids.push(recordId);
  }
  for (const [key, ids] of waiting) facts.push(...waitingFacts(past, producer, key, ids));
  const error = past.last(
    (event) =>
      (event.type === 'batch.retried' && event.data.producer === spec.id) ||
      (event.type === 'batch.completed' &&
        event.data.producer === spec.id &&
        event.data.errorCode !== 'NONE'),
  );
  if (error !== undefined && producer.lastError !== null) {
    facts.push(
      since(
        error,
        error.type === 'batch.retried'
          ? `The last answer was ${producer.lastError}; it tries again after ${error.data.backoffMs} ms (attempt ${error.data.attempt}).`
          : `It gave up a batch: ${producer.lastError}.`,
      ),
    );
  }
  facts.push(...lossFacts(past, producer));
  return {
    headline: `${producer.ackedCount} of ${producer.createdCount} records are acknowledged.`,
    facts,
    last: producer.lastError === null ? undefined : error,
  };
}

/** What records for a partition wait for. */
function waitingFacts(
  past: Past,
  producer: ProducerFrame,
  key: string,
  ids: readonly string[],
): Fact[] {
  const { frame } = past;
  const node = nodeIds.producer(producer.spec.id);
  const partition = partitionAt(frame, key);
  const many = `${count(ids.length, 'record')} for ${key}`;
  const wait = ids.length === 1 ? 'waits' : 'wait';
  if (partition === undefined) return [now(`${many} ${wait}: the topic is not there.`)];
  const { leader, isr } = partition.state;
  const sent = past.lastOf('request.sent', ({ body }, event) => {
    if (event.node !== node) return false;
    const request = body as RequestBody<'Produce'>;
    return request.partitions.some((one) => partitionKey(one.topic, one.partition) === key);
  });
  const open = sent !== undefined && producer.inFlight.has(sent.data.packet) ? sent : undefined;
  if (leader === -1) return [now(`${many} ${wait}: the partition has no leader.`)];
  if (open !== undefined && open.data.to !== nodeIds.broker(leader)) {
    const old = open.data.to.replace('broker-', 'broker ');
    return [
      since(
        open,
        `${many} ${wait}: the request went to ${old}, which does not lead any more. It is sent to broker ${leader} when ${old} answers or request.timeout.ms (${setting(producer, 'request.timeout.ms')}) has passed.`,
      ),
    ];
  }
  const silence =
    silenceOf(past, nodeIds.broker(leader)) ?? cutBetween(past, node, nodeIds.broker(leader));
  if (silence !== undefined) {
    return [now(`${many} cannot go: broker ${leader} leads it.`), silence];
  }
  const acks = setting(producer, 'acks');
  const min = minIsr(frame, partition);
  if (isr.length < min && acks !== '0' && acks !== '1') {
    return [
      now(
        `${many} ${wait}: with acks=all the leader refuses them, as the ISR ${set(isr)} is smaller than min.insync.replicas ${min}.`,
      ),
    ];
  }
  const [first = ''] = ids;
  const fate = past.ledger.fateOf(first);
  const append = fate?.appends.at(-1);
  const highWatermark = leaderReplica(partition)?.highWatermark ?? 0;
  if (append !== undefined && append.broker === leader && append.offset >= highWatermark) {
    const event = past.eventAt(append.atUs, (one) => one.type === 'records.appended');
    return [
      since(
        event,
        `${many} ${wait}: broker ${leader} appended the first at offset ${append.offset}, and with acks=all the answer comes when the high watermark (${highWatermark}) has passed it.`,
      ),
    ];
  }
  return open === undefined
    ? [
        now(
          `${many} ${wait} in a batch: for linger.ms, for an answer to the batches before, or for the next attempt.`,
        ),
      ]
    : [since(open, `${many} ${wait} for the answer of broker ${leader}.`)];
}

function setting({ spec }: ProducerFrame, name: ModelledConfig<'producer'>): string {
  return readConfig('producer', spec.configs, name);
}

/** Records of it that it believes to be written, and that are gone. */
function lossFacts(past: Past, { spec }: ProducerFrame): Fact[] {
  let lost = 0;
  let latest = 0;
  for (const fate of past.ledger.records()) {
    if (fate.producer !== spec.id || fate.outcome !== 'acknowledged' || fate.lostAtUs === null)
      continue;
    lost += 1;
    latest = Math.max(latest, fate.losses.at(-1)?.eventId ?? 0);
  }
  if (lost === 0) return [];
  return [
    since(
      past.trace.at(latest),
      `${count(lost, 'acknowledged record')} of it ${lost === 1 ? 'is' : 'are'} lost: the log of the leader does not have ${lost === 1 ? 'it' : 'them'}.`,
    ),
  ];
}
