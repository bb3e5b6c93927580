// Who has a lane: everybody while there is room, else those who act. In the order producers, brokers,
// controllers, consumers, so that messages between neighbours are short.
import { isRunning, type Frame } from '#trace/frame.ts';
import type { Exchange } from '#trace/chronicle/exchanges.ts';
import { partitionKey } from '#trace/frame.ts';

export interface Participant {
  /** Sim node id. */
  readonly node: string;
  readonly type: 'producer' | 'broker' | 'controller' | 'consumer' | 'client';
  readonly id: string;
  readonly name: string;
  /** What it is to the others. */
  readonly role: string;
}

export interface Lane extends Participant {
  readonly x: number;
  /** From one lane to the next. */
  readonly pitch: number;
}

function rolesOf(frame: Frame, broker: number): string {
  const led: string[] = [];
  for (const { isInternal, partitions } of frame.topics.values()) {
    if (isInternal) continue;
    for (const { topic, partition, state } of partitions) {
      if (state.leader === broker) led.push(partitionKey(topic, partition));
    }
  }
  const groups = [...frame.groups.values()].filter(({ coordinator }) => coordinator === broker);
  const roles = [
    ...(led.length === 0
      ? []
      : [led.length <= 2 ? `leads ${led.join(', ')}` : `leads ${led.length}`]),
    ...groups.map(({ id }) => `coordinates ${id}`),
  ];
  if (roles.length > 0) return roles.join(', ');
  return frame.controllers.get(broker)?.isActive === true ? 'active controller' : 'follower';
}

function brokersOf(frame: Frame): readonly Participant[] {
  return [...frame.brokers.values()].map((broker) => ({
    node: `broker-${broker.id}`,
    type: 'broker',
    id: String(broker.id),
    name: `Broker ${broker.id}`,
    role: isRunning(broker) ? rolesOf(frame, broker.id) : broker.status,
  }));
}

/** Everybody who can have a lane, in their order. A controller within a broker has the broker's. */
export function participantsOf(frame: Frame): readonly Participant[] {
  const controllers = [...frame.controllers.values()].filter(({ id }) => !frame.brokers.has(id));
  return [
    ...[...frame.producers.values()].map(({ spec, status }) => ({
      node: `producer-${spec.id}`,
      type: 'producer' as const,
      id: spec.id,
      name: spec.id,
      role: status === 'running' ? `producer, acks=${spec.configs['acks'] ?? 'all'}` : status,
    })),
    ...brokersOf(frame),
    ...controllers.map(({ id, isActive, status }) => ({
      node: `controller-${id}`,
      type: 'controller' as const,
      id: String(id),
      name: `Controller ${id}`,
      role: status !== 'running' ? status : isActive ? 'active controller' : 'voter',
    })),
    ...[...frame.consumers.values()].map(({ spec, status, owned }) => ({
      node: `consumer-${spec.id}`,
      type: 'consumer' as const,
      id: spec.id,
      name: frame.groups.size > 1 ? spec.id : spec.id.replace(`${spec.group ?? ''}-`, ''),
      role:
        status !== 'running'
          ? status
          : owned.length === 0
            ? `${spec.group ?? 'alone'}, owns nothing`
            : `${spec.group ?? 'alone'}, owns ${owned.map(({ partition }) => partition).join(', ')}`,
    })),
  ];
}

/** A controller that shares the process of a broker speaks on the broker's lane. */
export function laneOf(frame: Frame, node: string): string {
  const [, id] = /^controller-(\d+)$/.exec(node) ?? [];
  return id !== undefined && frame.brokers.has(Number(id)) ? `broker-${id}` : node;
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
  const counts = new Map<string, number>();
  for (const { request } of exchanges) {
    for (const node of [laneOf(frame, request.from), laneOf(frame, request.to)]) {
      counts.set(node, (counts.get(node) ?? 0) + 1);
    }
  }
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
