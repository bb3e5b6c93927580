// What the inspector says of brokers and controllers.
import { nodeIds } from '#kafka/protocol/node-id.ts';
import { type Frame, isRunning } from '#trace/frame.ts';
import { formatSeconds } from '#ui/format.ts';
import { type Body, facts, list, NOTHING } from './description.ts';

export function describeBroker(frame: Frame, id: number): Body {
  const broker = frame.brokers.get(id);
  if (broker === undefined) return NOTHING;
  const metadataEnd = frame.controllers.get(frame.activeController)?.highWatermark ?? '–';
  let outOfSync = 0;
  let leads = 0;
  let follows = 0;
  for (const topic of frame.topics.values()) {
    for (const { state } of topic.partitions) {
      if (state.replicas.includes(id) && !state.isr.includes(id)) outOfSync += 1;
      if (state.leader === id) leads += 1;
      else if (state.replicas.includes(id)) follows += 1;
    }
  }
  const isUp = broker.status === 'running';
  return {
    states: [
      { text: broker.status, tone: isUp ? 'good' : 'bad' },
      { text: broker.registration, tone: broker.registration === 'unfenced' ? 'good' : 'bad' },
    ],
    facts: facts({
      'broker epoch': broker.brokerEpoch,
      incarnation: broker.incarnationId === '' ? 'not registered' : broker.incarnationId,
      leads: `${leads} partitions`,
      follows: `${follows} partitions`,
      'out of sync': `${outOfSync} replicas`,
      'metadata applied': `${broker.metadataOffset} of ${metadataEnd}`,
      rack: broker.rack ?? 'none',
      disk:
        broker.appendLatencyUs === 0 ? 'healthy' : `${broker.appendLatencyUs / 1_000} ms an append`,
      since: formatSeconds(broker.statusAtUs),
    }),
    configs: [],
    nodeId: nodeIds.broker(id),
  };
}

export function describeController(frame: Frame, id: number): Body {
  const controller = frame.controllers.get(id);
  if (controller === undefined) return NOTHING;
  const { status, state, epoch, leaderId, votedId } = controller;
  const voters = [...frame.controllers.values()];
  const votes = voters.filter((one) => one.epoch === epoch && one.votedId === id);
  const running = voters.filter(isRunning).length;
  const majority = Math.floor(voters.length / 2) + 1;
  return {
    states: [
      { text: status, tone: isRunning(controller) ? 'good' : 'bad' },
      // A dead process is in no state of the quorum.
      ...(isRunning(controller) ? [{ text: state, tone: 'plain' as const }] : []),
      ...(controller.isActive ? [{ text: 'active controller', tone: 'good' as const }] : []),
      ...(running < majority ? [{ text: 'majority lost', tone: 'bad' as const }] : []),
    ],
    facts: facts({
      epoch,
      leader: leaderId === -1 ? 'unknown' : leaderId,
      'active controller': frame.activeController === -1 ? 'none' : frame.activeController,
      'voted for': votedId === -1 ? 'nobody' : votedId,
      'votes for it': list(votes.map((one) => one.id)),
      voters: `${running} of ${voters.length} run, majority ${majority}`,
      'log end offset': controller.logEndOffset,
      'high watermark': controller.highWatermark,
    }),
    configs: [],
    nodeId: nodeIds.controller(id),
  };
}
