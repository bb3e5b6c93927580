// What books, quickstarts and tutorials of 2018 to 2024 type: each line works, or says what changed.
import { describe, expect, it } from 'vitest';
import '#kafka/parts';
import { addressOf } from '#kafka/tool/admin/bootstrap.ts';
import { consoleNamed, runTool, startConsole } from '#kafka/tool/program/index.ts';
import { oldSpellingOf } from '#kafka/tool/program/legacy.ts';
import { carryOutOn, isMachineCommand } from '#kafka/tool/program/machine.ts';
import { type Call, type Output, runWith, ToolFailure } from '#kafka/tool/tool.ts';
import { readHelpTexts } from '#node/help-texts.ts';
import { isBuiltin } from '#terminal/builtins.ts';
import { isTool, toolCall, withoutWrapper } from '#terminal/commands.ts';
import { noteOnForeign } from '#terminal/elsewhere.ts';
import { isFilter } from '#terminal/filters.ts';
import { readLine } from '#terminal/words.ts';

const help = readHelpTexts();

/** Works: it runs, and nothing need be said. */
const WORKS = [
  // The quickstart, 0.10 to 3.x
  'cd kafka_2.13-3.7.0',
  'bin/kafka-topics.sh --create --topic quickstart-events --bootstrap-server localhost:9092',
  'bin/kafka-topics.sh --create --bootstrap-server localhost:9092 --replication-factor 1 --partitions 1 --topic test',
  'bin/kafka-topics.sh --describe --topic quickstart-events --bootstrap-server localhost:9092',
  'bin/kafka-topics.sh --list --bootstrap-server localhost:9092',
  'bin/kafka-console-producer.sh --topic quickstart-events --bootstrap-server localhost:9092',
  'bin/kafka-console-consumer.sh --topic quickstart-events --from-beginning --bootstrap-server localhost:9092',
  'bin/kafka-console-consumer.sh --bootstrap-server localhost:9092 --topic test --from-beginning --property print.key=true --property key.separator=,',
  'echo -e "foo\\nbar" > test.txt',
  'cat test.txt',
  'rm -rf /tmp/kafka-logs /tmp/zookeeper /tmp/kraft-combined-logs',
  'cp config/server.properties config/server-1.properties',
  'KAFKA_CLUSTER_ID="$(bin/kafka-storage.sh random-uuid)"',
  'bin/kafka-storage.sh random-uuid',
  'bin/kafka-server-stop.sh',
  // Docker tutorials
  'docker ps',
  'docker-compose ps',
  'docker compose stop kafka-2',
  'docker-compose up -d',
  'docker compose kill kafka-1',
  'docker exec -it kafka-1 kafka-topics --create --topic orders --bootstrap-server kafka-1:9092',
  'docker exec -it kafka-1 /opt/kafka/bin/kafka-topics.sh --list --bootstrap-server localhost:9092',
  'docker compose exec kafka-1 kafka-console-producer --bootstrap-server kafka-1:9092 --topic orders',
  'sudo docker stop kafka-2',
  // Confluent's names, without .sh
  'kafka-topics --bootstrap-server localhost:9092 --create --topic users --partitions 6 --replication-factor 3 --config retention.ms=86400000',
  'kafka-topics --bootstrap-server localhost:9092 --alter --topic users --partitions 12',
  'kafka-topics --bootstrap-server localhost:9092 --describe --under-replicated-partitions',
  'kafka-topics --bootstrap-server localhost:9092 --describe --topics-with-overrides',
  'kafka-topics --bootstrap-server localhost:9092 --delete --topic users',
  'kafka-console-producer --bootstrap-server localhost:9092 --topic users --property parse.key=true --property key.separator=:',
  'kafka-console-producer --bootstrap-server localhost:9092 --topic users --producer-property acks=all',
  'kafka-console-producer --bootstrap-server localhost:9092 --topic users --compression-codec lz4',
  'kafka-console-consumer --bootstrap-server localhost:9092 --topic users --group my-group --from-beginning',
  'kafka-console-consumer --bootstrap-server localhost:9092 --topic users --partition 0 --offset 5 --max-messages 3',
  'kafka-console-consumer --bootstrap-server localhost:9092 --topic users --consumer-property group.id=a --timeout-ms 5000',
  'kafka-console-consumer --bootstrap-server localhost:9092 --include "users|orders" --isolation-level read_committed',
  'kafka-console-consumer --bootstrap-server localhost:9092 --topic __consumer_offsets --from-beginning --max-messages 1',
  'kafka-console-consumer --bootstrap-server localhost:9092 --topic t --property print.timestamp=true --property print.headers=true --property print.partition=true --property print.offset=true',
  // Groups
  'kafka-consumer-groups --bootstrap-server localhost:9092 --list',
  'kafka-consumer-groups --bootstrap-server localhost:9092 --describe --group my-group',
  'kafka-consumer-groups --bootstrap-server localhost:9092 --describe --group my-group --members --verbose',
  'kafka-consumer-groups --bootstrap-server localhost:9092 --describe --all-groups --state',
  'kafka-consumer-groups --bootstrap-server localhost:9092 --group my-group --reset-offsets --to-earliest --execute --all-topics',
  'kafka-consumer-groups --bootstrap-server localhost:9092 --group my-group --reset-offsets --shift-by -2 --execute --topic users',
  'kafka-consumer-groups --bootstrap-server localhost:9092 --group my-group --reset-offsets --by-duration PT10M --dry-run --topic users',
  'kafka-consumer-groups --bootstrap-server localhost:9092 --delete --group my-group',
  // Configs and administration
  'kafka-configs --bootstrap-server localhost:9092 --entity-type topics --entity-name users --describe',
  'kafka-configs --bootstrap-server localhost:9092 --entity-type topics --entity-name users --alter --add-config max.message.bytes=2097152',
  'kafka-configs --bootstrap-server localhost:9092 --alter --entity-type topics --entity-name users --delete-config retention.ms',
  'kafka-configs --bootstrap-server localhost:9092 --entity-type brokers --entity-name 1 --describe --all',
  'kafka-configs --bootstrap-server localhost:9092 --entity-type brokers --entity-default --alter --add-config log.retention.ms=1000',
  'kafka-get-offsets --bootstrap-server localhost:9092 --topic users --time -1',
  'kafka-leader-election --bootstrap-server localhost:9092 --election-type preferred --all-topic-partitions',
  'kafka-reassign-partitions --bootstrap-server localhost:9092 --list',
  'kafka-metadata-quorum --bootstrap-server localhost:9092 describe --status',
  'kafka-metadata-quorum.sh --bootstrap-server localhost:9092 describe --replication',
  'kafka-cluster cluster-id --bootstrap-server localhost:9092',
  'kafka-broker-api-versions --bootstrap-server localhost:9092',
  'kafka-features --bootstrap-server localhost:9092 describe',
  'kafka-log-dirs --bootstrap-server localhost:9092 --describe --topic-list users',
  'kafka-dump-log --files /tmp/kraft-combined-logs/users-0/00000000000000000000.log --print-data-log',
  'kafka-producer-perf-test --topic users --num-records 100 --record-size 100 --throughput 10 --producer-props bootstrap.servers=localhost:9092 acks=1',
  'kafka-consumer-perf-test --bootstrap-server localhost:9092 --topic users --messages 100',
  'seq 10 | kafka-console-producer --bootstrap-server localhost:9092 --topic users',
  'kafka-topics --bootstrap-server localhost:9092 --list | grep -v __',
];

