// What is wrong with a request before it is asked: it names what is not there, a name that is taken, or
// configs that no client of Kafka would start with. What is for Kafka to refuse is left to Kafka.
import { type Problem, renderValue } from '#base/problem.ts';
import type { KafkaRequest } from '#kafka/commands.ts';
import { nodeIds } from '#kafka/protocol/node-id.ts';
import { checkCommandConfigs } from '#scenario/check-commands.ts';
import { checkNodes, checkReference, type NodeNames } from '#scenario/check-names.ts';
import type { Frame } from '#trace/frame.ts';

const WHOLE = 'this cluster';

/** Everything that has ever run in the cluster: what ended keeps its name. */
function nodesIn({ brokers, controllers, producers, consumers }: Frame): NodeNames {
  return {
    broker: [...brokers.keys()].map(String),
    controller: [...controllers.keys()].map(String),
    producer: [...producers.keys()],
    consumer: [...consumers.keys()],
  };
}

/** Node ids as links name them. */
function linkEndsIn({ brokers, controllers, producers, consumers }: Frame): readonly string[] {
  return [
    ...[...brokers.keys()].map(nodeIds.broker),
    ...[...controllers.keys()].map(nodeIds.controller),
    ...[...producers.keys()].map(nodeIds.producer),
    ...[...consumers.keys()].map(nodeIds.consumer),
    nodeIds.admin,
  ];
}

function checkFree(id: string | number, taken: readonly string[], path: string): Problem[] {
  if (!taken.includes(String(id))) return [];
  return [
    {
      path,
      rule: 'must be new: the names of those that left are not given again',
      got: renderValue(id),
      hint: 'Give it another name.',
    },
  ];
}

function checkOnItsWay(packet: number, { packets }: Frame, path: string): Problem[] {
  if (packets.has(packet)) return [];
  const hint = 'It has arrived, or was lost. Step back to catch it.';
  return [{ path, rule: 'must be on its way', got: renderValue(packet), hint }];
}

/** All that is wrong with a request to the cluster of `frame`; empty when it may be asked. */
export function checkRequest(request: KafkaRequest, frame: Frame): readonly Problem[] {
  const { type } = request;
  if (frame.endedAtUs !== null) {
    const rule = 'cannot be done: time stands still, and the run has ended';
    return [{ path: type, rule, got: '', hint: 'Undo what was changed last.' }];
  }
  const nodes = nodesIn(frame);
  const problems = checkNodes(request, nodes, type, WHOLE);
  switch (request.type) {
    case 'cluster.create':
      return [{ path: type, rule: 'must come first: there is a cluster', got: '', hint: '' }];
    case 'broker.add':
      return checkFree(request.data.id, nodes.broker, `${type}.id`);
    case 'producer.add':
      return [
        ...checkFree(request.data.id, nodes.producer, `${type}.id`),
        ...checkCommandConfigs(request, type),
      ];
    case 'consumer.add':
      return [
        ...checkFree(request.data.id, nodes.consumer, `${type}.id`),
        ...checkCommandConfigs(request, type),
      ];
    case 'producer.alter':
    case 'consumer.alter':
      return [...problems, ...checkCommandConfigs(request, type)];
    case 'tool.run':
      return checkFree(request.data.id, [...frame.tools.keys()], `${type}.id`);
    case 'packet.drop':
    case 'packet.delay':
      return checkOnItsWay(request.data.packet, frame, `${type}.packet`);
    case 'link.cut':
    case 'link.heal': {
      const known = linkEndsIn(frame);
      const { a, b } = request.data;
      return [a, b].flatMap((end) => checkReference(end, known, type, `a node of ${WHOLE}`));
    }
    case 'fault.arm': {
      const known = linkEndsIn(frame);
      const ends = [request.data.from, request.data.to].filter((end) => end !== null);
      return ends.flatMap((end) => checkReference(end, known, type, `a node of ${WHOLE}`));
    }
    default:
      return problems;
  }
}
