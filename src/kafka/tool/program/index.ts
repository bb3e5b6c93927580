// The tools by name. Kafka's scripts are called with or without `.sh`, and from `bin/`.
import type { Start } from '#kafka/tool/console/start.ts';
import { startConsoleConsumer, startConsumerPerfTest } from '#kafka/tool/console/consumer.ts';
import { startConsoleProducer, startProducerPerfTest } from '#kafka/tool/console/producer.ts';
import { JavaFailure } from '#kafka/tool/options/joptsimple.ts';
import { grammarOf, usage } from '#kafka/tool/options/checks.ts';
import { noteOnOptions } from '#kafka/tool/options/without-effect.ts';
import { type Call, note, printError, type Run, ToolFailure } from '#kafka/tool/tool.ts';
import { brokerApiVersions, cluster, features, logDirs } from './cluster.ts';
import { configs } from './configs.ts';
import { consumerGroups } from './consumer-groups.ts';
import { getOffsets } from './get-offsets.ts';
import { groups } from './groups.ts';
import { leaderElection } from './leader-election.ts';
import { goneTool, oldSpellingOf } from './legacy.ts';
import { metadataQuorum } from './metadata-quorum.ts';
import { reassignPartitions } from './reassign-partitions.ts';
import { storage } from './storage.ts';
import { topics } from './topics.ts';

/** Tools that ask, or only print. */
const ASKING: Readonly<Record<string, (call: Call) => Run>> = {
  'kafka-topics': topics,
  'kafka-consumer-groups': consumerGroups,
  'kafka-groups': groups,
  'kafka-configs': configs,
  'kafka-get-offsets': getOffsets,
  'kafka-leader-election': leaderElection,
  'kafka-reassign-partitions': reassignPartitions,
  'kafka-metadata-quorum': metadataQuorum,
  'kafka-broker-api-versions': brokerApiVersions,
  'kafka-cluster': cluster,
  'kafka-features': features,
  'kafka-log-dirs': logDirs,
  'kafka-storage': storage,
};

/** Tools that are a producer or a consumer. */
const CONSOLES: Readonly<Record<string, (call: Call) => Start>> = {
  'kafka-console-consumer': startConsoleConsumer,
  'kafka-console-producer': startConsoleProducer,
  'kafka-consumer-perf-test': startConsumerPerfTest,
  'kafka-producer-perf-test': startProducerPerfTest,
};

/** What the simulated cluster does not have, by the tool that is for it. */
export const NOT_THERE: Readonly<Record<string, string>> = {
  'kafka-delete-records': 'Deleting records is not simulated yet.',
  'kafka-transactions': 'Transactions are not simulated yet.',
  'kafka-share-groups': 'Share groups are not simulated yet.',
  'kafka-console-share-consumer': 'Share groups are not simulated yet.',
  'kafka-share-consumer-perf-test': 'Share groups are not simulated yet.',
  'kafka-streams-groups': 'Streams groups are not simulated.',
  'kafka-streams-application-reset': 'Kafka Streams is not simulated.',
  'kafka-acls': 'Authorization is not simulated: everybody may do everything.',
  'kafka-delegation-tokens': 'Authentication is not simulated.',
  'kafka-client-metrics': 'Client metrics are not simulated.',
  'kafka-mirror-maker': 'There is one cluster, so nothing to mirror.',
  'kafka-e2e-latency': 'Use kafka-producer-perf-test and watch the stage.',
  'kafka-verifiable-producer': 'Use kafka-console-producer.',
  'kafka-verifiable-consumer': 'Use kafka-console-consumer.',
  'kafka-metadata-shell': 'Use kafka-metadata-quorum.',
  'kafka-jmx': 'Metrics are not simulated.',
  'kafka-run-class': 'Call the tool by its own name.',
  'kafka-avro-console-producer': 'Avro needs a schema registry: use kafka-console-producer.',
  'kafka-avro-console-consumer': 'Avro needs a schema registry: use kafka-console-consumer.',
  'kafka-json-schema-console-producer': 'There is no schema registry: use kafka-console-producer.',
  'kafka-json-schema-console-consumer': 'There is no schema registry: use kafka-console-consumer.',
  'kafka-protobuf-console-producer': 'There is no schema registry: use kafka-console-producer.',
  'kafka-protobuf-console-consumer': 'There is no schema registry: use kafka-console-consumer.',
  'kafka-rest-start': 'There is no REST proxy: use kafka-console-producer.',
  bash: 'You are in a shell that has all tools; docker exec kafka-2 kafka-topics … runs one over there.',
  sh: 'You are in a shell that has all tools; docker exec kafka-2 kafka-topics … runs one over there.',
  'connect-distributed': 'Kafka Connect is not simulated.',
  'connect-standalone': 'Kafka Connect is not simulated.',
  'connect-mirror-maker': 'Kafka Connect is not simulated.',
};

/** `bin/kafka-topics.sh` → `kafka-topics`. */
export function toolName(word: string): string {
  const base = word.slice(word.lastIndexOf('/') + 1);
  return base.replace(/\.(?:sh|bat)$/, '');
}

/** The names of the tools that work here. */
export const TOOL_NAMES: readonly string[] = [
  ...Object.keys(ASKING),
  ...Object.keys(CONSOLES),
  'kafka-dump-log',
].sort();

/** Whether this is the name of a tool of Kafka's, here or not, today's or not. */
export function isToolName(name: string): boolean {
  return (
    TOOL_NAMES.includes(name) || Object.hasOwn(NOT_THERE, name) || goneTool(name) !== undefined
  );
}

export function consoleNamed(tool: string): ((call: Call) => Start) | undefined {
  return Object.hasOwn(CONSOLES, tool) ? CONSOLES[tool] : undefined;
}

/** A tool at work. An error of its grammar is printed as the tool does. */
export function* runTool(call: Call): Run {
  const program = Object.hasOwn(ASKING, call.tool) ? ASKING[call.tool] : undefined;
  if (program === undefined) return yield* runOther(call);
  try {
    const exitCode = yield* program(call);
    const ours = noteOnOptions(call);
    if (ours !== null) yield { stream: 'note', note: ours };
    return exitCode;
  } catch (error) {
    const old = error instanceof ToolFailure ? oldSpellingOf(call) : null;
    if (old === null) throw error;
    // Ours comes below what the tool says.
    const { output, exitCode } = error as ToolFailure;
    throw new ToolFailure([...output, { stream: 'note', note: old }], exitCode);
  }
}

function* runOther(call: Call): Run {
  const { tool } = call;
  const why = Object.hasOwn(NOT_THERE, tool) ? NOT_THERE[tool] : undefined;
  if (why !== undefined) {
    yield* note(`${tool}: ${why}`);
    return 1;
  }
  yield* printError(`bash: ${tool}: command not found`);
  const gone = goneTool(tool);
  if (gone !== undefined) yield* note(gone.text, gone.command);
  return 127;
}

/** The console tools print the option table where others print a stack trace. */
export function startConsole(start: (call: Call) => Start, call: Call): Start {
  try {
    const begun = start(call);
    const ours = noteOnOptions(call);
    return ours === null
      ? begun
      : { ...begun, output: [...begun.output, { stream: 'note', note: ours }] };
  } catch (error) {
    if (error instanceof JavaFailure) throw usage(grammarOf(call), error.complaint);
    throw error;
  }
}
