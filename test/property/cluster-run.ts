// Carries a plan out: the cluster starts, the deeds are done, then everything is mended and has
// time to settle. Leaves the trace and the commands that led to it.
import { kafkaModel } from '#kafka/cluster.ts';
import type { KafkaCommand, KafkaRequest } from '#kafka/commands.ts';
import { toCommands, toLinkSpec } from '#scenario/to-commands.ts';
import { Engine } from '#sim/engine.ts';
import { TraceStore } from '#trace/store.ts';
import { createTopic, type Doings, nodesOf, requestOf } from './cluster-deeds.ts';
import type { ClusterPlan } from './cluster-plan.ts';

/** The clients start at 6 s; the first deed may meet them still joining. */
const FIRST_DEED_US = 7_000_000;
/** A fenced broker is noticed after 9 s, a dead member after 6 s. */
const MENDING_US = 20_000_000;
/** In the first one brokers may still be fenced, so that no topic can be made anew. */
const MENDING_ROUNDS = 3;
const SETTLING_US = 45_000_000;

export interface ClusterRun {
  readonly trace: TraceStore;
  /** Everything that was asked, the scenario's own commands included. */
  readonly commands: readonly KafkaCommand[];
  /** Only what came on top of the scenario. */
  readonly deeds: readonly KafkaCommand[];
  readonly endUs: number;
}

/** A trace made anew from commands that are all known beforehand. */
export function replay(seed: number, commands: readonly KafkaCommand[], endUs: number): TraceStore {
  const trace = TraceStore.create();
  const engine = new Engine(kafkaModel, seed, trace);
  for (const command of commands) engine.submit(command);
  engine.runUntil(endUs);
  return trace;
}

export function runPlan(plan: ClusterPlan): ClusterRun {
  const { scenario } = plan;
  const trace = TraceStore.create();
  const engine = new Engine(kafkaModel, scenario.seed, trace);
  const commands = [...toCommands(scenario)];
  const deeds: KafkaCommand[] = [];
  for (const command of commands) engine.submit(command);
  let atUs = FIRST_DEED_US;
  const doings: Doings = {
    brokers: scenario.cluster.brokers.map(({ id }) => id),
    paused: [],
    consumers: scenario.consumers.map(({ id }) => id),
    partitionCounts: new Map(scenario.topics.map(({ name, partitions }) => [name, partitions])),
    packets: () => packetsAt(trace, atUs),
  };
  const ask = (request: KafkaRequest): void => {
    const command: KafkaCommand = { atUs, ...request };
    deeds.push(command);
    engine.submit(command);
  };
  for (const deed of plan.deeds) {
    atUs += deed.afterMs * 1_000;
    engine.runUntil(atUs - 1);
    const request = requestOf(scenario, deed, doings);
    if (request !== undefined) ask(request);
  }
  atUs += 1;
  for (const request of mend(plan, doings)) ask(request);
  // One that is ending must have ended before it can be started.
  for (let round = 0; round < MENDING_ROUNDS; round += 1) {
    atUs += MENDING_US;
    for (const request of restart(plan, doings)) ask(request);
  }
  for (const { id } of scenario.producers) {
    atUs += SETTLING_US / scenario.producers.length;
    ask({ type: 'producer.remove', data: { producer: id } });
  }
  const endUs = atUs + SETTLING_US;
  engine.runUntil(endUs);
  return { trace, commands: [...commands, ...deeds], deeds, endUs };
}

/** What is on its way just before `atUs`: sent lately, due later. */
function packetsAt(trace: TraceStore, atUs: number): readonly number[] {
  const packets: number[] = [];
  for (let id = trace.length - 1; id >= Math.max(0, trace.length - 200); id -= 1) {
    const event = trace.at(id);
    if (event?.type !== 'request.sent' && event?.type !== 'response.sent') continue;
    if (event.data.deliverAtUs >= atUs) packets.push(event.data.packet);
  }
  return packets;
}

function mend({ scenario }: ClusterPlan, doings: Doings): readonly KafkaRequest[] {
  const { brokers, consumers, paused } = doings;
  const nodes = nodesOf(scenario);
  const network = toLinkSpec({ ...scenario.cluster.network, lossPercent: 0 });
  return [
    { type: 'network.set', data: network },
    ...nodes.flatMap((a, at) =>
      nodes.slice(at + 1).map((b): KafkaRequest => ({ type: 'link.heal', data: { a, b } })),
    ),
    ...brokers.flatMap((broker): KafkaRequest[] => [
      { type: 'broker.resume', data: { broker } },
      { type: 'disk.set', data: { broker, appendLatencyMs: 0 } },
    ]),
    ...consumers.map((consumer): KafkaRequest => ({ type: 'consumer.resume', data: { consumer } })),
    ...paused.map((data): KafkaRequest => ({ type: 'partition.resume', data })),
  ];
}

function restart({ scenario }: ClusterPlan, doings: Doings): readonly KafkaRequest[] {
  const { controllers } = scenario.cluster;
  const { brokers, consumers } = doings;
  return [
    ...controllers.ids.map((controller): KafkaRequest => ({
      type: 'controller.restart',
      data: { controller },
    })),
    ...brokers.map((broker): KafkaRequest => ({ type: 'broker.restart', data: { broker } })),
    ...consumers.map((consumer): KafkaRequest => ({
      type: 'consumer.restart',
      data: { consumer },
    })),
    // A topic that was deleted comes back; one that is there refuses.
    ...scenario.topics.map((topic) => createTopic(topic, doings)),
  ];
}
