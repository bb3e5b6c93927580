// A scenario as it stands: what was turned by hand is in it. The script and the programs that are taken along do
// what is on the stage now, not what was there at the beginning.
import type { KafkaCommand } from '#kafka/commands.ts';
import type { Scenario, TimedRequest, TopicSpec } from '#scenario/scenario.ts';
import type { Frame } from '#trace/frame.ts';

const US_PER_MS = 1_000;

/** The scenario with what was done by hand as commands of its own: opened again, it does all of it again. */
export function withDeeds(scenario: Scenario, deeds: readonly KafkaCommand[]): Scenario {
  if (deeds.length === 0) return scenario;
  const commands = [
    ...scenario.commands,
    ...deeds.map(({ atUs, ...request }): TimedRequest => ({ ...request, atMs: atUs / US_PER_MS })),
  ];
  return { ...scenario, commands: commands.sort((a, b) => a.atMs - b.atMs) };
}

/** The same cluster, topics and clients that a Frame shows; the plan of what happens is the scenario's. */
export function asItStands(scenario: Scenario, frame: Frame): Scenario {
  if (frame.brokers.size === 0) return scenario;
  const { cluster } = scenario;
  const producers = [...frame.producers.values()].filter(({ status }) => status !== 'stopped');
  const consumers = [...frame.consumers.values()].filter(({ status }) => status !== 'stopped');
  const brokers = [...frame.brokers.values()].map(({ id, rack }) => ({ id, rack }));
  return {
    ...scenario,
    cluster: { ...cluster, brokers: brokers.sort((a, b) => a.id - b.id) },
    topics: topicsOf(scenario, frame),
    producers: producers.map(({ spec }) => spec),
    consumers: consumers.map(({ spec }) => spec),
  };
}

/** Topics as they are now; those of the scenario that have not been made yet, as they will be. */
function topicsOf({ topics }: Scenario, frame: Frame): readonly TopicSpec[] {
  const there = [...frame.topics.values()].filter(({ isInternal }) => !isInternal);
  const made = there.map(({ name, partitions, configs }): TopicSpec => {
    const written = topics.find((one) => one.name === name);
    const isGrown = partitions.length !== written?.partitions;
    return {
      name,
      partitions: partitions.length,
      replicationFactor: partitions[0]?.state.replicas.length ?? 1,
      assignments: isGrown ? null : written.assignments,
      configs,
    };
  });
  const names = new Set(made.map(({ name }) => name));
  return [...made, ...(made.length === 0 ? topics.filter(({ name }) => !names.has(name)) : [])];
}
