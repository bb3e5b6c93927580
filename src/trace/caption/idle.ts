// What is said while nothing happens: what is waited for, and by which config.
import { readNumber } from '#kafka/protocol/configs.ts';
import { nodeIds } from '#kafka/protocol/node-id.ts';
import { topicPartitionKey } from '#kafka/protocol/topic-partition.ts';
import { type Frame, isRunning, partitionAt, type PartitionFrame } from '#trace/frame.ts';
import { fencedInMs } from './engine.ts';
import { consumersOf, leaderOf, partitionName, silentInIsr } from './facts.ts';
import { type CaptionMoment, nextEvent, type Telling, telling } from './rule.ts';
import { brokersOf, countOf, listOf, numberWord, timeOf } from './words.ts';

/** Shorter work is over before it is read. */
const WORK_LEAST_MS = 20;
/** A group that has no more records than these before it reads as fast as they come. */
const KEEPING_UP = 8;

function partitionsOf(frame: Frame): readonly PartitionFrame[] {
  return [...frame.topics.values()]
    .filter((topic) => !topic.isInternal)
    .flatMap((one) => one.partitions);
}

/** A broker that is silent, and that nobody has noticed yet. */
function silentBroker(moment: CaptionMoment): Telling | null {
  const { frame } = moment;
  for (const partition of partitionsOf(frame)) {
    const [silent] = silentInIsr(frame, partition);
    const leader = leaderOf(partition);
    if (
      silent === undefined ||
      leader === undefined ||
      !isRunning(frame.brokers.get(leader.broker))
    )
      continue;
    if (leader.logEndOffset <= leader.highWatermark || leader.role !== 'leader') continue;
    const about = [partitionName(partition), `broker:${silent}`];
    const after = leader.highWatermark === 0 ? '' : ` after record ${leader.highWatermark - 1}`;
    const where = ` of ${topicPartitionKey(partition)}`;
    return telling(
      `Nothing${after}${where} can become visible:`,
      ` ${brokersOf([silent])} is silent, but still in the ISR.`,
      ...about,
    );
  }
  for (const broker of frame.brokers.values()) {
    if (broker.status === 'running' || broker.registration !== 'unfenced') continue;
    const inMs = fencedInMs(moment, broker.id);
    if (inMs === null) continue;
    return telling(
      `No heartbeat comes from broker ${broker.id}.`,
      ` Its session runs out in ${timeOf(inMs)} (broker.session.timeout.ms).`,
      `broker:${broker.id}`,
    );
  }
  return null;
}

function silentConsumer(moment: CaptionMoment): Telling | null {
  for (const { spec, status } of moment.frame.consumers.values()) {
    if (status !== 'crashed' && status !== 'paused') continue;
    const left = nextEvent(
      moment,
      (event) => event.type === 'member.left' && event.data.clientId === spec.id,
    );
    if (left === null) continue;
    const inMs = (left.atUs - moment.frame.atUs) / 1_000;
    return telling(
      `No heartbeat comes from ${spec.id}.`,
      ` Its session runs out in ${timeOf(inMs)} (session.timeout.ms).`,
      `consumer:${spec.id}`,
    );
  }
  return null;
}

function leaderless({ frame }: CaptionMoment): Telling | null {
  const partition = partitionsOf(frame).find(({ state }) => state.leader === -1);
  if (partition === undefined) return null;
  const key = topicPartitionKey(partition);
  return telling(
    `${key} has no leader.`,
    ' Producers and consumers ask for new metadata, and wait.',
    partitionName(partition),
  );
}

function rebalancing({ frame }: CaptionMoment): Telling | null {
  for (const group of frame.groups.values()) {
    const about = `group:${group.id}`;
    if (group.state === 'PreparingRebalance') {
      return telling(`Group ${group.id} waits`, ' for its members to join.', about);
    }
    if (group.state === 'CompletingRebalance') {
      return telling(`Group ${group.id} waits`, ' for its leader’s assignment.', about);
    }
  }
  return null;
}

