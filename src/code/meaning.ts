// What a config does, in one sentence each, for those that people turn most.

const MEANINGS: Readonly<Record<string, string>> = {
  acks: 'How many replicas must have a record before the producer is told that it is safe.',
  'allow.auto.create.topics': 'Whether asking for a topic that is not there makes one.',
  'auto.commit.interval.ms': 'How often poll() commits the positions by itself.',
  'auto.offset.reset': 'Where a group begins that has committed nothing yet.',
  'batch.size': 'A batch for one partition is sent at the latest when it holds so many bytes.',
  'buffer.memory': 'Bytes that may wait in the producer; then send() blocks.',
  'client.rack': 'Where the consumer stands, so that it may read from a replica near by.',
  'compression.type': 'How batches are packed on the wire and on disk.',
  'delivery.timeout.ms': 'After so long the producer gives a record up, whatever it still tries.',
  'enable.auto.commit':
    'Whether poll() commits the positions; else the program must do it by itself.',
  'enable.idempotence': 'The brokers drop a batch that they have already, so a retry writes once.',
  'fetch.max.bytes': 'Most that one fetch brings.',
  'fetch.max.wait.ms': 'How long a broker holds a fetch for which there is too little.',
  'fetch.min.bytes': 'A broker holds a fetch until it has so many bytes for it.',
  'group.instance.id': 'A name that outlives a restart: its partitions wait for it.',
  'group.protocol': 'With `consumer` the coordinator assigns, and nobody stops for a rebalance.',
  'group.remote.assignor': 'The assignor that the coordinator uses.',
  'heartbeat.interval.ms': 'How often the member tells its coordinator that it lives.',
  'isolation.level': 'Whether records of transactions that are not committed are read.',
  'linger.ms': 'How long a record may wait for others, so that they travel in one request.',
  'max.block.ms': 'How long send() waits for metadata or for memory before it gives up.',
  'max.in.flight.requests.per.connection':
    'How many requests may be on their way to one broker before the first is answered.',
  'max.partition.fetch.bytes': 'Most that one fetch brings of one partition.',
  'max.poll.interval.ms': 'A consumer that does not poll for so long is put out of its group.',
  'max.poll.records': 'Most records that one poll() hands over.',
  'max.request.size': 'A larger request is refused by the producer itself.',
  'metadata.max.age.ms': 'How old its picture of the cluster may grow before it asks again.',
  'min.insync.replicas': 'With fewer replicas in sync, writes with acks=all are refused.',
  'partition.assignment.strategy': 'Who of the group gets which partitions, and who must stop.',
  'partitioner.class': 'How a record gets its partition.',
  'partitioner.ignore.keys': 'Whether keys have no say in which partition a record goes to.',
  'request.timeout.ms': 'How long an answer may take before the request counts as lost.',
  retries: 'How often a batch is sent again; delivery.timeout.ms ends it sooner.',
  'retry.backoff.ms': 'The pause before something is tried again.',
  'session.timeout.ms': 'A member that is silent for so long is taken for dead.',
  'transactional.id': 'The name under which a producer finishes or aborts what it left open.',
  'unclean.leader.election.enable':
    'Whether a replica that lacks records may lead when no other is left. They are lost then.',
};

/** What the config does; '' where Kafka's name must speak for itself. */
export function meaningOf(config: string): string {
  return MEANINGS[config] ?? '';
}
