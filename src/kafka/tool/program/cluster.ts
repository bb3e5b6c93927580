// What there is to know of the cluster as a whole: kafka-cluster, kafka-features,
// kafka-broker-api-versions, kafka-log-dirs. Follows the commands of these names in
// `org.apache.kafka.tools` of Apache Kafka 4.3.
import type { ResponseBody } from '#kafka/protocol/api.ts';
import { API_TABLE, type ApiEntry } from '#kafka/protocol/api-table.ts';
import { topicPartitionKey } from '#kafka/protocol/topic-partition.ts';
import { Admin, AdminFailure, check } from '#kafka/tool/admin/client.ts';
import { left, widest } from '#kafka/tool/admin/table.ts';
import {
  argumentError,
  type Arguments,
  type ArgumentSpec,
  type CommandSpec,
  parseArguments,
} from '#kafka/tool/options/argparse.ts';
import { maybeHelpOrVersion, optionsOf, requireOptions } from '#kafka/tool/options/checks.ts';
import { traceOf } from '#kafka/tool/options/joptsimple.ts';
import { type Call, note, printError, println, type Run } from '#kafka/tool/tool.ts';

type Cluster = ResponseBody<'DescribeCluster'>;

/** A tool that reports a failure by its exception alone. */
function* reporting(run: Run): Run {
  try {
    return yield* run;
  } catch (error) {
    if (!(error instanceof AdminFailure)) throw error;
    yield* printError(error.message);
    yield traceOf(`java.util.concurrent.ExecutionException: ${error.message}`);
    return 1;
  }
}

function* describeCluster(call: Call): Run<Cluster> {
  const cluster: Cluster = yield* new Admin(call).ask<'DescribeCluster'>({
    api: 'DescribeCluster',
  });
  check(cluster);
  return cluster;
}

function requireServer(call: Call, args: Arguments): void {
  if (args.has('--bootstrap-server') || args.has('--bootstrap-controller')) return;
  throw argumentError(
    call,
    'one of the arguments --bootstrap-server/-b --bootstrap-controller/-C is required',
  );
}

// ── kafka-cluster ───────────────────────────────────────────────────────────────────────────

const SERVERS: CommandSpec['options'] = {
  ...{ '--bootstrap-server': 1, '-b': 1, '--bootstrap-controller': 1, '-C': 1 },
  ...{ '--config': 1, '-c': 1, '--command-config': 1 },
};

const CLUSTER_SPEC: ArgumentSpec = {
  options: SERVERS,
  commands: {
    'cluster-id': { options: SERVERS },
    unregister: { options: { ...SERVERS, '--id': 1, '-i': 1 } },
    'list-endpoints': { options: { ...SERVERS, '--include-fenced-brokers': 0 } },
  },
};

export function* cluster(call: Call): Run {
  const args = parseArguments(call, CLUSTER_SPEC);
  if (!args.has('-b')) requireServer(call, args);
  return yield* reporting(
    args.command === 'unregister'
      ? unregister(call, Number(args.get('--id') ?? args.get('-i')))
      : showCluster(call, args.command),
  );
}

function* showCluster(call: Call, command: string): Run {
  const { clusterId, brokers } = yield* describeCluster(call);
  if (command === 'cluster-id') {
    yield* println(`Cluster ID: ${clusterId}`);
    return 0;
  }
  const addresses = brokers.map(({ brokerId }) => call.world.addressOf(brokerId).split(':'));
  const hostWidth = widest(
    4,
    addresses.map(([host = '']) => host),
  );
  const row = (cells: readonly string[]): string =>
    cells.map((cell, column) => left(cell, [10, hostWidth, 10, 10, 10, 15][column] ?? 0)).join(' ');
  yield* println(row(['ID', 'HOST', 'PORT', 'RACK', 'STATE', 'ENDPOINT_TYPE']));
  for (const [index, { brokerId, rack }] of brokers.entries()) {
    const [host = '', port = ''] = addresses[index] ?? [];
    yield* println(row([String(brokerId), host, port, rack ?? 'null', 'unfenced', 'broker']));
  }
  return 0;
}

function* unregister(call: Call, brokerId: number): Run {
  const answer: ResponseBody<'UnregisterBroker'> = yield* new Admin(call).ask<'UnregisterBroker'>({
    api: 'UnregisterBroker',
    brokerId,
  });
  check(answer);
  yield* println(`Broker ${brokerId} is no longer registered.`);
  return 0;
}

// ── kafka-features ──────────────────────────────────────────────────────────────────────────

const FEATURES_SPEC: ArgumentSpec = {
  options: SERVERS,
  commands: {
    describe: { options: { '--node-id': 1 } },
    upgrade: {
      options: { '--feature': '+', '--metadata': 1, '--release-version': 1, '--dry-run': 0 },
    },
    downgrade: {
      options: {
        '--feature': '+',
        '--metadata': 1,
        '--release-version': 1,
        '--unsafe': 0,
        '--dry-run': 0,
      },
    },
    disable: { options: { '--feature': '+', '--unsafe': 0, '--dry-run': 0 } },
    'version-mapping': { options: { '--release-version': 1 } },
    'feature-dependencies': { options: { '--feature': '+' } },
  },
};

