// A broker follows the metadata log: it fetches from the quorum's leader, which it finds by asking one
// controller after the other. Follows `KafkaRaftClient` of an observer.
import { msToUs } from '#base/time.ts';
import { nodeIds } from '#kafka/protocol/node-id.ts';
import type { ResponseBody } from '#kafka/protocol/api.ts';
import { readNumber } from '#kafka/protocol/configs.ts';
import { ask } from '#kafka/broker/state/ask.ts';
import type { Broker } from '#kafka/broker/state/broker-state.ts';
import { applyMetadata } from '#kafka/broker/replica/replica-manager.ts';

/** `KafkaRaftClient.MAX_FETCH_WAIT_MS` */
const FETCH_MAX_WAIT_MS = 500;

export function fetchMetadata(broker: Broker): void {
  const { memory, disk } = broker;
  const { channel } = memory;
  if (channel.fetchRequest !== -1) return;
  const voters = disk.controllers;
  const target =
    channel.leaderId === -1 ? (voters[channel.nextTarget % voters.length] ?? 0) : channel.leaderId;
  channel.fetchRequest = ask(
    broker,
    nodeIds.controller(target),
    {
      api: 'FetchMetadata',
      replicaId: disk.id,
      currentLeaderEpoch: channel.leaderId === -1 ? -1 : channel.leaderEpoch,
      fetchOffset: memory.image.offset,
      lastFetchedEpoch: channel.lastFetchedEpoch,
      highWatermark: memory.image.offset,
      maxWaitMs: FETCH_MAX_WAIT_MS,
    },
    readNumber('broker', disk.configs, 'controller.quorum.request.timeout.ms'),
  );
}

export function handleMetadata(broker: Broker, body: ResponseBody<'FetchMetadata'>): void {
  const { channel } = broker.memory;
  channel.fetchRequest = -1;
  const isNews = body.leaderEpoch > channel.leaderEpoch || channel.leaderId === -1;
  if (isNews) {
    channel.leaderEpoch = Math.max(channel.leaderEpoch, body.leaderEpoch);
    channel.leaderId = body.leaderId;
  }
  if (body.errorCode !== 'NONE') {
    if (body.leaderId === -1) loseLeader(broker);
    fetchAgain(broker);
    return;
  }
  channel.lastFetchedEpoch = body.batches.at(-1)?.epoch ?? channel.lastFetchedEpoch;
  applyMetadata(broker, body.batches);
  fetchMetadata(broker);
}

/** The leader did not answer: another controller may know who leads now. */
export function handleMetadataFailure(broker: Broker): void {
  broker.memory.channel.fetchRequest = -1;
  loseLeader(broker);
  fetchAgain(broker);
}

function loseLeader({ memory }: Broker): void {
  memory.channel.leaderId = -1;
  memory.channel.nextTarget += 1;
}

function fetchAgain({ disk, port }: Broker): void {
  const backoffMs = readNumber('broker', disk.configs, 'controller.quorum.retry.backoff.ms');
  port.setTimer('fetch metadata', msToUs(backoffMs));
}
