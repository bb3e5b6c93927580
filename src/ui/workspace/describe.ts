// What the inspector says of a thing: title, states, numbers, configs. Pure reading of the Frame.
import type { Target } from '#stage/scene.ts';
import type { Exchange } from '#trace/chronicle/exchanges.ts';
import { type Frame, partitionAt } from '#trace/frame.ts';
import {
  describeConsumer,
  describeGroup,
  describeProducer,
} from '#ui/workspace/describe/client.ts';
import { describeBroker, describeController } from '#ui/workspace/describe/cluster.ts';
import { type Description, NOTHING } from '#ui/workspace/describe/description.ts';
import { describePacket } from '#ui/workspace/describe/packet.ts';
import {
  describePartition,
  describeRecord,
  describeReplica,
  describeTopic,
} from '#ui/workspace/describe/topic.ts';

/**
 * Everything that the inspector shows of a target, apart from *why*. A packet is described by the
 * exchange that it belongs to.
 */
export function describeTarget(frame: Frame, target: Target, exchange?: Exchange): Description {
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
    case 'packet':
      return describePacket(frame, Number(id), exchange);
  }
}
