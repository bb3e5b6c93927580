// kafka-console-consumer, and kafka-consumer-perf-test beside it: options → a consumer. Follows
// `ConsoleConsumerOptions` and `ConsoleConsumer` of Apache Kafka 4.3.
import { javaStringHash } from '#base/java-collections.ts';
import { checkConfig } from '#kafka/protocol/configs.ts';
import { topicRegex } from '#kafka/tool/admin/topic-filter.ts';
import { readProperties } from '#kafka/tool/admin/properties.ts';
import {
  maybeHelpOrVersion,
  optionsOf,
  requireOptions,
  usage,
} from '#kafka/tool/options/checks.ts';
import type { OptionSet } from '#kafka/tool/options/joptsimple.ts';
import { type Call, type Output, ToolFailure } from '#kafka/tool/tool.ts';
import type { Properties } from './formatter.ts';
import { propertiesOf, type Start } from './start.ts';

/** Group ids that the tool makes up end in a number below this. */
const GROUP_NUMBERS = 100_000;

const PRODUCTION_READY =
  'The consumer rebalance protocol (KIP-848) is production-ready! Set group.protocol=consumer to try it out. See https://kafka.apache.org/documentation/#consumer_rebalance_protocol\n';

export function startConsoleConsumer(call: Call): Start {
  const options = optionsOf(call);
  maybeHelpOrVersion(options);
  checkSource(options);
  const replaced = deprecations(options);
  requireOptions(options, 'bootstrap-server');
  const properties = consumerProperties(options, call);
  const group = groupOf(options, properties, call);
  const offset = offsetOf(options);
  const configs = configsOf(options, properties);
  const topic = options.get('topic');
  const partition = options.get('partition');
  const include = options.get('include');
  const isAssigned = partition !== undefined && topic !== undefined;
  const commits = group.isGiven && properties['enable.auto.commit'] !== 'false';
  const isClassic = configs['group.protocol']?.toLowerCase() !== 'consumer';
  const hint: readonly Output[] =
    isAssigned || !isClassic ? [] : [{ stream: 'stderr', text: PRODUCTION_READY }];
  return {
    type: 'consumer',
    spec: {
      id: call.id,
      group: isAssigned ? null : group.id,
      topics: topic === undefined || isAssigned ? [] : [topic],
      pattern: include === undefined ? null : `^(?:${topicRegex(include)})$`,
      assign: isAssigned ? [{ topic, partition: Number(partition) }] : null,
      processingMs: 0,
      commit: commits ? 'auto' : 'none',
      rack: configs['client.rack'] ?? null,
      configs,
    },
    end: {
      tool: call.id,
      format: formatOf(options, call),
      maxMessages: numberOf(options, 'max-messages'),
      timeoutMs: numberOf(options, 'timeout-ms'),
      startOffset: typeof offset === 'number' ? offset : null,
      epochMs: call.world.epochMs,
    },
    output: [...replaced, ...hint],
  };
}

function numberOf(options: OptionSet, name: string): number | null {
  const text = options.get(name);
  return text === undefined || Number(text) < 0 ? null : Number(text);
}

function checkSource(options: OptionSet): void {
  const sources = ['topic', 'include'].filter((name) => options.has(name));
  if (sources.length !== 1) {
    const message = 'Exactly one of the following arguments is required: [topic], [include]';
    throw usage(options.grammar, message);
  }
  if (options.has('partition')) {
    if (!options.has('topic')) {
      throw usage(options.grammar, 'The topic is required when partition is specified.');
    }
    if (options.has('from-beginning') && options.has('offset')) {
      const message = 'Options from-beginning and offset cannot be specified together.';
      throw usage(options.grammar, message);
    }
    if (options.has('group')) {
      const message = 'Options group and partition cannot be specified together.';
      throw usage(options.grammar, message);
    }
  } else if (options.has('offset')) {
    throw usage(options.grammar, 'The partition is required when offset is specified.');
  }
}

/** Old names, and what they are called today. */
const RENAMED: readonly (readonly [old: string, name: string])[] = [
  ['property', 'formatter-property'],
  ['consumer-property', 'command-property'],
  ['consumer.config', 'command-config'],
];

function deprecations(options: OptionSet): readonly Output[] {
  return RENAMED.filter(([old]) => options.has(old)).map(([old, name]): Output => {
    if (options.has(name)) {
      const message = `Options --${old} and --${name} cannot be specified together.`;
      throw usage(options.grammar, message);
    }
    const text = `Option --${old} is deprecated and will be removed in a future version. Use --${name} instead.\n`;
    return { stream: 'stdout', text };
  });
}

function consumerProperties(options: OptionSet, call: Call): Properties {
  const file = options.get('command-config') ?? options.get('consumer.config');
  return {
    ...(file === undefined ? {} : readProperties(call.files, file)),
    ...propertiesOf([...options.all('command-property'), ...options.all('consumer-property')]),
  };
}

