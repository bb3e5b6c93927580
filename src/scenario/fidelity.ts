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
      'The built-in sticky partitioner: it changes after batch.size bytes, weighted by load.',
    proof: 'sticky-partitioner',
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
    subject: 'Classic groups',
    level: 'modelled',
    statement:
      'Join and sync phases, the delayed first rebalance, pending and static members, every timeout and error.',
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
    subject: 'Network',
    level: 'simplified',
    statement:
      'Each direction between two nodes keeps its order, with a latency that you set. There is no bandwidth: a large batch travels as fast as a small one.',
  },
  {
    subject: 'Dropped packets',
    level: 'simplified',
    statement:
      'A request or response that is dropped is lost alone, and its sender waits for request.timeout.ms. Real TCP would break the connection.',
  },
  {
    subject: 'Brokers’ threads and disks',
    level: 'simplified',
    statement: 'A broker handles each request in no time, and appends are durable at once.',
  },
  {
    subject: 'Metadata log fetch',
    level: 'simplified',
    statement:
      'Controllers and brokers fetch the metadata log by an RPC shown as FetchMetadata. In Kafka it is Fetch for the topic __cluster_metadata. There are no snapshots.',
  },
  {
    subject: 'Records of __consumer_offsets',
    level: 'simplified',
    statement:
      'Text instead of binary, and a group is one record. In Kafka a consumer group is many: one for each member, target and epoch.',
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
  {
    subject: 'A group’s change of protocol',
    level: 'absent',
    statement:
      'A group with members keeps its protocol, as with group.consumer.migration.policy=disabled; an empty one may change.',
  },
  { subject: 'Share groups', level: 'absent', statement: 'There are no queues.' },
  {
    subject: 'Compression, quotas, security, tiered storage',
    level: 'absent',
    statement: 'They do not change what the lessons are about.',
  },
];
