// The topics that were described: their partitions, where the replicas lie, who is in sync, what is configured.
import type { Configs } from '#kafka/protocol/configs.ts';
import { usableConfigs } from './configs.ts';
import type { Printed } from './lines.ts';

export interface BroughtTopic {
  readonly name: string;
  readonly partitions: number;
  readonly replicationFactor: number;
  /** By partition; empty when only the heading or a group names the topic. */
  readonly replicas: readonly (readonly number[])[];
  readonly isrs: readonly (readonly number[])[];
  readonly configs: Configs;
}

/** Partitions that a sentence names. */
const MOST_NAMED = 6;

interface Gathered {
  heading: Extract<Printed, { type: 'topic' }> | null;
  readonly partitions: Map<number, Extract<Printed, { type: 'partition' }>>;
  /** Of the partitions that groups have read. */
  highestRead: number;
  readonly configs: Record<string, string>;
}

/** All topics that any line names. */
export function topicsOf(printed: readonly Printed[], told: string[]): readonly BroughtTopic[] {
  const all = new Map<string, Gathered>();
  const at = (name: string): Gathered => {
    const found = all.get(name) ?? {
      heading: null,
      partitions: new Map<number, Extract<Printed, { type: 'partition' }>>(),
      highestRead: -1,
      configs: {},
    };
    all.set(name, found);
    return found;
  };
  for (const one of printed) {
    switch (one.type) {
      case 'topic':
        at(one.topic).heading = one;
        Object.assign(at(one.topic).configs, Object.fromEntries(one.configs));
        break;
      case 'partition':
        at(one.topic).partitions.set(one.partition, one);
        break;
      case 'offset': {
        const topic = at(one.topic);
        topic.highestRead = Math.max(topic.highestRead, one.partition);
        break;
      }
      case 'config':
        if (one.entity.type === 'topic' && one.isSet)
          at(one.entity.name).configs[one.name] = one.value;
    }
  }
  return [...all].map(([name, gathered]) => topicFrom(name, gathered, told));
}

function topicFrom(name: string, gathered: Gathered, told: string[]): BroughtTopic {
  const { heading, partitions, highestRead } = gathered;
  const count = Math.max(
    heading?.partitions ?? 0,
    Math.max(-1, ...partitions.keys()) + 1,
    highestRead + 1,
    1,
  );
  const [some] = partitions.values();
  const replicationFactor = heading?.replicationFactor ?? some?.replicas.length ?? 1;
  if (heading === null && some === undefined) {
    told.push(
      `${name} is in no output of kafka-topics: ${count} partition${count === 1 ? '' : 's'} with one replica assumed.`,
    );
  }
  const isWhole = partitions.size === count;
  if (!isWhole && partitions.size > 0) {
    const missing = Array.from({ length: count }, (_, index) => index).filter(
      (index) => !partitions.has(index),
    );
    const named =
      missing.slice(0, MOST_NAMED).join(', ') + (missing.length > MOST_NAMED ? ' …' : '');
    told.push(
      `${name}: where partition ${named} lies is not said, so all of the topic is placed as Kafka would.`,
    );
  }
  const ordered = isWhole ? [...partitions].sort(([a], [b]) => a - b).map(([, one]) => one) : [];
  const sizes = new Set(ordered.map(({ replicas }) => replicas.length));
  if (sizes.size > 1) {
    told.push(
      `${name} has partitions with different numbers of replicas: they are moved just now, or were badly.`,
    );
  }
  return {
    name,
    partitions: count,
    replicationFactor,
    replicas:
      sizes.size > 1
        ? ordered.map(({ replicas }) => replicas.slice(0, Math.min(...sizes)))
        : ordered.map(({ replicas }) => replicas),
    isrs: ordered.map(({ isr }) => isr),
    configs: usableConfigs('topic', gathered.configs, name, told),
  };
}
