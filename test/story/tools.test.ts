// Kafka's command-line tools on a live cluster, as a real cluster answered the same commands.
import { beforeAll, describe, expect, it } from 'vitest';
import { createToolbox } from '#kafka/tool/index.ts';
import { installToolbox } from '#kafka/tool/toolbox.ts';
import { markOf } from '#trace/face/faces.ts';
import { readHelpTexts } from '#node/help-texts.ts';
import { Cluster } from './cluster.ts';

const SERVER = ['--bootstrap-server', 'localhost:9092'];

beforeAll(() => installToolbox(createToolbox(readHelpTexts())));

/** A terminal of a story. */
class Terminal {
  private count = 0;

  constructor(private readonly cluster: Cluster) {}

  /** Calls a tool and gives its id. */
  call(
    command: string,
    { stdin = null as string | null, files = {}, host = null as number | null } = {},
  ): string {
    const [tool = '', ...args] = command.split(' ');
    this.count += 1;
    const id = `${tool}-${this.count}`;
    const server = tool.startsWith('kafka-') && tool !== 'kafka-dump-log' ? SERVER : [];
    this.cluster.when({
      type: 'tool.run',
      data: {
        ...{ id, terminal: 1, line: command, tool, stdin, files, host },
        args: [...server, ...args],
      },
    });
    return id;
  }

  /** What a tool has printed so far, on stdout; its exit code. */
  read(id: string): { readonly out: string; readonly exit: number | null; readonly all: string } {
    const tool = this.cluster.frame().tools.get(id);
    const lines = [...(tool?.lines ?? [])];
    const textOf = (types: readonly string[]): string =>
      lines.map((one) => (types.includes(one.type) && 'text' in one ? one.text : '')).join('');
    return {
      out: textOf(['stdout']),
      all: textOf(['stdout', 'stderr']),
      exit: tool?.exitCode ?? null,
    };
  }

  /** Calls a tool, lets it end, and gives what it printed. */
  run(command: string, options: Parameters<Terminal['call']>[1] = {}, patience = '10s') {
    const id = this.call(command, options);
    this.cluster.after(patience);
    return this.read(id);
  }
}

function live(brokers = 3): { cluster: Cluster; terminal: Terminal } {
  const cluster = Cluster.bare(brokers, { 'offsets.topic.replication.factor': '1' }).after('6s');
  return { cluster, terminal: new Terminal(cluster) };
}

describe('an introduction to Kafka', () => {
  it('creates a topic, lists it, and describes it', () => {
    const { terminal } = live();
    expect(
      terminal.run('kafka-topics --create --topic orders --partitions 3 --replication-factor 3'),
    ).toMatchObject({ out: 'Created topic orders.\n', exit: 0 });
    expect(terminal.run('kafka-topics --list').out).toBe('orders\n');
    const { out } = terminal.run('kafka-topics --describe --topic orders');
    const [head = '', ...partitions] = out.trimEnd().split('\n');
    expect(head).toMatch(
      /^Topic: orders\tTopicId: \S{22}\tPartitionCount: 3\tReplicationFactor: 3\tConfigs: min.insync.replicas=1$/,
    );
    expect(partitions).toHaveLength(3);
    expect(partitions[0]).toMatch(
      /^\tTopic: orders\tPartition: 0\tLeader: \d\tReplicas: \d,\d,\d\tIsr: \d,\d,\d\tElr: \tLastKnownElr: $/,
    );
  });

  it('writes lines, and reads them from the beginning', () => {
    const { cluster, terminal } = live(1);
    terminal.run('kafka-topics --create --topic quickstart-events');
    const producer = terminal.call('kafka-console-producer --topic quickstart-events');
    cluster.after('1s');
    for (const text of ['This is my first event', 'This is my second event']) {
      cluster.when({ type: 'tool.input', data: { tool: producer, text } }).after('2s');
    }
    cluster.when({ type: 'tool.input', data: { tool: producer, text: null } }).after('2s');
    expect(terminal.read(producer)).toMatchObject({ out: '', exit: 0 });
    const late = terminal.call('kafka-console-consumer --topic quickstart-events');
    const whole = terminal.call(
      'kafka-console-consumer --topic quickstart-events --from-beginning',
    );
    cluster.after('10s');
    expect(terminal.read(late).out).toBe('');
    expect(terminal.read(whole).out).toBe('This is my first event\nThis is my second event\n');
    for (const tool of [late, whole]) cluster.when({ type: 'tool.stop', data: { tool } });
    cluster.after('3s');
    expect(terminal.read(whole).all).toContain('Processed a total of 2 messages\n');
    expect(terminal.read(whole).exit).toBe(130);
  });

  it('reads keys and headers that were piped in, and only so many', () => {
    const { terminal } = live(1);
    terminal.run('kafka-topics --create --topic orders');
    terminal.run(
      'kafka-console-producer --topic orders --reader-property parse.key=true --reader-property key.separator=:',
      { stdin: 'a:paid\nb:shipped\na:shipped\n' },
    );
    const read = terminal.run(
      'kafka-console-consumer --topic orders --partition 0 --offset 1 --max-messages 1 --formatter-property print.key=true --formatter-property print.offset=true',
    );
    expect(read).toMatchObject({ out: 'Offset:1\tb\tshipped\n', exit: 0 });
    expect(read.all).toContain('Processed a total of 1 messages\n');
  });

  it('leaves what it did not print to the next one of the group', () => {
    const { terminal } = live(1);
    terminal.run('kafka-topics --create --topic orders');
    terminal.run('kafka-console-producer --topic orders', { stdin: 'one\ntwo\nthree\n' });
    const consume =
      'kafka-console-consumer --topic orders --group g --from-beginning --max-messages';
    expect(terminal.run(`${consume} 2`, {}, '15s').out).toBe('one\ntwo\n');
    expect(terminal.run(`${consume} 1`, {}, '15s').out).toBe('three\n');
  });
});

