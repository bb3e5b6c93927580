// kafka-console-producer and kafka-producer-perf-test: options → a producer. Follows
// `ConsoleProducer.ConsoleProducerOptions` and `ProducerPerformance` of Apache Kafka 4.3.
import type { ProducerSpec } from '#kafka/commands.ts';
import { readProperties } from '#kafka/tool/admin/properties.ts';
import { argumentError, type ArgumentSpec, parseArguments } from '#kafka/tool/options/argparse.ts';
import {
  maybeHelpOrVersion,
  optionsOf,
  requireOptions,
  usage,
} from '#kafka/tool/options/checks.ts';
import type { OptionSet } from '#kafka/tool/options/joptsimple.ts';
import { type Call, type Output, ToolFailure } from '#kafka/tool/tool.ts';
import { legalConfigs } from './consumer.ts';
import type { Properties } from './formatter.ts';
import { readerProblem } from './line-reader.ts';
import { propertiesOf, type Start } from './start.ts';

/** Producer configs that the tool sets, by the option that changes them, with the tool's defaults. */
const SETTINGS: readonly (readonly [config: string, option: string, fallback: string])[] = [
  ['batch.size', 'batch-size', '16384'],
  ['linger.ms', 'timeout', '1000'],
  ['acks', 'request-required-acks', '-1'],
  ['request.timeout.ms', 'request-timeout-ms', '1500'],
  ['retries', 'message-send-max-retries', '3'],
  ['retry.backoff.ms', 'retry-backoff-ms', '100'],
  ['send.buffer.bytes', 'socket-buffer-size', '102400'],
  ['buffer.memory', 'max-memory-bytes', '33554432'],
  ['max.block.ms', 'max-block-ms', '60000'],
  ['metadata.max.age.ms', 'metadata-expiry-ms', '300000'],
];

const RENAMED: readonly (readonly [old: string, name: string])[] = [
  ['property', 'reader-property'],
  ['producer-property', 'command-property'],
  ['producer.config', 'command-config'],
];

export function startConsoleProducer(call: Call): Start {
  const options = optionsOf(call);
  maybeHelpOrVersion(options);
  requireOptions(options, 'topic');
  const output = deprecations(options);
  if (!options.has('bootstrap-server')) {
    throw usage(options.grammar, 'Error while validating the bootstrap address\n');
  }
  const reader = readerProperties(options, call);
  const problem = readerProblem(reader);
  if (problem !== null) {
    const text = `org.apache.kafka.common.KafkaException: ${problem}\n`;
    throw new ToolFailure([{ stream: 'stderr', text }]);
  }
  const spec: ProducerSpec = {
    id: call.id,
    topic: options.get('topic') ?? '',
    keys: { type: 'none' },
    recordsPerSecond: 0,
    valueBytes: 0,
    recordsMax: null,
    configs: configsOf(options, call),
  };
  const end = { tool: call.id, reader, stdin: call.stdin, recordCount: null };
  return { type: 'producer', spec, end, output };
}

function deprecations(options: OptionSet): readonly Output[] {
  return RENAMED.filter(([old]) => options.has(old)).map(([old, name]): Output => {
    if (options.has(name)) {
      const message = `Options --${name} and --${old} cannot be specified together.`;
      throw usage(options.grammar, message);
    }
    const text = `Warning: --${old} is deprecated and will be removed in a future version. Use --${name} instead.\n`;
    return { stream: 'stdout', text };
  });
}

function readerProperties(options: OptionSet, call: Call): Properties {
  const file = options.get('reader-config');
  return {
    ...(file === undefined ? {} : readProperties(call.files, file)),
    ...propertiesOf([...options.all('property'), ...options.all('reader-property')]),
  };
}

function configsOf(options: OptionSet, call: Call): Readonly<Record<string, string>> {
  const defaults = SETTINGS.map(([config, option, fallback]) => [
    config,
    options.get(option) ?? fallback,
  ]);
  const memory = options.get('max-partition-memory-bytes');
  const codec = options.has('compression-codec')
    ? (options.get('compression-codec') ?? 'gzip')
    : 'none';
  const file = options.get('command-config') ?? options.get('producer.config');
  const configs = {
    ...(Object.fromEntries(defaults) as Record<string, string>),
    ...(memory === undefined ? {} : { 'batch.size': memory }),
    'compression.type': codec === '' ? 'gzip' : codec,
    ...(file === undefined ? {} : readProperties(call.files, file)),
    ...propertiesOf([...options.all('producer-property'), ...options.all('command-property')]),
  };
  return legalConfigs('producer', configs, ['client.id', 'bootstrap.servers']);
}

// ── The perf test ───────────────────────────────────────────────────────────────────────────

const PERF_SPEC: ArgumentSpec = {
  options: {
    ...{ '--bootstrap-server': 1, '--topic': 1, '--num-records': 1, '--payload-delimiter': 1 },
    ...{ '--throughput': 1, '--producer-props': '+', '--command-property': '+' },
    ...{ '--producer.config': 1, '--command-config': 1, '--print-metrics': 0 },
    ...{ '--transactional-id': 1, '--transaction-duration-ms': 1, '--warmup-records': 1 },
    ...{ '--reporting-interval': 1, '--record-size': 1, '--payload-file': 1 },
    ...{ '--payload-monotonic': 0 },
  },
};

/** More would be drawn by nobody, and simulated slowly. */
const MOST_PER_SECOND = 1_000;

export function startProducerPerfTest(call: Call): Start {
  const args = parseArguments(call, PERF_SPEC);
  for (const name of ['--topic', '--num-records', '--throughput'] as const) {
    if (!args.has(name)) throw argumentError(call, `argument ${name} is required`);
  }
  const size = args.get('--record-size');
  if (size === undefined && !args.has('--payload-monotonic') && !args.has('--payload-file')) {
    throw argumentError(
      call,
      'one of the arguments --record-size --payload-file --payload-monotonic is required',
    );
  }
  const count = Number(args.get('--num-records'));
  const wanted = Number(args.get('--throughput'));
  if (!Number.isInteger(count) || count <= 0 || Number.isNaN(wanted)) {
    throw argumentError(
      call,
      `argument --num-records: could not convert '${args.get('--num-records') ?? ''}' to Long`,
    );
  }
  const properties = propertiesOf([
    ...args.all('--producer-props'),
    ...args.all('--command-property'),
  ]);
  if (!args.has('--bootstrap-server') && properties['bootstrap.servers'] === undefined) {
    throw argumentError(
      call,
      'At least one of --bootstrap-server, --command-property, --producer-props, --producer.config or --command-config must be specified.',
    );
  }
  const isThrottled = wanted <= 0 || wanted > MOST_PER_SECOND;
  const output: readonly Output[] = isThrottled
    ? [
        {
          stream: 'note',
          note: {
            text: `The simulation sends at most ${MOST_PER_SECOND} records a second here.`,
            command: null,
          },
        },
      ]
    : [];
  const spec: ProducerSpec = {
    id: call.id,
    topic: args.get('--topic') ?? '',
    keys: { type: 'none' },
    recordsPerSecond: isThrottled ? MOST_PER_SECOND : wanted,
    valueBytes: Number(size ?? 8),
    recordsMax: count,
    configs: legalConfigs('producer', properties, ['client.id', 'bootstrap.servers']),
  };
  return {
    type: 'producer',
    spec,
    end: { tool: call.id, reader: null, stdin: null, recordCount: count },
    output,
  };
}
