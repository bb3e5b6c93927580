// Queries about brokers, controllers and configs, about what was done and what happened, and the few
// functions that the language has.
import { type Frame, isRunning } from '#trace/frame.ts';
import { topicConfig } from '#trace/frame-settings.ts';
import type { Value } from '#lesson/expression.ts';
import { NO_NUMBER, query, type QueryTable, type Situation } from './query.ts';

function brokerState(frame: Frame, id: Value): string {
  const broker = frame.brokers.get(Number(id));
  if (broker === undefined) return '';
  return isRunning(broker) ? broker.registration : broker.status;
}

/** A config as it was given, or as Kafka has it by default where the Frame knows that. */
function config(frame: Frame, kind: Value, name: Value, key: Value): Value {
  const id = String(name);
  switch (kind) {
    case 'topic':
      return frame.topics.has(id) ? topicConfig(frame, id, String(key)) : null;
    case 'producer':
      return frame.producers.get(id)?.spec.configs[String(key)] ?? null;
    case 'consumer':
      return frame.consumers.get(id)?.spec.configs[String(key)] ?? null;
    default:
      return frame.clusterConfigs[String(key)] ?? null;
  }
}

function countCommands({ commands }: Situation, type: Value | undefined): number {
  return commands.filter((one) => type === undefined || one.type === type).length;
}

/** The named types in the order in which they happened first. */
function eventOrder({ tally }: Situation, types: readonly Value[]): string {
  return types
    .map((type) => ({ type, id: tally.deeds.firstOf(String(type)) ?? -1 }))
    .filter(({ id }) => id !== -1)
    .sort((a, b) => a.id - b.id)
    .map(({ type }) => type)
    .join(' ');
}

export const CLUSTER_QUERIES = {
  brokersRunning: query(
    '',
    'Brokers whose process runs.',
    ({ frame }) => [...frame.brokers.values()].filter(isRunning).length,
  ),
  brokerState: query(
    'broker',
    'Its registration ("unfenced", "fenced") while it runs, else "paused", "stopped" or "crashed".',
    ({ frame }, id = null) => brokerState(frame, id),
  ),
  controllersRunning: query(
    '',
    'Controllers whose process runs.',
    ({ frame }) => [...frame.controllers.values()].filter(isRunning).length,
  ),
  activeController: query(
    '',
    `Controller that is active; ${NO_NUMBER}`,
    ({ frame }) => frame.activeController,
  ),
  quorumEpoch: query('', 'The highest epoch that a running controller knows.', ({ frame }) =>
    [...frame.controllers.values()]
      .filter(isRunning)
      .reduce((highest, { epoch }) => Math.max(highest, epoch), 0),
  ),
  config: query(
    'kind, name, key',
    'A config of a "topic", "producer", "consumer" or the "cluster" as text; null when it was not given.',
    ({ frame }, kind = null, name = null, key = null) => config(frame, kind, name, key),
  ),
  // What happened since the step began.
  count: query(
    'type',
    'Events of that type since the step began, such as "rebalance.started".',
    ({ tally }, type = null) => tally.deeds.countOf(String(type)),
  ),
  eventOrder: query(
    'type, …',
    'Those types of event or APIs, such as "JoinGroup", in the order in which they first happened or were asked since the step began.',
    (situation, ...types) => eventOrder(situation, types),
  ),
  requests: query(
    'api, from?',
    'Requests of an API, such as "Produce", that were sent since the step began, by one node or by all.',
    ({ tally }, api = null, from = null) =>
      tally.deeds.requestsOf(String(api), from === null ? null : String(from)),
  ),
  errors: query(
    'client, code?',
    'Errors that reached the client’s application or its records since the step began.',
    ({ tally }, client = null, code = null) =>
      tally.deeds.errorsOf(String(client), code === null ? null : String(code)),
  ),
  retries: query(
    'producer',
    'Batches that the producer sent again since the step began.',
    ({ tally }, producer = null) => tally.deeds.retriesOf(String(producer)),
  ),
  commands: query(
    'type?',
    'What was done by hand since the step began, of one type, such as "consumer.add", or in all.',
    (situation, type) => countCommands(situation, type),
  ),
  seconds: query(
    '',
    'Virtual seconds since the step began.',
    ({ frame, before }) => (frame.atUs - before.atUs) / 1_000_000,
  ),
  // Functions.
  min: query('number, …', 'The smallest of them.', (_, ...all) => Math.min(...all.map(Number))),
  max: query('number, …', 'The largest of them.', (_, ...all) => Math.max(...all.map(Number))),
  abs: query('number', 'Without its sign.', (_, one) => Math.abs(Number(one))),
  round: query('number', 'To the nearest whole number.', (_, one) => Math.round(Number(one))),
  in: query('value, …', 'Whether the value is one of the others.', (_, one = null, ...all) =>
    all.includes(one),
  ),
} satisfies QueryTable;
