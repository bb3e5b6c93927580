// Who has a lane: everybody while there is room, else those who act. In the order producers, brokers,
// controllers, consumers, so that messages between neighbours are short.
import {
  type ConsumerFrame,
  type ControllerFrame,
  type Frame,
  isRunning,
  partitionKey,
  type ProducerFrame,
} from '#trace/frame.ts';
import type { Exchange } from '#trace/chronicle/exchanges.ts';

export interface Participant {
  /** Sim node id. */
  readonly node: string;
  readonly type: 'producer' | 'broker' | 'controller' | 'consumer' | 'client';
  readonly id: string;
  readonly name: string;
  /** What it is to the others; the shorter ones for where there is less room. */
  readonly roles: readonly string[];
  readonly isDown: boolean;
}

export interface Lane extends Participant {
  readonly x: number;
  /** From one lane to the next. */
  readonly pitch: number;
}

function rolesOf(frame: Frame, broker: number): readonly string[] {
  const led: string[] = [];
  const topics = [...frame.topics.values()].filter(({ isInternal }) => !isInternal);
  for (const { partitions } of topics) {
    for (const { topic, partition, state } of partitions) {
      if (state.leader === broker) {
        led.push(topics.length === 1 ? String(partition) : partitionKey(topic, partition));
      }
    }
  }
  const groups = [...frame.groups.values()].filter(({ coordinator }) => coordinator === broker);
  const leads = led.length === 0 ? [] : [`leads ${led.length <= 4 ? led.join(', ') : led.length}`];
  const coordinates = groups.map(({ id }) => `coordinates ${id}`);
  if (coordinates.length > 0) {
    return [[...coordinates, ...leads].join(', '), ...coordinates, 'coordinator'];
  }
  if (leads.length > 0) return leads;
  return [frame.controllers.get(broker)?.isActive === true ? 'active controller' : 'follower'];
}

function brokersOf(frame: Frame): readonly Participant[] {
  return [...frame.brokers.values()].map((broker) => ({
    node: `broker-${broker.id}`,
    type: 'broker',
    id: String(broker.id),
    name: `Broker ${broker.id}`,
    roles: isRunning(broker) ? rolesOf(frame, broker.id) : [broker.status],
    isDown: !isRunning(broker),
  }));
}

/** Everybody who can have a lane, in their order. A controller within a broker has the broker's. */
export function participantsOf(frame: Frame): readonly Participant[] {
  const controllers = [...frame.controllers.values()].filter(({ id }) => !frame.brokers.has(id));
  return [
    ...[...frame.producers.values()].map(producerOf),
    ...brokersOf(frame),
    ...controllers.map(controllerOf),
    ...[...frame.consumers.values()].map((consumer) => consumerOf(consumer, frame.groups.size > 1)),
  ];
}

function producerOf(producer: ProducerFrame): Participant {
  const { id, configs } = producer.spec;
  const acks = `acks=${configs['acks'] ?? 'all'}`;
  return {
    node: `producer-${id}`,
    type: 'producer',
    id,
    name: id,
    roles: isRunning(producer) ? [`producer, ${acks}`, acks] : [producer.status],
    isDown: !isRunning(producer),
  };
}

function controllerOf(controller: ControllerFrame): Participant {
  const { id, isActive, status } = controller;
  return {
    node: `controller-${id}`,
    type: 'controller',
    id: String(id),
    name: `Controller ${id}`,
    roles: isRunning(controller)
      ? isActive
        ? ['active controller', 'active']
        : ['voter']
      : [status],
    isDown: !isRunning(controller),
  };
}

function consumerOf(consumer: ConsumerFrame, areGroupsNamed: boolean): Participant {
  const { id, group } = consumer.spec;
  const owned = consumer.owned.map(({ partition }) => partition);
  const owns = owned.length === 0 ? 'owns nothing' : `owns ${owned.join(', ')}`;
  return {
    node: `consumer-${id}`,
    type: 'consumer',
    id,
    name: areGroupsNamed ? id : id.replace(`${group ?? ''}-`, ''),
    roles: isRunning(consumer) ? [`${group ?? 'alone'}, ${owns}`, owns] : [consumer.status],
    isDown: !isRunning(consumer),
  };
}

/** A controller that shares the process of a broker speaks on the broker's lane. */
export function laneOf(frame: Frame, node: string): string {
  const [, id] = /^controller-(\d+)$/.exec(node) ?? [];
  return id !== undefined && frame.brokers.has(Number(id)) ? `broker-${id}` : node;
}

/** What changes something matters more than what goes on all the time. */
const WEIGHTS: Partial<Record<Exchange['kind'], number>> = {
  group: 8,
  controllers: 4,
  administration: 8,
  offsets: 2,
};

/** How much each node has to do with what is shown. */
function countsOf(frame: Frame, exchanges: readonly Exchange[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { request, kind } of exchanges) {
    for (const node of [laneOf(frame, request.from), laneOf(frame, request.to)]) {
      counts.set(node, (counts.get(node) ?? 0) + (WEIGHTS[kind] ?? 1));
    }
  }
  return counts;
}

/** Those that matter most, when there is not room for all: who speaks most in what is shown. */
export function chooseLanes(
  frame: Frame,
  exchanges: readonly Exchange[],
  room: number,
  chosen: readonly string[] | null,
): readonly Participant[] {
  const all = participantsOf(frame);
  if (chosen !== null) return all.filter(({ node }) => chosen.includes(node)).slice(0, room);
  const counts = countsOf(frame, exchanges);
  // Controllers of their own come in when they are spoken to.
  const wanted = all.filter(({ node, type }) => type !== 'controller' || counts.has(node));
  if (wanted.length <= room) return wanted;
  const ranked = wanted
    .map((participant, index) => ({ participant, index, count: counts.get(participant.node) ?? 0 }))
    .sort((a, b) => b.count - a.count || a.index - b.index)
    .slice(0, room);
  return ranked.sort((a, b) => a.index - b.index).map(({ participant }) => participant);
}

/** Lanes side by side, from the first one's middle to the last one's. */
export function placeLanes(
  participants: readonly Participant[],
  left: number,
  right: number,
): readonly Lane[] {
  const pitch = (right - left) / Math.max(1, participants.length - 1);
  return participants.map((participant, index) => ({
    ...participant,
    x: participants.length === 1 ? (left + right) / 2 : left + index * pitch,
    pitch: participants.length === 1 ? right - left : pitch,
  }));
}
