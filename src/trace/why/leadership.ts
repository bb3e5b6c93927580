// Why this broker leads a partition, or none does; and what an election cost.
import type { TraceEvent } from '#kafka/events.ts';
import { nodeIds } from '#kafka/protocol/node-id.ts';
import { partitionKey } from '#kafka/protocol/topic-partition.ts';
import { isRunning, type PartitionFrame } from '#trace/frame.ts';
import { topicConfig } from '#trace/frame-settings.ts';
import { count, type Fact, now, set, since } from './answer.ts';
import type { Past } from './memory.ts';
import { noController, silenceOf } from './process.ts';

type PartitionChange = Extract<TraceEvent, { type: 'partition.changed' }>;

/** The latest change of a partition for which `test` holds. */
export function lastChange(
  past: Past,
  { topic, partition }: PartitionFrame,
  test: (data: PartitionChange['data']) => boolean,
): PartitionChange | undefined {
  return past.lastOf(
    'partition.changed',
    (data) => data.state.topic === topic && data.state.partition === partition && test(data),
  );
}

/** The change that made the present leader, or took the last one away. */
export function leaderChange(past: Past, partition: PartitionFrame): PartitionChange | undefined {
  const { leader } = partition.state;
  return lastChange(
    past,
    partition,
    ({ state, previous }) => state.leader === leader && previous?.leader !== leader,
  );
}

/** How the present leader came to lead. */
export function howElected(past: Past, partition: PartitionFrame): Fact[] {
  const { state } = partition;
  const change = leaderChange(past, partition);
  if (change === undefined) return [];
  const { previous, election, reason } = change.data;
  const facts: Fact[] = [];
  const [preferred = -1] = state.replicas;
  if (previous === null) {
    facts.push(since(change, `Broker ${state.leader} leads since the partition was created.`));
  } else {
    const who = `Broker ${state.leader} was elected in leader epoch ${change.data.state.leaderEpoch}`;
    facts.push(
      since(change, `${who}: ${electionWords(election, previous, state.leader)} (${reason}).`),
    );
  }
  if (preferred !== state.leader) {
    facts.push(
      now(
        state.isr.includes(preferred)
          ? `Its preferred leader is broker ${preferred}, the first of the replicas. It is in the ISR: a preferred election gives it the partition.`
          : `Its preferred leader, broker ${preferred}, is not in the ISR.`,
      ),
    );
  }
  return facts;
}

function electionWords(
  election: PartitionChange['data']['election'],
  previous: NonNullable<PartitionChange['data']['previous']>,
  leader: number,
): string {
  switch (election) {
    case 'preferred':
      return 'a preferred election, it is the first of the replicas';
    case 'last known leader':
      return 'ISR and ELR were empty, and it was the last known leader; what its log lacks is lost';
    case 'unclean':
      return 'an unclean election, it was neither in the ISR nor in the ELR; what its log lacks is lost';
    case 'clean':
    case null:
      return previous.isr.includes(leader)
        ? 'a clean election, it was in the ISR'
        : 'a clean election, it was in the ELR and has every committed record';
  }
}

/** Why nobody leads: who may, and what each of them lacks. */
export function whyLeaderless(past: Past, partition: PartitionFrame): Fact[] {
  const { state, topic } = partition;
  const { isr, elr, lastKnownElr } = state;
  const facts: Fact[] = [];
  const [lastKnown] = lastKnownElr;
  let eligible = isr.length > 0 ? isr : elr;
  const isUncleanAllowed = topicConfig(past.frame, topic, 'unclean.leader.election.enable');
  if (isr.length > 0) {
    const others = ' Any other only by an unclean election, which the topic allows.';
    facts.push(
      now(
        `A replica of the ISR ${set(isr)} may lead.${isUncleanAllowed === 'true' ? others : ' No other may.'}`,
      ),
    );
  } else if (elr.length > 0) {
    facts.push(now(`The ISR is empty. ${eligibleWords(past, elr)}`));
  } else if (lastKnown !== undefined) {
    eligible = [lastKnown];
    facts.push(
      now(`ISR and ELR are empty. Only the last known leader, broker ${lastKnown}, may lead.`),
    );
  }
  for (const id of eligible) facts.push(...whyCannotLead(past, id));
  for (const id of state.replicas) {
    if (eligible.includes(id)) continue;
    if (past.frame.brokers.get(id)?.registration !== 'unfenced') continue;
    const restart = leftAfterUnclean(past, partition, id);
    const why = restart === undefined ? '' : ' It came back after a crash, and left the ELR.';
    facts.push(
      since(
        restart,
        `Broker ${id} is unfenced, and may lack committed records: it is not elected (unclean.leader.election.enable=${isUncleanAllowed}).${why}`,
      ),
    );
  }
  const controller = noController(past);
  if (controller !== undefined) facts.push(controller);
  return facts;
}