/** It says what changed, or what it is, and what to type instead. */
const TOLD: readonly (readonly [line: string, about: RegExp])[] = [
  ['bin/zookeeper-server-start.sh config/zookeeper.properties', /no ZooKeeper.*KRaft/],
  ['bin/zookeeper-server-stop.sh', /no ZooKeeper/],
  ['zookeeper-shell localhost:2181 ls /brokers/ids', /no ZooKeeper/],
  ['zkCli.sh -server localhost:2181', /no ZooKeeper/],
  ['bin/kafka-server-start.sh config/server.properties', /runs already/],
  ['JMX_PORT=9999 bin/kafka-server-start.sh -daemon config/server-1.properties', /is not down/],
  [
    'bin/kafka-storage.sh format -t $KAFKA_CLUSTER_ID -c config/kraft/server.properties',
    /formatted already/,
  ],
  [
    'bin/kafka-storage.sh format --standalone -t x -c config/server.properties',
    /formatted already/,
  ],
  [
    'kafka-topics.sh --create --zookeeper localhost:2181 --replication-factor 1 --partitions 1 --topic test',
    /KIP-500/,
  ],
  ['kafka-topics --list --zookeeper localhost:2181', /KIP-500/],
  ['kafka-topics --broker-list localhost:9092 --list', /--bootstrap-server since Kafka 2\.5/],
  ['kafka-console-producer --broker-list localhost:9092 --topic test', /--bootstrap-server/],
  ['kafka-console-consumer --zookeeper localhost:2181 --topic test --from-beginning', /KIP-500/],
  [
    'kafka-console-consumer --bootstrap-server localhost:9092 --new-consumer --topic t',
    /new consumer/,
  ],
  ['kafka-console-consumer --bootstrap-server localhost:9092 --whitelist "a|b"', /--include/],
  [
    'kafka-console-consumer --bootstrap-server localhost:9092 --topic t --formatter kafka.tools.DefaultMessageFormatter',
    /--formatter changes nothing/,
  ],
  [
    'kafka-console-consumer --bootstrap-server localhost:9092 --topic t --key-deserializer org.apache.kafka.common.serialization.StringDeserializer',
    /no Java here/,
  ],
  ['kafka-consumer-groups --zookeeper localhost:2181 --list', /KIP-500/],
  ['kafka-consumer-groups --bootstrap-servers localhost:9092 --list', /without an s/],
  [
    'kafka-configs --zookeeper localhost:2181 --alter --entity-type topics --entity-name t --add-config a=b',
    /KIP-500/,
  ],
  [
    'kafka-configs --bootstrap-server localhost:9092 --describe --entity-type users --entity-name alice',
    /no users/,
  ],
  [
    'kafka-reassign-partitions --zookeeper localhost:2181 --execute --reassignment-json-file p.json',
    /KIP-500/,
  ],
  ['kafka-preferred-replica-election --zookeeper localhost:2181', /kafka-leader-election/],
  [
    'kafka-consumer-perf-test --broker-list localhost:9092 --topic t --messages 10',
    /--bootstrap-server/,
  ],
  ['kafka-consumer-offset-checker --group g', /kafka-consumer-groups/],
  [
    'kafka-run-class kafka.tools.GetOffsetShell --broker-list localhost:9092 --topic t',
    /by its own name/,
  ],
  ['kafka-acls --bootstrap-server localhost:9092 --list', /everybody may/],
  ['kafka-mirror-maker --consumer.config c --producer.config p', /one cluster/],
  ['kafka-verifiable-producer --topic t', /kafka-console-producer/],
  [
    'kafka-delete-records --bootstrap-server localhost:9092 --offset-json-file d.json',
    /not simulated/,
  ],
  ['kafka-transactions --bootstrap-server localhost:9092 list', /not simulated/],
  [
    'connect-standalone.sh config/connect-standalone.properties config/connect-file-source.properties',
    /Connect is not simulated/,
  ],
  ['kafka-streams-application-reset --application-id a', /Streams is not simulated/],
  ['kafka-avro-console-producer --topic t', /schema registry/],
  ['docker run -p 9092:9092 apache/kafka:3.7.0', /Of docker the simulated cluster knows/],
  ['docker pull apache/kafka:4.0.0', /Of docker/],
  ['docker logs broker', /Of docker/],
  ['docker exec -it kafka-1 bash', /in a shell that has all tools/],
  ['tar -xzf kafka_2.13-3.7.0.tgz', /nothing to download/],
  ['wget https://downloads.apache.org/kafka/3.7.0/kafka_2.13-3.7.0.tgz', /nothing to download/],
  ['brew install kafka', /nothing to download/],
  ['pip install kafka-python', /nothing to download/],
  ['sudo systemctl start kafka', /as containers/],
  ['curl -X GET http://localhost:8081/subjects', /no network out/],
  ['python producer.py', /code panel/],
  ['node consumer.js', /code panel/],
  ['java -version', /code panel/],
  ['vi config/server.properties', /no editor/],
  ['jps', /its brokers/],
  ['ps aux | grep server-1.properties', /its brokers/],
  ['kcat -b localhost:9092 -L', /kafka-topics .*--describe/],
  [
    'kafkacat -b localhost:9092 -t users -C -o beginning',
    /kafka-console-consumer .*--topic users --from-beginning/,
  ],
  ['kcat -P -b localhost:9092 -t users -K :', /kafka-console-producer .*key\.separator=:/],
  ['kcat -Q -b localhost:9092 -t users', /kafka-get-offsets/],
  ['confluent local services start', /Confluent’s own/],
  ['ksql http://localhost:8088', /not simulated/],
  ['kubectl apply -f kafka.yaml', /one cluster/],
];