describe('groups', () => {
  function withGroup() {
    const { cluster, terminal } = live(1);
    terminal.run('kafka-topics --create --topic orders --partitions 2');
    terminal.run('kafka-console-producer --topic orders', { stdin: 'one\ntwo\nthree\n' });
    const consumer = terminal.call(
      'kafka-console-consumer --topic orders --group billing --from-beginning',
    );
    cluster.after('20s');
    return { cluster, terminal, consumer };
  }

  it('are described while they live', () => {
    const { terminal } = withGroup();
    const { out } = terminal.run('kafka-consumer-groups --describe --group billing');
    expect(out).toMatch(
      /^\nGROUP {11}TOPIC {11}PARTITION {2}CURRENT-OFFSET {2}LOG-END-OFFSET {2}LAG {13}CONSUMER-ID/,
    );
    const lags = out
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(/\s+/)[5]);
    expect(lags).toEqual(['0', '0']);
    const state = terminal.run('kafka-consumer-groups --describe --group billing --state').out;
    expect(state).toContain('localhost:9092  (1)');
    expect(state).toMatch(/range {16}Stable {15}1\n$/);
    expect(terminal.run('kafka-consumer-groups --list').out).toBe('billing\n');
  });

  it('are moved and deleted when nobody is in them', () => {
    const { cluster, terminal, consumer } = withGroup();
    const reset =
      'kafka-consumer-groups --reset-offsets --group billing --topic orders --to-earliest';
    expect(terminal.run(`${reset} --execute`).out).toContain(
      "Error: Assignments can only be reset if the group 'billing' is inactive, but the current state is Stable.",
    );
    cluster.when({ type: 'tool.stop', data: { tool: consumer } }).after('5s');
    expect(terminal.run(`${reset} --execute`).out).toBe(
      '\nGROUP           TOPIC           PARTITION  NEW-OFFSET\nbilling         orders          0          0\nbilling         orders          1          0\n',
    );
    const described = terminal.run('kafka-consumer-groups --describe --group billing');
    expect(described.all).toContain("\nConsumer group 'billing' has no active members.\n");
    expect(terminal.run('kafka-consumer-groups --delete --group billing').out).toBe(
      "Deletion of requested consumer groups ('billing') was successful.\n",
    );
    expect(terminal.run('kafka-consumer-groups --list').out).toBe('');
  });
});

