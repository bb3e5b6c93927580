// kafka-metadata-quorum. Follows `org.apache.kafka.tools.MetadataQuorumCommand` of Apache Kafka 4.3.
import { JavaRandom } from '#base/java-random.ts';
import type { ResponseBody } from '#kafka/protocol/api.ts';
import type { QuorumReplica } from '#kafka/protocol/api/raft.ts';
import { createUuid } from '#kafka/protocol/uuid.ts';
import { Admin, AdminFailure, check } from '#kafka/tool/admin/client.ts';
import { left, widest } from '#kafka/tool/admin/table.ts';
import { argumentError, type ArgumentSpec, parseArguments } from '#kafka/tool/options/argparse.ts';
import { type Call, note, printError, println, type Run } from '#kafka/tool/tool.ts';

const SPEC: ArgumentSpec = {
  options: { '--bootstrap-server': 1, '--bootstrap-controller': 1, '--command-config': 1 },
  commands: {
    describe: { options: { '--status': 0, '--replication': 0, '--human-readable': 0, '-hr': 0 } },
    'add-controller': { options: { '--dry-run': 0 } },
    'remove-controller': {
      options: { '--dry-run': 0, '--controller-id': 1, '--controller-directory-id': 1 },
    },
  },
};

/** A voter of a static quorum has no directory id. */
const NO_DIRECTORY = 'AAAAAAAAAAAAAAAAAAAAAA';
/** Controller n listens at this port + n. */
const CONTROLLER_PORT = 19_090;

/** What kafka-storage format named a broker's directory by. */
function directoryOf(broker: number): string {
  const random = JavaRandom.ofSeed(broker);
  return createUuid(() => random.nextInt(0x7fff_ffff));
}

type Quorum = ResponseBody<'DescribeQuorum'>;

export function* metadataQuorum(call: Call): Run {
  const args = parseArguments(call, SPEC);
  if (!args.has('--bootstrap-server') && !args.has('--bootstrap-controller')) {
    throw argumentError(
      call,
      'one of the arguments --bootstrap-server --bootstrap-controller is required',
    );
  }
  if (args.command !== 'describe') {
    yield* note(
      'The voters of the simulated quorum are fixed: controller.quorum.voters names them.',
    );
    return 1;
  }
  if (args.has('--status') === args.has('--replication')) {
    yield* printError(
      args.has('--status')
        ? 'Only one of --status or --replication should be specified with describe sub-command'
        : 'One of --status or --replication must be specified with describe sub-command',
    );
    return 1;
  }
  try {
    const admin = new Admin(call);
    if (args.has('--status')) yield* printStatus(admin);
    else yield* printReplication(admin, call, args.has('--human-readable') || args.has('-hr'));
    return 0;
  } catch (error) {
    if (!(error instanceof AdminFailure)) throw error;
    yield* printError(error.exception.message);
    return 1;
  }
}

function* describeQuorum(admin: Admin): Run<Quorum> {
  const quorum: Quorum = yield* admin.ask<'DescribeQuorum'>({ api: 'DescribeQuorum' });
  check(quorum);
  return quorum;
}

function leaderOf({ currentVoters, leaderId }: Quorum): QuorumReplica | undefined {
  return currentVoters.find(({ replicaId }) => replicaId === leaderId);
}

function* printStatus(admin: Admin): Run<void> {
  const cluster: ResponseBody<'DescribeCluster'> = yield* admin.ask<'DescribeCluster'>({
    api: 'DescribeCluster',
  });
  const quorum = yield* describeQuorum(admin);
  const leader = leaderOf(quorum);
  const behind = quorum.currentVoters.toSorted((a, b) => a.logEndOffset - b.logEndOffset)[0];
  const lag = (leader?.logEndOffset ?? 0) - (behind?.logEndOffset ?? 0);
  const lagMs =
    lag === 0 ? 0 : (leader?.lastCaughtUpTimestamp ?? 0) - (behind?.lastCaughtUpTimestamp ?? 0);
  const voters = quorum.currentVoters.map(
    ({ replicaId }) =>
      `{"id": ${replicaId}, "endpoints": ["CONTROLLER://localhost:${CONTROLLER_PORT + replicaId}"]}`,
  );
  const observers = quorum.observers.map(
    ({ replicaId }) => `{"id": ${replicaId}, "directoryId": "${directoryOf(replicaId)}"}`,
  );
  const rows: readonly (readonly [string, string | number])[] = [
    ['ClusterId', cluster.clusterId],
    ['LeaderId', quorum.leaderId],
    ['LeaderEpoch', quorum.leaderEpoch],
    ['HighWatermark', quorum.highWatermark],
    ['MaxFollowerLag', lag],
    ['MaxFollowerLagTimeMs', lagMs],
    ['CurrentVoters', `[${voters.join(', ')}]`],
    ['CurrentObservers', `[${observers.join(', ')}]`],
  ];
  for (const [name, value] of rows) yield* println(`${left(`${name}:`, 24)}${value}`);
}

function* printReplication(admin: Admin, call: Call, isForPeople: boolean): Run<void> {
  const quorum = yield* describeQuorum(admin);
  const leader = leaderOf(quorum);
  const time = (ms: number): string => {
    if (ms < 0) return '-1';
    return isForPeople ? `${Math.floor(admin.atMs - ms)} ms ago` : String(call.world.epochMs + ms);
  };
  const row = (replica: QuorumReplica, status: string): readonly string[] => [
    String(replica.replicaId),
    status === 'Observer' ? directoryOf(replica.replicaId) : NO_DIRECTORY,
    String(replica.logEndOffset),
    String((leader?.logEndOffset ?? 0) - replica.logEndOffset),
    time(replica.lastFetchTimestamp),
    time(replica.lastCaughtUpTimestamp),
    status,
  ];
  const followers = quorum.currentVoters.filter((one) => one !== leader);
  const rows = [
    [
      ...['NodeId', 'DirectoryId', 'LogEndOffset', 'Lag', 'LastFetchTimestamp'],
      ...['LastCaughtUpTimestamp', 'Status'],
    ],
    ...(leader === undefined ? [] : [row(leader, 'Leader')]),
    ...followers.map((one) => row(one, 'Follower')),
    ...quorum.observers.map((one) => row(one, 'Observer')),
  ];
  const widths = (rows[0] ?? []).map((_, column) =>
    widest(
      0,
      rows.map((cells) => cells[column] ?? ''),
    ),
  );
  for (const cells of rows) {
    yield* println(cells.map((cell, column) => `${left(cell, widths[column] ?? 0)}\t`).join(''));
  }
}