/** A batch that waits for its linger time or its retry backoff. */
function waitingBatch(moment: CaptionMoment): Telling | null {
  const { frame } = moment;
  for (const { spec, pending, inFlight, status } of frame.producers.values()) {
    if (status !== 'running' || pending.size === 0 || inFlight.size > 0) continue;
    const node = nodeIds.producer(spec.id);
    const next = nextEvent(
      moment,
      (event) => event.node === node && event.type !== 'machine.transitioned',
    );
    if (next?.type !== 'timer.fired' || next.data.timer !== 'sender') continue;
    const ms = (next.atUs - frame.atUs) / 1_000;
    // Where records come all the time, nobody waits for one.
    if (spec.recordsPerSecond > 0 && ms < WORK_LEAST_MS) continue;
    const lingerMs = readNumber('producer', spec.configs, 'linger.ms');
    const about = `producer:${spec.id}`;
    if (ms <= lingerMs) {
      return telling(
        `${spec.id} waits ${timeOf(ms)} more:`,
        ' another record may still join this batch.',
        about,
      );
    }
    return telling(
      `${spec.id} waits ${timeOf(ms)}`,
      ' before it sends again (retry.backoff.ms).',
      about,
    );
  }
  return null;
}

function working({ frame }: CaptionMoment): Telling | null {
  for (const { spec, processing, status } of frame.consumers.values()) {
    if (processing === null || status !== 'running') continue;
    const ms = (processing.untilUs - frame.atUs) / 1_000;
    if (ms < WORK_LEAST_MS) continue;
    return telling(
      `${spec.id} works on its records`,
      ` for ${timeOf(ms)} more. It does not poll meanwhile.`,
      `consumer:${spec.id}`,
    );
  }
  return null;
}

/** Producers that send by themselves, and how far behind their readers are. */
function dailyWork({ frame }: CaptionMoment): Telling | null {
  const senders = [...frame.producers.values()].filter(
    (one) => isRunning(one) && one.spec.recordsPerSecond > 0,
  );
  if (senders.length === 0) return null;
  const rate = senders.reduce((sum, { spec }) => sum + spec.recordsPerSecond, 0);
  const names = senders.length > 3 ? 'The producers' : listOf(senders.map(({ spec }) => spec.id));
  const verb = senders.length === 1 ? 'sends' : 'send';
  const amount = rate === 1 ? 'a record' : `${numberWord(rate)} records`;
  const meaning = rate < 1 ? '' : readingWords(frame);
  return telling(`${names} ${verb} ${rate < 1 ? 'now and then' : `${amount} a second`}.`, meaning);
}

/** Whether the first group that reads has read everything. */
function readingWords(frame: Frame): string {
  for (const group of frame.groups.values()) {
    const readers = consumersOf(frame, group.id);
    if (readers.length === 0) continue;
    let behind = 0;
    for (const { positions } of readers) {
      for (const [key, position] of positions) {
        const partition = partitionAt(frame, key);
        const leader = partition === undefined ? undefined : leaderOf(partition);
        behind += Math.max(0, (leader?.highWatermark ?? position) - position);
      }
    }
    return behind <= KEEPING_UP
      ? ` Group ${group.id} keeps up.`
      : ` Group ${group.id} has ${countOf(behind, 'record')} still to read.`;
  }
  return '';
}

function quiet({ frame }: CaptionMoment): Telling {
  const readers = [...frame.consumers.values()].filter(isRunning);
  const isSending = [...frame.producers.values()].some(({ pending }) => pending.size > 0);
  if (isSending) return telling('Records are on their way.', '');
  if (readers.length === 0) return telling('Nothing is on its way.', ' Nobody reads.');
  const isOne = readers.length === 1;
  const who = isOne ? `${readers[0]?.spec.id ?? ''} asks` : 'The consumers ask';
  return telling('No record is on its way.', ` ${who} for more again and again.`);
}

const RULES = [
  silentBroker,
  leaderless,
  silentConsumer,
  rebalancing,
  waitingBatch,
  working,
  dailyWork,
];

/** What is said at a moment at which nothing happens. */
export function idleTelling(moment: CaptionMoment): Telling {
  for (const rule of RULES) {
    const told = rule(moment);
    if (told !== null) return told;
  }
  return quiet(moment);
}
