// What the inspector says of a thing: title, states, numbers, configs. Pure reading of the Frame.
import type { Target } from '#stage/scene.ts';
import { type Frame, partitionAt } from '#trace/frame.ts';
import {
  describeConsumer,
  describeGroup,
  describeProducer,
} from '#ui/workspace/describe/client.ts';
import { describeBroker, describeController } from '#ui/workspace/describe/cluster.ts';
import { type Body, type Description, facts, NOTHING } from '#ui/workspace/describe/description.ts';
import {
  describePartition,
  describeRecord,
  describeReplica,
  describeTopic,
} from '#ui/workspace/describe/topic.ts';
import { formatSeconds } from '#ui/format.ts';

function describePacket(frame: Frame, id: number): Body {
  const packet = frame.packets.get(id);
  if (packet === undefined) {
    return { ...NOTHING, states: [{ text: 'no longer on its way', tone: 'plain' }] };
  }
  return {
    states: [
      { text: packet.kind, tone: 'plain' },
      ...(packet.errorCode === 'NONE' ? [] : [{ text: packet.errorCode, tone: 'bad' as const }]),
    ],
    facts: facts({
      API: packet.api,
      from: packet.from,
      to: packet.to,
      sent: formatSeconds(packet.sentAtUs),
      arrives: formatSeconds(packet.deliverAtUs),
      records: packet.cargo.length,
    }),
    configs: [],
    nodeId: packet.from,
  };
}

/** Everything that the inspector shows of a target, apart from *why*. */
export function describeTarget(frame: Frame, target: Target): Description {
  const { id } = target;
  switch (target.type) {
    case 'broker':
      return { title: `Broker ${id}`, ...describeBroker(frame, Number(id)) };
    case 'controller':
      return { title: `Controller ${id}`, ...describeController(frame, Number(id)) };
    case 'topic':
      return { title: `Topic ${id}`, ...describeTopic(frame, id) };
    case 'partition': {
      const partition = partitionAt(frame, id);
      return {
        title: `Partition ${id}`,
        ...(partition === undefined ? NOTHING : describePartition(frame, partition)),
      };
    }
    case 'replica': {
      const [name = '', broker = ''] = id.split('@');
      const partition = partitionAt(frame, name);
      const replica = partition?.replicas.get(Number(broker));
      const title = `${name} on broker ${broker}`;
      return partition === undefined || replica === undefined
        ? { title, ...NOTHING }
        : { title, ...describeReplica(partition, replica) };
    }
    case 'record':
      return { title: `Record ${id.replace('#', ' at offset ')}`, ...describeRecord(frame, id) };
    case 'producer':
      return { title: `Producer ${id}`, ...describeProducer(frame, id) };
    case 'consumer':
      return { title: `Consumer ${id}`, ...describeConsumer(frame, id) };
    case 'group':
      return { title: `Group ${id}`, ...describeGroup(frame, id) };
    case 'packet': {
      const packet = frame.packets.get(Number(id));
      return {
        title: packet === undefined ? `Packet ${id}` : `${packet.api} ${packet.kind}`,
        ...describePacket(frame, Number(id)),
      };
    }
  }
}
