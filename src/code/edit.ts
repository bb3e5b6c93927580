// A value that somebody changed in a program becomes the knob on the stage: requests for the cluster, or a
// sentence that says why it cannot be.
import type { ConsumerSpec, KafkaRequest, ProducerSpec } from '#kafka/commands.ts';
import { checkConfig } from '#kafka/protocol/configs.ts';
import type { ClientId } from './client.ts';
import { readValue } from './literal.ts';
import { type ClientScope, optionOf } from './options.ts';
import type { Knob } from './program.ts';
import type { Subject } from './subject.ts';

export type Edit =
  | { readonly requests: readonly KafkaRequest[]; readonly refusal: null }
  | { readonly requests: readonly []; readonly refusal: string };

function ask(requests: readonly KafkaRequest[]): Edit {
  return { requests, refusal: null };
}

function refuse(refusal: string): Edit {
  return { requests: [], refusal };
}

/** What it takes to have `knob` at what was written in its place. */
export function editOf(subject: Subject, client: ClientId, knob: Knob, written: string): Edit {
  if (knob.type === 'config') return editConfig(subject, client, knob.name, written);
  const value = Number(written.trim().replaceAll('_', ''));
  if (written.trim() === '' || !Number.isFinite(value)) {
    return refuse(`${written.trim() || 'Nothing'} is not a number.`);
  }
  switch (knob.type) {
    case 'rate':
      return value > 0 && value <= 1_000
        ? ask(alterProducer(subject, () => ({ recordsPerSecond: value })))
        : refuse('A producer here sends more than 0 and at most 1000 records a second.');
    case 'work':
      return value >= 0 && value <= 60_000
        ? ask(alterConsumers(subject, () => ({ processingMs: value })))
        : refuse('Work on a record takes from 0 to 60000 ms here.');
    case 'partitions':
      return editPartitions(subject, value);
  }
}

function alterProducer(
  subject: Subject,
  changes: (spec: ProducerSpec) => Partial<Omit<ProducerSpec, 'id'>>,
): readonly KafkaRequest[] {
  if (subject.type !== 'producer') return [];
  const { spec } = subject;
  return [{ type: 'producer.alter', data: { producer: spec.id, changes: changes(spec) } }];
}

function alterConsumers(
  subject: Subject,
  changes: (
    spec: ConsumerSpec,
  ) => Partial<Pick<ConsumerSpec, 'processingMs' | 'commit' | 'configs'>>,
): readonly KafkaRequest[] {
  if (subject.type !== 'consumer') return [];
  return subject.members.map((spec) => ({
    type: 'consumer.alter',
    data: { consumer: spec.id, changes: changes(spec) },
  }));
}

function editConfig(subject: Subject, client: ClientId, name: string, written: string): Edit {
  if (subject.type === 'topic') return editTopicConfig(subject.name, name, written);
  if (subject.type === 'broker') return refuse('There is nothing to set here.');
  const scope: ClientScope = subject.type;
  const option = optionOf(client, scope, name);
  if (option === null) return refuse(`${name} is no config of a ${scope}.`);
  const value = readValue(client, option, written);
  const complaint = checkConfig(scope, name, value);
  if (complaint !== null) return refuse(`${complaint}.`);
  if (name === 'enable.auto.commit') return editAutoCommit(subject, value);
  const withValue = <S extends { readonly configs: ProducerSpec['configs'] }>({ configs }: S) => ({
    configs: { ...configs, [name]: value },
  });
  return ask(
    subject.type === 'producer'
      ? alterProducer(subject, withValue)
      : alterConsumers(subject, withValue),
  );
}

/** Without it the program commits by itself, after the work. */
function editAutoCommit(subject: Subject, value: string): Edit {
  return ask(alterConsumers(subject, () => ({ commit: value === 'true' ? 'auto' : 'sync' })));
}

function editTopicConfig(topic: string, name: string, written: string): Edit {
  const value = written.trim().replace(/^(["'])(.*)\1$/, '$2');
  const complaint = checkConfig('topic', name, value);
  if (complaint !== null) return refuse(`${complaint}.`);
  return ask([
    { type: 'config.alter', data: { resourceType: 'TOPIC', resourceName: topic, name, value } },
  ]);
}

function editPartitions(subject: Subject, count: number): Edit {
  if (subject.type !== 'topic') return refuse('Only a topic has partitions.');
  if (!Number.isInteger(count) || count <= subject.partitions) {
    return refuse(
      `A topic can only grow: ${subject.name} has ${subject.partitions} partitions, so ask for more.`,
    );
  }
  return ask([{ type: 'partitions.create', data: { topic: subject.name, count } }]);
}