/** Name, versions supported, and the one that the simulated cluster works by. */
const FEATURES: readonly (readonly [name: string, least: string, most: string, now: string])[] = [
  ['eligible.leader.replicas.version', '0', '1', '1'],
  ['group.version', '0', '1', '1'],
  ['kraft.version', '0', '1', '0'],
  ['metadata.version', '3.3-IV3', '4.3-IV0', '4.3-IV0'],
  ['share.version', '0', '1', '0'],
  ['streams.version', '0', '1', '0'],
  ['transaction.version', '0', '2', '0'],
];

/** What a cluster of this release works by, as version-mapping prints it. */
const OF_RELEASE_4_3 = `metadata.version=30 (4.3)
kraft.version=1
transaction.version=2
group.version=1
eligible.leader.replicas.version=1
share.version=1
streams.version=1`;

export function* features(call: Call): Run {
  if (call.args.every((arg) => arg.startsWith('-') || arg.includes(':'))) {
    if (!call.args.some((arg) => ['-h', '--help', '--version'].includes(arg))) {
      yield* printError('Command line error: too few arguments. Type --help for help.');
      return 1;
    }
  }
  const args = parseArguments(call, FEATURES_SPEC);
  switch (args.command) {
    case 'describe':
      requireServer(call, args);
      return yield* reporting(describeFeatures(call));
    case 'version-mapping':
      if ((args.get('--release-version') ?? '4.3').startsWith('4.3')) {
        yield* println(OF_RELEASE_4_3);
        return 0;
      }
      yield* note('Of the releases only 4.3 is known here.');
      return 1;
    case 'upgrade':
    case 'downgrade':
      if (!['--feature', '--metadata', '--release-version'].some((name) => args.has(name))) {
        yield* printError(`You must specify at least one feature to ${args.command}`);
        return 1;
      }
      break;
    default:
  }
  yield* note(
    'The features of the simulated cluster are fixed; kafka-features describe shows them.',
  );
  return 1;
}

function* describeFeatures(call: Call): Run {
  yield* describeCluster(call);
  for (const [name, least, most, now] of FEATURES) {
    yield* println(
      `Feature: ${left(name, 42)}SupportedMinVersion: ${left(least, 17)}SupportedMaxVersion: ${left(most, 17)}FinalizedVersionLevel: ${left(now, 17)}Epoch: 0`,
    );
  }
  return 0;
}

// ── kafka-broker-api-versions ───────────────────────────────────────────────────────────────

export function* brokerApiVersions(call: Call): Run {
  const options = optionsOf(call);
  maybeHelpOrVersion(options);
  requireOptions(options, 'bootstrap-server');
  return yield* reporting(listVersions(call));
}

function* listVersions(call: Call): Run {
  const { brokers } = yield* describeCluster(call);
  const entries: readonly (readonly [string, ApiEntry])[] = Object.entries(API_TABLE);
  const versions = entries
    .filter(([, { listeners }]) => listeners.includes('broker'))
    .toSorted(([, a], [, b]) => a.key - b.key)
    .map(
      ([
        name,
        {
          key,
          versions: [first, last],
        },
      ]) => {
        const range = first === last ? String(first) : `${first} to ${last}`;
        return `\t${name}(${key}): ${range} [usable: ${last}]`;
      },
    );
  for (const { brokerId, rack } of brokers) {
    const address = call.world.addressOf(brokerId);
    yield* println(`${address} (id: ${brokerId} rack: ${rack ?? 'null'} isFenced: false) -> (`);
    yield* println(`${versions.join(',\n')}\n)`);
  }
  return 0;
}

// ── kafka-log-dirs ──────────────────────────────────────────────────────────────────────────

export function* logDirs(call: Call): Run {
  const options = optionsOf(call);
  maybeHelpOrVersion(options);
  requireOptions(options, 'bootstrap-server', 'describe');
  const list = (text: string | undefined): readonly string[] =>
    (text ?? '').split(',').filter((one) => one !== '');
  const named = list(options.get('broker-list'));
  const topics = list(options.get('topic-list'));
  return yield* reporting(describeLogDirs(call, named, topics));
}

function* describeLogDirs(call: Call, named: readonly string[], topics: readonly string[]): Run {
  const admin = new Admin(call);
  const known: Cluster = yield* admin.ask<'DescribeCluster'>({ api: 'DescribeCluster' });
  const ids = known.brokers.map(({ brokerId }) => brokerId);
  const missing = named.filter((one) => !ids.includes(Number(one)));
  if (missing.length > 0) {
    yield* printError(
      `ERROR: The given brokers do not exist from --broker-list: ${missing.join(',')}. Current existent brokers: ${ids.join(',')}`,
    );
    return 1;
  }
  yield* println('Querying brokers for log directories information');
  const asked = named.length > 0 ? named.map(Number) : ids;
  const brokers = [];
  for (const broker of asked) {
    const answer: ResponseBody<'DescribeLogDirs'> = yield* admin.askBroker<'DescribeLogDirs'>(
      broker,
      { api: 'DescribeLogDirs', topics: topics.length > 0 ? topics : null },
    );
    const partitions = answer.partitions.map((one) => ({
      partition: topicPartitionKey(one),
      size: one.partitionSize,
      offsetLag: one.offsetLag,
      isFuture: false,
    }));
    brokers.push({ broker, logDirs: [{ partitions, error: null, logDir: answer.logDir }] });
  }
  yield* println(`Received log directory information from brokers ${asked.join(',')}`);
  yield* println(JSON.stringify({ brokers, version: 1 }));
  return 0;
}