function notesIn(output: readonly Output[]): string {
  return output
    .map((one) => (one.stream === 'note' ? `${one.note.text} ${one.note.command ?? ''}` : ''))
    .join('');
}

/** What happens first: it asks or ends well (`works`), and what we say of it. */
function outcomeOf(line: string): { readonly works: boolean; readonly note: string } {
  const reading = readLine(line, new Map([['KAFKA_CLUSTER_ID', 'MkU3OEVBNTcwNTJENDM2Qk']]));
  if (reading.type !== 'pipelines') throw new Error(`${line}: ${reading.type}`);
  const stages = reading.pipelines[0]?.stages ?? [];
  const all = stages.map(({ words }) => withoutWrapper(words));
  const words = all.find(([first = '']) => isTool(first)) ?? all[0] ?? [];
  const [first = ''] = words;
  if (!isTool(first)) {
    const foreign = noteOnForeign(words);
    const works = isBuiltin(first) || isFilter(first) || /^\w+=/.test(first);
    return { works, note: foreign === null ? '' : `${foreign.text} ${foreign.command ?? ''}` };
  }
  const { tool, args, host } = toolCall(words);
  const call: Call = {
    ...{ tool, id: tool, args, stdin: null, files: {}, nowMs: 0, host, brokers: [1, 2, 3] },
    world: { help, addressOf, epochMs: 0 },
  };
  if (isMachineCommand(tool)) {
    const { output, exitCode } = carryOutOn(call, () => 'running');
    return { works: exitCode === 0, note: notesIn(output) };
  }
  if (tool === 'kafka-dump-log') return { works: true, note: '' };
  const start = consoleNamed(tool);
  if (start === undefined) {
    const { output, next, exitCode } = runWith(runTool(call), []);
    return { works: next !== null || exitCode === 0, note: notesIn(output) };
  }
  try {
    return { works: true, note: notesIn(startConsole(start, call).output) };
  } catch (error) {
    if (!(error instanceof ToolFailure)) throw error;
    return { works: false, note: notesIn(error.output) + oldNote(call) };
  }
}

/** Below a console tool's complaint the note is written by whoever starts it. */
function oldNote(call: Call): string {
  const note = oldSpellingOf(call);
  return note === null ? '' : `${note.text} ${note.command ?? ''}`;
}

describe('a line of an introduction works', () => {
  it.each(WORKS)('%s', (line) => {
    expect(outcomeOf(line)).toMatchObject({ works: true, note: '' });
  });
});

describe('or says what changed', () => {
  it.each(TOLD)('%s', (line, about) => {
    expect(outcomeOf(line).note).toMatch(about);
  });
});
