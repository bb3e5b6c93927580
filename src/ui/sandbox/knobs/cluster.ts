// Knobs of the cluster: brokers, partitions, replicas.
import type { KafkaRequest } from '#kafka/commands.ts';
import type { Frame, TopicFrame } from '#trace/frame.ts';
import { ask, type NumberKnob, refuse } from './knob.ts';
import { alterTopic, choiceOfConfig, readTopic } from './config-knobs.ts';
import { brokersDown, mainTopic, runningBrokers } from './living.ts';

const MOST_PARTITIONS = 24;
const MOST_BROKERS = 9;

function addBrokers(frame: Frame, count: number): KafkaRequest[] {
  const requests: KafkaRequest[] = [];
  const down = [...brokersDown(frame)];
  let nextId = Math.max(0, ...frame.brokers.keys()) + 1;
  for (let added = 0; added < count; added += 1) {
    const back = down.shift();
    if (back === undefined) {
      requests.push({ type: 'broker.add', data: { id: nextId, rack: null } });
      nextId += 1;
    } else requests.push({ type: 'broker.restart', data: { broker: back } });
  }
  return requests;
}

export const brokers: NumberKnob = {
  type: 'number',
  id: 'brokers',
  label: 'Brokers',
  teaches: 'More brokers share the partitions; fewer are left when one dies.',
  unit: '',
  beside(frame) {
    const down = brokersDown(frame).length;
    return down === 0 ? '' : `and ${down} down`;
  },
  least: 1,
  most: MOST_BROKERS,
  step: 1,
  read: (frame) => runningBrokers(frame).length,
  change(frame, value) {
    const running = runningBrokers(frame);
    if (value > running.length) return ask(...addBrokers(frame, value - running.length));
    const leaving = running.slice(value).reverse();
    return ask(
      ...leaving.map((broker): KafkaRequest => ({ type: 'broker.stop', data: { broker } })),
    );
  },
};

export const partitions: NumberKnob = {
  type: 'number',
  id: 'partitions',
  label: 'Partitions',
  teaches: 'How many consumers of one group can work at the same time. It only ever grows.',
  unit: '',
  least: 1,
  most: MOST_PARTITIONS,
  step: 1,
  read: (frame) => mainTopic(frame)?.partitions.length ?? 0,
  change(frame, value) {
    const topic = mainTopic(frame);
    if (topic === undefined) return refuse('There is no topic yet.');
    const count = topic.partitions.length;
    if (value < count) {
      return refuse(
        `Partitions cannot shrink: Kafka would have to delete the records in them. ${topic.name} keeps its ${count}; make a new topic with fewer instead.`,
      );
    }
    return {
      requests: [{ type: 'partitions.create', data: { topic: topic.name, count: value } }],
      refusal: null,
      note: 'Keys move: murmur2(key) is now taken modulo another number.',
    };
  },
};

/** Replica lists with `factor` entries that keep what is there and add the next brokers. */
function reassign(frame: Frame, topic: TopicFrame, factor: number): KafkaRequest[] {
  const available = [...frame.brokers.keys()];
  return topic.partitions.map((partition, index) => {
    const replicas = partition.state.replicas.slice(0, factor);
    for (let offset = 0; replicas.length < factor && offset < available.length; offset += 1) {
      const broker = available[(index + 1 + offset) % available.length];
      if (broker !== undefined && !replicas.includes(broker)) replicas.push(broker);
    }
    return {
      type: 'partition.reassign',
      data: { topic: topic.name, partition: partition.partition, replicas },
    };
  });
}

export const replicationFactor: NumberKnob = {
  type: 'number',
  id: 'replication-factor',
  label: 'Replication factor',
  teaches: 'On how many brokers each record is kept.',
  unit: '',
  least: 1,
  most: MOST_BROKERS,
  step: 1,
  read: (frame) => mainTopic(frame)?.partitions[0]?.state.replicas.length ?? 0,
  change(frame, value) {
    const topic = mainTopic(frame);
    if (topic === undefined) return refuse('There is no topic yet.');
    const count = runningBrokers(frame).length;
    if (value > count) {
      return refuse(
        `${value} replicas need ${value} brokers, and ${count} are running: two replicas of a partition never share a broker.`,
      );
    }
    return ask(...reassign(frame, topic, value));
  },
};

export const minIsr: NumberKnob = {
  type: 'number',
  id: 'min-isr',
  label: 'In-sync replicas a write needs',
  teaches: 'With acks=all a leader with fewer in sync refuses to write.',
  config: { scope: 'topic', name: 'min.insync.replicas' },
  unit: '',
  least: 1,
  most: MOST_BROKERS,
  step: 1,
  read: (frame) => Number(readTopic(frame, 'min.insync.replicas')),
  change: (frame, value) => alterTopic(frame, 'min.insync.replicas', String(value)),
};

export const uncleanElection = choiceOfConfig({
  id: 'unclean-election',
  label: 'Elect a leader that is not in sync',
  teaches: 'When no replica in sync is left: wait for one, or go on and lose records.',
  config: { scope: 'topic', name: 'unclean.leader.election.enable' },
  choices: [
    { value: 'false', label: 'no: wait' },
    { value: 'true', label: 'yes: go on without some records' },
  ],
});