/** Who is in the ELR has every committed record, as long as it has not lost its last ones since. */
function eligibleWords({ frame }: Past, elr: readonly number[]): string {
  const killed = elr.filter((id) => frame.brokers.get(id)?.status === 'crashed');
  const words = `The ELR ${set(elr)} has every committed record: who of it is back may lead, if it ended in good order.`;
  if (killed.length === 0) return words;
  const which = killed.map((id) => `broker ${id}`).join(', ');
  return `${words} Killed, and out of the ELR once it starts again: ${which}.`;
}

/** The change by which a replica left the ELR, or the ISR, as its broker had ended uncleanly. */
function leftAfterUnclean(
  past: Past,
  partition: PartitionFrame,
  broker: number,
): PartitionChange | undefined {
  return lastChange(
    past,
    partition,
    ({ previous, state, reason }) =>
      reason === 'unclean restart' &&
      (previous?.elr.includes(broker) === true || previous?.isr.includes(broker) === true) &&
      !state.elr.includes(broker) &&
      !state.isr.includes(broker),
  );
}

function whyCannotLead(past: Past, id: number): Fact[] {
  const broker = past.frame.brokers.get(id);
  const silence = silenceOf(past, nodeIds.broker(id));
  if (silence !== undefined) return [silence];
  if (!isRunning(broker) || broker?.registration === 'unfenced') return [];
  return [
    now(
      `Broker ${id} runs and is ${broker?.registration ?? 'unknown'}: it must be unfenced first.`,
    ),
  ];
}

/** Records that were written and are not in the present leader's log, after a change of leaders. */
export function whatWasLost(past: Past, partition: PartitionFrame): Fact[] {
  const { topic, state, replicas } = partition;
  const change = lastChange(past, partition, ({ election }) => election !== null);
  if (change === undefined || state.leader === -1) return [];
  let missing = 0;
  let acknowledged = 0;
  const holders = new Set<number>();
  for (const fate of past.ledger.records()) {
    if (fate.topic !== topic || fate.partition !== partition.partition) continue;
    if (fate.appends.length === 0 || fate.brokers.includes(state.leader)) continue;
    missing += 1;
    if (fate.outcome === 'acknowledged') acknowledged += 1;
    for (const broker of fate.brokers) holders.add(broker);
  }
  if (missing === 0) return [];
  const cut = past.lastOf(
    'log.truncated',
    (data) => data.topic === topic && data.partition === partition.partition,
  );
  const key = partitionKey(topic, partition.partition);
  const among = acknowledged === 0 ? 'none' : String(acknowledged);
  const fate =
    holders.size === 0
      ? 'They are lost.'
      : `Only ${[...holders].map((id) => `broker ${id}`).join(', ')} still has some of them${[...holders].every((id) => replicas.has(id)) ? ', until it truncates its log' : ''}.`;
  return [
    since(
      holders.size === 0 ? (cut ?? change) : change,
      `${count(missing, 'record')} of ${key}, ${among} of them acknowledged, ${missing === 1 ? 'is' : 'are'} not in the log of the leader. ${fate}`,
    ),
  ];
}
