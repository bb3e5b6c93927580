// Folds what brokers tell: replicas as they have them, and what they know of the cluster.
import type { BrokerEventMap } from '#kafka/events/broker.ts';
import type { Folds } from './fold.ts';
import { isDown, partitionOf, replicaOf } from './state.ts';

export const BROKER_FOLDS: Folds<keyof BrokerEventMap> = {
  'broker.added'(frame, { atUs, data: { id, rack } }) {
    frame.brokers.set(id, {
      id,
      rack,
      status: 'running',
      statusAtUs: atUs,
      registration: 'unregistered',
      brokerEpoch: -1,
      incarnationId: '',
      metadataOffset: 0,
      appendLatencyUs: 0,
      heartbeatsUs: [],
    });
  },
  'disk.changed'(frame, { data }) {
    const broker = frame.brokers.get(data.broker);
    if (broker !== undefined) broker.appendLatencyUs = data.appendLatencyUs;
  },
  'metadata.applied'(frame, { data }) {
    const broker = frame.brokers.get(data.broker);
    if (broker !== undefined) broker.metadataOffset = data.offset;
  },
  'replica.role-changed'(frame, { data }) {
    const { role, leaderEpoch, broker } = data;
    const replica = replicaOf(frame, data);
    if (replica === undefined) return;
    const known = partitionOf(frame, data);
    if (role === 'none') {
      known?.replicas.delete(broker);
      return;
    }
    replica.role = role;
    replica.leaderEpoch = leaderEpoch;
    replica.followerEndOffsets.clear();
    if (role === 'leader') replica.isr = known?.state.isr ?? [];
  },
  'records.appended'(frame, { data }) {
    const replica = replicaOf(frame, data);
    if (replica === undefined) return;
    replica.log.append(data.batch, data.logEndOffset);
    replica.logEndOffset = data.logEndOffset;
  },
  'log.truncated'(frame, { data }) {
    const replica = replicaOf(frame, data);
    if (replica === undefined) return;
    replica.log.truncate(data.logEndOffset);
    replica.logEndOffset = data.logEndOffset;
    replica.highWatermark = Math.min(replica.highWatermark, data.logEndOffset);
  },
  'highWatermark.advanced'(frame, { data }) {
    const replica = replicaOf(frame, data);
    if (replica !== undefined) replica.highWatermark = data.highWatermark;
  },
  'follower.progressed'(frame, { data }) {
    replicaOf(frame, data)?.followerEndOffsets.set(data.follower, data.logEndOffset);
  },
  'isr.change-requested': null,
  'isr.changed'(frame, { data }) {
    const replica = replicaOf(frame, data);
    if (replica !== undefined) replica.isr = data.isr;
  },
  'request.parked'(frame, { atUs, node, data: { request, api, waitsFor } }) {
    const { received } = frame;
    // Parked while it is received, or as another one is: then it is known already.
    const asked = received?.packet === request ? received : undefined;
    const from = asked?.from ?? frame.parked.get(request)?.from ?? '';
    // It was still on its way when its sender ended: the answer has nobody to go to.
    if (isDown(frame, from)) return;
    const wait = asked?.longestWaitUs ?? null;
    const untilUs = wait === null ? null : atUs + wait;
    frame.parked.set(
      request,
      Object.freeze({ packet: request, api, node, from, waitsFor, sinceUs: atUs, untilUs }),
    );
  },
};