function formatOf(options: OptionSet, call: Call): Properties {
  const file = options.get('formatter-config');
  return {
    ...(file === undefined ? {} : readProperties(call.files, file)),
    ...propertiesOf([...options.all('property'), ...options.all('formatter-property')]),
  };
}

function groupOf(
  options: OptionSet,
  properties: Properties,
  call: Call,
): { readonly id: string; readonly isGiven: boolean } {
  const given = [...options.all('group'), ...(properties['group.id'] ?? '').split(' ')];
  const ids = [...new Set(given.filter((id) => id !== ''))];
  if (ids.length > 1) {
    const named = ids.map((id) => `'${id}'`).join(', ');
    throw usage(
      options.grammar,
      `The group ids provided in different places (directly using '--group', via '--consumer-property', or via '--consumer.config') do not match. Detected group ids: ${named}`,
    );
  }
  const [id] = ids;
  if (id !== undefined) return { id, isGiven: true };
  // As random as Kafka's, and the same in each replay.
  const number = Math.abs(javaStringHash(`${call.id} ${call.nowMs}`)) % GROUP_NUMBERS;
  return { id: `console-consumer-${number}`, isGiven: false };
}

function offsetOf(options: OptionSet): number | 'earliest' | 'latest' {
  const text = options.get('offset');
  if (text === undefined) return options.has('from-beginning') ? 'earliest' : 'latest';
  const lower = text.toLowerCase();
  if (lower === 'earliest' || lower === 'latest') return lower;
  if (/^\d+$/.test(text)) return Number(text);
  throw usage(
    options.grammar,
    `The provided offset value '${text}' is incorrect. Valid values are 'earliest', 'latest', or a non-negative long.`,
  );
}

/** What the tool sets by itself; what is no config of a consumer, Kafka would warn of. */
const NOT_CONFIGS = ['group.id', 'enable.auto.commit', 'client.id'];

function configsOf(options: OptionSet, properties: Properties): Readonly<Record<string, string>> {
  const given = properties['auto.offset.reset'];
  if (options.has('from-beginning') && given !== undefined && given !== 'earliest') {
    const text = `Can't simultaneously specify --from-beginning and 'auto.offset.reset=${given}', please remove one option\n`;
    throw new ToolFailure([{ stream: 'stderr', text }]);
  }
  const offset = offsetOf(options);
  const reset = given ?? (offset === 'earliest' ? 'earliest' : 'latest');
  const isolation = options.get('isolation-level');
  const configs: Record<string, string> = {
    ...properties,
    'auto.offset.reset': reset,
    'isolation.level': isolation ?? properties['isolation.level'] ?? 'read_uncommitted',
  };
  return legalConfigs('consumer', configs, NOT_CONFIGS);
}

/** The configs that Kafka's client would know; throws for a value that it would not start with. */
export function legalConfigs(
  scope: 'consumer' | 'producer',
  configs: Readonly<Record<string, string>>,
  leftOut: readonly string[],
): Readonly<Record<string, string>> {
  const known = Object.entries(configs).filter(([name, value]) => {
    if (leftOut.includes(name)) return false;
    const problem = checkConfig(scope, name, value);
    if (problem === null) return true;
    if (problem.startsWith('Unknown ')) return false;
    const className = 'org.apache.kafka.common.config.ConfigException';
    throw new ToolFailure([
      { stream: 'stderr', text: `${className}: ${problem}\n` },
      { stream: 'stderr', text: '\tat …\n', part: 'trace' },
    ]);
  });
  return Object.fromEntries(known);
}

/** kafka-consumer-perf-test: reads so many records, and says how fast. */
export function startConsumerPerfTest(call: Call): Start {
  const options = optionsOf(call);
  maybeHelpOrVersion(options);
  requireOptions(options, 'bootstrap-server');
  const count = numberOf(options, 'num-records') ?? numberOf(options, 'messages');
  if (count === null) requireOptions(options, 'num-records');
  const sources = ['topic', 'include'].filter((name) => options.has(name));
  if (sources.length !== 1) {
    const message = 'Exactly one of the following arguments is required: [topic], [include]';
    throw usage(options.grammar, message);
  }
  const number = Math.abs(javaStringHash(`${call.id} ${call.nowMs}`)) % GROUP_NUMBERS;
  const topic = options.get('topic');
  const properties = consumerProperties(options, call);
  const include = options.get('include');
  const reset = options.has('from-latest') ? 'latest' : 'earliest';
  return {
    type: 'consumer',
    spec: {
      id: call.id,
      group: options.get('group') ?? `perf-consumer-${number}`,
      topics: topic === undefined ? [] : [topic],
      pattern: include === undefined ? null : `^(?:${topicRegex(include)})$`,
      processingMs: 0,
      commit: 'auto',
      rack: null,
      configs: legalConfigs('consumer', { ...properties, 'auto.offset.reset': reset }, NOT_CONFIGS),
    },
    end: {
      tool: call.id,
      format: null,
      maxMessages: count,
      timeoutMs: numberOf(options, 'timeout') ?? 10_000,
      startOffset: null,
      epochMs: call.world.epochMs,
    },
    output: [],
  };
}