describe('administration', () => {
  it('changes configs, and says where they come from', () => {
    const { terminal } = live(1);
    terminal.run('kafka-topics --create --topic orders --config min.insync.replicas=2');
    const topic = 'kafka-configs --entity-type topics --entity-name orders';
    expect(terminal.run(`${topic} --describe`).all).toBe(
      'Dynamic configs for topic orders are:\n  min.insync.replicas=2 sensitive=false synonyms={DYNAMIC_TOPIC_CONFIG:min.insync.replicas=2, DYNAMIC_DEFAULT_BROKER_CONFIG:min.insync.replicas=1, DEFAULT_CONFIG:min.insync.replicas=1}\n',
    );
    expect(terminal.run(`${topic} --alter --add-config retention.ms=1000`).out).toBe(
      'Completed updating config for topic orders.\n',
    );
    const refused = terminal.run(`${topic} --alter --add-config retention.ms=abc`);
    expect(refused.exit).toBe(1);
    expect(refused.all).toContain(
      'InvalidConfigurationException: Invalid value abc for configuration retention.ms: Not a number of type LONG',
    );
  });

  it('moves partitions by a plan in a file', () => {
    const { terminal } = live(3);
    terminal.run('kafka-topics --create --topic orders --replica-assignment 1:2');
    const plan = '{"version":1,"partitions":[{"topic":"orders","partition":0,"replicas":[2,3]}]}';
    const files = { 'plan.json': plan };
    const tool = 'kafka-reassign-partitions --reassignment-json-file plan.json';
    expect(terminal.run(`${tool} --execute`, { files }).out).toContain(
      'Successfully started partition reassignment for orders-0\n',
    );
    expect(terminal.run(`${tool} --verify`, { files }).out).toContain(
      'Reassignment of partition orders-0 is completed.\n',
    );
    expect(terminal.run('kafka-topics --describe --topic orders').out).toContain('Replicas: 2,3');
  });

  it('describes the quorum, the cluster and the brokers', () => {
    const { terminal } = live(2);
    const status = terminal.run('kafka-metadata-quorum describe --status').out;
    expect(status).toContain('LeaderId:               100\n');
    expect(status).toMatch(
      /CurrentObservers: {7}\[\{"id": 1, "directoryId": "\S{22}"\}, \{"id": 2, "directoryId": "\S{22}"\}\]\n/,
    );
    expect(terminal.run('kafka-cluster cluster-id').out).toMatch(/^Cluster ID: \S{22}\n$/);
    expect(terminal.run('kafka-broker-api-versions').out).toContain(
      '\tFetch(1): 4 to 18 [usable: 18],\n',
    );
    expect(terminal.run('kafka-get-offsets').exit).toBe(1);
  });

  it('stops and starts brokers as containers', () => {
    const { cluster, terminal } = live(2);
    expect(terminal.run('docker stop kafka-2').out).toBe('kafka-2\n');
    expect(cluster.frame().brokers.get(2)?.status).toBe('stopped');
    expect(terminal.run('docker compose start kafka-2').all).toContain(
      'Container kafka-2  Started',
    );
    expect(cluster.frame().brokers.get(2)?.status).toBe('running');
    expect(terminal.run('docker rm kafka-2').exit).toBe(1);
  });

  it('shows what lies in the log of a broker', () => {
    const { terminal } = live(1);
    terminal.run('kafka-topics --create --topic orders');
    terminal.run('kafka-console-producer --topic orders', { stdin: 'one\n' });
    const file = '/var/lib/kafka/data/orders-0/00000000000000000000.log';
    const { out } = terminal.run(`kafka-dump-log --files ${file} --print-data-log`);
    expect(out).toContain(
      `Dumping ${file}\nLog starting offset: 0\nbaseOffset: 0 lastOffset: 0 count: 1`,
    );
    expect(out).toContain('payload: one\n');
  });
});

it('comes and goes without a mark on the timeline', () => {
  const { cluster, terminal } = live(1);
  const before = cluster.trace.length;
  terminal.run('kafka-topics --list');
  const marked = [...cluster.trace].slice(before).flatMap((event) => markOf(event) ?? []);
  expect(marked).toEqual([]);
});

describe('what old books type', () => {
  it('gets the answer of today, and a line of ours', () => {
    const { cluster, terminal } = live(1);
    const id = terminal.call('kafka-topics --zookeeper localhost:2181 --list');
    cluster.after('1s');
    expect(terminal.read(id)).toMatchObject({ exit: 1 });
    expect(terminal.read(id).all).toMatch(/^zookeeper is not a recognized option\n/);
    const notes = [...(cluster.frame().tools.get(id)?.lines ?? [])].filter(
      ({ type }) => type === 'note',
    );
    expect([...(cluster.frame().tools.get(id)?.lines ?? [])].at(-1)?.type).toBe('note');
    expect(notes).toMatchObject([
      { note: { command: 'kafka-topics --bootstrap-server localhost:9092 --list' } },
    ]);
  });

  it('gets the option table from the console tools', () => {
    const { terminal } = live(1);
    const { all, exit } = terminal.run(
      'kafka-console-producer --broker-list localhost:9092 --topic t',
    );
    expect(exit).toBe(1);
    expect(all).toMatch(/^broker-list is not a recognized option\nOption +Description/);
  });
});

describe('a cluster in trouble', () => {
  it('lets a tool wait until a broker is back', () => {
    const { cluster, terminal } = live(1);
    cluster.broker(1).crash();
    const id = terminal.call('kafka-topics --list');
    cluster.after('20s');
    expect(terminal.read(id).exit).toBeNull();
    cluster.broker(1).restart().after('20s');
    expect(terminal.read(id)).toMatchObject({ out: '\n', exit: 0 });
  });

  it('lets it give up after a minute', () => {
    const { cluster, terminal } = live(1);
    cluster.broker(1).crash();
    const { out, exit } = terminal.run('kafka-topics --list', {}, '70s');
    expect(out).toBe(
      'Error while executing topic command : Timed out waiting for a node assignment. Call: listTopics\n',
    );
    expect(exit).toBe(1);
  });
});
