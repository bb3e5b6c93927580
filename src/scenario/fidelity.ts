// What the simulation models, simplifies and leaves out: the one list behind the site's Fidelity
// page and its test. `proof` names the golden data (conform) that holds a statement.

export type FidelityLevel = 'modelled' | 'simplified' | 'absent';

export interface FidelityStatement {
  readonly subject: string;
  readonly level: FidelityLevel;
  readonly statement: string;
  /** Name of a conform fixture. */
  readonly proof?: string;
}

export const FIDELITY: readonly FidelityStatement[] = [
  {
    subject: 'Key to partition',
    level: 'modelled',
    statement: 'murmur2 of the UTF-8 bytes, sign bit cleared, modulo all partitions of the topic.',
    proof: 'murmur2',
  },
  {
    subject: 'Records without a key',
    level: 'modelled',
    statement:
      'The built-in sticky partitioner: it changes after batch.size bytes, as soon as no half-filled batch is left behind; weighted by load once every partition has had a batch.',
    proof: 'sticky-partitioner',
  },
  {
    subject: 'Producer',
    level: 'modelled',
    statement:
      'The Sender: readiness, draining, pipelining, retries, splitting, expiry, sequences and epochs; a send() that blocks for metadata and memory; acks=0. Sizes are Kafka’s, to the byte, without compression.',
  },
  {
    subject: 'Range assignor',
    level: 'modelled',
    statement: 'Contiguous ranges per topic, racks considered; static members first.',
    proof: 'assignor-range',
  },
  {
    subject: 'Round-robin assignor',
    level: 'modelled',
    statement: 'All partitions in order, members in a circle.',
    proof: 'assignor-roundrobin',
  },
  {
    subject: 'Sticky assignor',
    level: 'modelled',
    statement: 'Balanced first, then as few moves as possible.',
    proof: 'assignor-sticky',
  },
  {
    subject: 'Cooperative-sticky assignor',
    level: 'modelled',
    statement: 'Partitions that move are withheld until their owner has revoked them.',
    proof: 'assignor-cooperative-sticky',
  },
  {
    subject: 'Replica placement',
    level: 'modelled',
    statement: 'StripedReplicaPlacer with java.util.Random: the same seed gives the same replicas.',
    proof: 'replica-placer',
  },
  {
    subject: 'Decisions of the active controller',
    level: 'modelled',
    statement:
      'Registration and epochs, sessions, fencing, controlled and unclean shutdown, topics, partitions, elections, reassignment, AlterPartition: same records, same errors, and a message where Kafka has one. Decisions linger for controller.quorum.append.linger.ms.',
    proof: 'controller-traces',
  },
  {
    subject: 'Change of one partition',
    level: 'modelled',
    statement:
      'Leader, ISR, eligible leader replicas (KIP-966), last known leader, recovery state, replicas that come and go.',
    proof: 'partition-change',
  },
  {
    subject: 'Leader epochs in the log',
    level: 'modelled',
    statement:
      'Where each epoch begins; how a deposed leader and a consumer find out where logs part (KIP-101, KIP-320, KIP-595).',
    proof: 'leader-epoch-cache',
  },
  {
    subject: 'Reading from a follower',
    level: 'modelled',
    statement:
      'The leader sends a consumer to an in-sync replica of its rack (KIP-392), which serves it up to its own high watermark.',
  },
  {
    subject: 'Configs',
    level: 'modelled',
    statement:
      'Every name, default and validator of Kafka 4.3. What the model does not read changes nothing: scenarios that set it are told so, and the inspector marks it.',
    proof: 'config-defaults',
  },
  {
    subject: 'Server-side range assignor',
    level: 'modelled',
    statement: 'Topics with the same subscribers share their partition numbers.',
    proof: 'server-assignor-range',
  },
  {
    subject: 'Server-side uniform assignor',
    level: 'modelled',
    statement: 'Balanced and sticky, also where members read different topics.',
    proof: 'server-assignor-uniform',
  },
  {
    subject: 'Classic groups',
    level: 'modelled',
    statement:
      'Join and sync phases, the delayed first rebalance, pending and static members, the timeouts and errors of the coordinator; writes that are not replicated end after offsets.commit.timeout.ms.',
    proof: 'classic-group-traces',
  },
  {
    subject: 'Consumer groups (KIP-848)',
    level: 'modelled',
    statement:
      'Group, assignment and member epochs, revocation before assignment, static members, fencing, the uniform and range assignors on the broker.',
    proof: 'consumer-group-traces',
  },
  {
    subject: 'Migration of groups',
    level: 'modelled',
    statement:
      'By group.consumer.migration.policy a classic group becomes a consumer group with the first member that speaks its protocol, and a classic one again without the last; in between both kinds of member are served.',
  },
  {
    subject: 'Consumer',
    level: 'modelled',
    statement:
      'What is committed when and repeated how long, partitions pending revocation, what a leader assigns, close() with its timeouts, leaders that answers name (KIP-951), Kafka’s exceptions.',
  },
  {
    subject: 'Applications',
    level: 'simplified',
    statement:
      'An application polls on after an exception that may pass. One that no other poll() would mend, such as FencedInstanceIdException, ends it: it closes its consumer, until you start it again. One that sets a record aside does not wait until its producer has the answer.',
  },
  {
    subject: 'Connections',
    level: 'modelled',
    statement:
      'One for each client and node, as NetworkClient makes them: set-up, ApiVersions, backoff, requests answered in order and one at a time. A timeout breaks it, with all that is in flight. Bootstrap servers have connections of their own, and what is idle for connections.max.idle.ms is closed.',
  },
  {
    subject: 'Network',
    level: 'simplified',
    statement:
      'What is lost, or sent into a cut, is sent again as by TCP on Linux: after 200 ms and a round trip, then after twice as long each time; what follows waits for it. There is no bandwidth: a large batch travels as fast as a small one.',
  },
  {
    subject: 'Bootstrap servers',
    level: 'simplified',
    statement:
      'All brokers that are there when a client starts. A client that reaches no broker begins with them again (KIP-1102), and remembers its topics meanwhile; Kafka’s forgets these, too.',
  },
  {
    subject: 'Brokers’ threads and disks',
    level: 'simplified',
    statement:
      'A broker handles each request in no time, and appends are durable at once. It has one log directory, which never fails. A disk that you make slow takes the same time for each append, whatever its size.',
  },
  {
    subject: 'Metadata log fetch',
    level: 'simplified',
    statement:
      'Controllers and brokers fetch the metadata log by an RPC shown as FetchMetadata. In Kafka it is Fetch for the topic __cluster_metadata. There are no snapshots, and brokers are given committed records only, where Kafka’s observers replicate all and learn what is committed.',
  },
  {
    subject: 'The metadata quorum',
    level: 'simplified',
    statement:
      'Elections with pre-vote, resignation, EndQuorumEpoch and BeginQuorumEpoch until they are heard, check quorum. Voters are fixed (no KIP-853), and one that knows no leader waits to be told, where Kafka’s also asks around. A poll loop notices the end of a fetch timeout up to 25 ms late, as threads do: without that every election would be a split vote.',
  },
  {
    subject: 'Starting a process',
    level: 'simplified',
    statement:
      'A broker’s process does nothing for two seconds (JVM, logs), a controller’s starts at once. Until it is unfenced a broker refuses connections. Logs need no recovery: a crash is the kill of a process, not the loss of power, so what was written stays.',
  },
  {
    subject: 'Coordinators',
    level: 'simplified',
    statement:
      'A new coordinator has read its partition at once, so COORDINATOR_LOAD_IN_PROGRESS is not seen when groups move; group.coordinator.append.linger.ms is not modelled.',
  },
  {
    subject: 'A new cluster',
    level: 'simplified',
    statement:
      'The administrator waits until all brokers are up, and clients start after six seconds; else the first broker would lead everything.',
  },
  {
    subject: 'Patterns of topics',
    level: 'simplified',
    statement:
      'By group.protocol=consumer the broker looks for the topics, by RE2/J’s syntax. A classic consumer looks for them itself, and here by RE2’s syntax too; in Kafka it is Java’s, which can look ahead and refer back, and may run for ever.',
  },
  {
    subject: 'NOT_ENOUGH_REPLICAS_AFTER_APPEND',
    level: 'simplified',
    statement:
      'Since KIP-966 the high watermark waits while the ISR is below min.insync.replicas, so only a race between threads of a real broker gives this error. Here the request times out instead.',
  },
  {
    subject: 'Records of __consumer_offsets',
    level: 'simplified',
    statement:
      'Text instead of binary, and a group is one record. In Kafka a consumer group is many: one for each member, target and epoch.',
  },
  {
    subject: 'Fields of requests',
    level: 'simplified',
    statement:
      'Produce, Fetch and commits name topics by their names, where clients of Kafka 4 send topic ids. OffsetFetch does not say which member asks, and AlterPartitionReassignments may always change how many replicas there are. Records are never refused for their timestamps, and DeleteRecords is missing. Member ids of classic groups end in 16 hexadecimal digits instead of a UUID.',
  },
  {
    subject: 'Admin requests',
    level: 'simplified',
    statement: 'They go to the active controller directly, as with --bootstrap-controller.',
  },
  {
    subject: 'Retention, segments and compaction',
    level: 'absent',
    statement: 'Logs keep all their records.',
  },
  { subject: 'Transactions', level: 'absent', statement: 'There are no transactional producers.' },
  { subject: 'Share groups', level: 'absent', statement: 'There are no queues.' },
  {
    subject: 'Compression, quotas, security, tiered storage',
    level: 'absent',
    statement: 'They do not change what the lessons are about.',
  },
];
