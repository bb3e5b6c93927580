// All configs of Apache Kafka 4.3 as its ConfigDefs print them: type, default, validator, importance.
// Data only: `configs.ts` reads and checks values against it. One line a config, in the order of
// Kafka's names: `name | type | default | validator | importance`, where `null` stands for none, and
// `internal` at the end for what Kafka does not document.

export type ConfigType =
  'BOOLEAN' | 'INT' | 'LONG' | 'SHORT' | 'DOUBLE' | 'STRING' | 'LIST' | 'CLASS' | 'PASSWORD';

/** One line of a ConfigDef. */
export interface ConfigRow {
  readonly name: string;
  readonly type: ConfigType;
  /** null: none; `<required>`: it must be given. */
  readonly default: string | null;
  /** Kafka's validator as it prints it; null: none. */
  readonly valid: string | null;
  readonly importance: 'HIGH' | 'MEDIUM' | 'LOW';
  /** Not for users: Kafka's documentation leaves it out. */
  readonly internal: boolean;
}

/** Which ConfigDef a name belongs to. */
export type ConfigScope = 'broker' | 'topic' | 'producer' | 'consumer' | 'admin' | 'group';

/** `ProducerConfig`. */
const PRODUCER = `
acks | STRING | all | [all, -1, 0, 1] | LOW
batch.size | INT | 16384 | [0,...] | MEDIUM
bootstrap.servers | LIST | <required> |  | HIGH
buffer.memory | LONG | 33554432 | [0,...] | HIGH
client.dns.lookup | STRING | use_all_dns_ips | [use_all_dns_ips, resolve_canonical_bootstrap_servers_only] | MEDIUM
client.id | STRING |  | null | MEDIUM
compression.gzip.level | INT | -1 | [1,...,9] or -1 | MEDIUM
compression.lz4.level | INT | 9 | [1,...,17] | MEDIUM
compression.type | STRING | none | [none, gzip, snappy, lz4, zstd] | HIGH
compression.zstd.level | INT | 3 | [-131072,...,22] | MEDIUM
config.providers | LIST |  |  | LOW
connections.max.idle.ms | LONG | 540000 | null | MEDIUM
delivery.timeout.ms | INT | 120000 | [0,...] | MEDIUM
enable.idempotence | BOOLEAN | true | null | LOW
enable.metrics.push | BOOLEAN | true | null | LOW
interceptor.classes | LIST |  |  | LOW
key.serializer | CLASS | <required> | null | HIGH
linger.ms | LONG | 5 | [0,...] | MEDIUM
max.block.ms | LONG | 60000 | [0,...] | MEDIUM
max.in.flight.requests.per.connection | INT | 5 | [1,...] | LOW
max.request.size | INT | 1048576 | [0,...] | MEDIUM
metadata.max.age.ms | LONG | 300000 | [0,...] | LOW
metadata.max.idle.ms | LONG | 300000 | [5000,...] | LOW
metadata.recovery.rebootstrap.trigger.ms | LONG | 300000 | [0,...] | LOW
metadata.recovery.strategy | STRING | rebootstrap | (case insensitive) [REBOOTSTRAP, NONE] | LOW
metric.reporters | LIST | org.apache.kafka.common.metrics.JmxReporter |  | LOW
metrics.num.samples | INT | 2 | [1,...] | LOW
metrics.recording.level | STRING | INFO | [INFO, DEBUG, TRACE] | LOW
metrics.sample.window.ms | LONG | 30000 | [0,...] | LOW
partitioner.adaptive.partitioning.enable | BOOLEAN | true | null | LOW
partitioner.availability.timeout.ms | LONG | 0 | [0,...] | LOW
partitioner.class | CLASS | null | null | MEDIUM
partitioner.ignore.keys | BOOLEAN | false | null | MEDIUM
receive.buffer.bytes | INT | 32768 | [-1,...] | MEDIUM
reconnect.backoff.max.ms | LONG | 1000 | [0,...] | LOW
reconnect.backoff.ms | LONG | 50 | [0,...] | LOW
request.timeout.ms | INT | 30000 | [0,...] | MEDIUM
retries | INT | 2147483647 | [0,...,2147483647] | HIGH
retry.backoff.max.ms | LONG | 1000 | [0,...] | LOW
retry.backoff.ms | LONG | 100 | [0,...] | LOW
sasl.client.callback.handler.class | CLASS | null | null | MEDIUM
sasl.jaas.config | PASSWORD | null | null | MEDIUM
sasl.kerberos.kinit.cmd | STRING | /usr/bin/kinit | null | LOW
sasl.kerberos.min.time.before.relogin | LONG | 60000 | null | LOW
sasl.kerberos.service.name | STRING | null | null | MEDIUM
sasl.kerberos.ticket.renew.jitter | DOUBLE | 0.05 | null | LOW
sasl.kerberos.ticket.renew.window.factor | DOUBLE | 0.8 | null | LOW
sasl.login.callback.handler.class | CLASS | null | null | MEDIUM
sasl.login.class | CLASS | null | null | MEDIUM
sasl.login.connect.timeout.ms | INT | null | null | LOW
sasl.login.read.timeout.ms | INT | null | null | LOW
sasl.login.refresh.buffer.seconds | SHORT | 300 | [0,...,3600] | LOW
sasl.login.refresh.min.period.seconds | SHORT | 60 | [0,...,900] | LOW
sasl.login.refresh.window.factor | DOUBLE | 0.8 | [0.5,...,1.0] | LOW
sasl.login.refresh.window.jitter | DOUBLE | 0.05 | [0.0,...,0.25] | LOW
sasl.login.retry.backoff.max.ms | LONG | 10000 | null | LOW
sasl.login.retry.backoff.ms | LONG | 100 | null | LOW
sasl.mechanism | STRING | GSSAPI | null | MEDIUM
sasl.oauthbearer.assertion.algorithm | STRING | RS256 | (case insensitive) [ES256, RS256] | MEDIUM
sasl.oauthbearer.assertion.claim.aud | STRING | null | null | MEDIUM
sasl.oauthbearer.assertion.claim.exp.seconds | INT | 300 | [0,...,86400] | LOW
sasl.oauthbearer.assertion.claim.iss | STRING | null | null | MEDIUM
sasl.oauthbearer.assertion.claim.jti.include | BOOLEAN | false | null | MEDIUM
sasl.oauthbearer.assertion.claim.nbf.seconds | INT | 60 | [0,...,3600] | LOW
sasl.oauthbearer.assertion.claim.sub | STRING | null | null | MEDIUM
sasl.oauthbearer.assertion.file | STRING | null | null | MEDIUM
sasl.oauthbearer.assertion.private.key.file | STRING | null | null | MEDIUM
sasl.oauthbearer.assertion.private.key.passphrase | PASSWORD | null | null | MEDIUM
sasl.oauthbearer.assertion.template.file | STRING | null | null | MEDIUM
sasl.oauthbearer.client.credentials.client.id | STRING | null | null | MEDIUM
sasl.oauthbearer.client.credentials.client.secret | PASSWORD | null | null | MEDIUM
sasl.oauthbearer.clock.skew.seconds | INT | 30 | null | LOW
sasl.oauthbearer.expected.audience | LIST |  |  | HIGH
sasl.oauthbearer.expected.issuer | STRING | null | null | HIGH
sasl.oauthbearer.header.urlencode | BOOLEAN | false | null | LOW
sasl.oauthbearer.jwks.endpoint.refresh.ms | LONG | 3600000 | null | LOW
sasl.oauthbearer.jwks.endpoint.retry.backoff.max.ms | LONG | 10000 | null | LOW
sasl.oauthbearer.jwks.endpoint.retry.backoff.ms | LONG | 100 | null | LOW
sasl.oauthbearer.jwks.endpoint.url | STRING | null | null | MEDIUM
sasl.oauthbearer.jwt.retriever.class | CLASS | org.apache.kafka.common.security.oauthbearer.DefaultJwtRetriever | null | MEDIUM
sasl.oauthbearer.jwt.validator.class | CLASS | org.apache.kafka.common.security.oauthbearer.DefaultJwtValidator | null | MEDIUM
sasl.oauthbearer.scope | STRING | null | null | MEDIUM
sasl.oauthbearer.scope.claim.name | STRING | scope | null | LOW
sasl.oauthbearer.sub.claim.name | STRING | sub | null | LOW
sasl.oauthbearer.token.endpoint.url | STRING | null | null | MEDIUM
security.protocol | STRING | PLAINTEXT | (case insensitive) [SASL_SSL, PLAINTEXT, SSL, SASL_PLAINTEXT] | MEDIUM
security.providers | STRING | null | null | LOW
send.buffer.bytes | INT | 131072 | [-1,...] | MEDIUM
socket.connection.setup.timeout.max.ms | LONG | 30000 | null | MEDIUM
socket.connection.setup.timeout.ms | LONG | 10000 | null | MEDIUM
ssl.cipher.suites | LIST |  |  | LOW
ssl.enabled.protocols | LIST | TLSv1.2,TLSv1.3 |  | MEDIUM
ssl.endpoint.identification.algorithm | STRING | https | null | LOW
ssl.engine.factory.class | CLASS | null | null | LOW
ssl.key.password | PASSWORD | null | null | HIGH
ssl.keymanager.algorithm | STRING | SunX509 | null | LOW
ssl.keystore.certificate.chain | PASSWORD | null | null | HIGH
ssl.keystore.key | PASSWORD | null | null | HIGH
ssl.keystore.location | STRING | null | null | HIGH
ssl.keystore.password | PASSWORD | null | null | HIGH
ssl.keystore.type | STRING | JKS | null | MEDIUM
ssl.protocol | STRING | TLSv1.3 | null | MEDIUM
ssl.provider | STRING | null | null | MEDIUM
ssl.secure.random.implementation | STRING | null | null | LOW
ssl.trustmanager.algorithm | STRING | PKIX | null | LOW
ssl.truststore.certificates | PASSWORD | null | null | HIGH
ssl.truststore.location | STRING | null | null | HIGH
ssl.truststore.password | PASSWORD | null | null | HIGH
ssl.truststore.type | STRING | JKS | null | MEDIUM
transaction.timeout.ms | INT | 60000 | null | LOW
transaction.two.phase.commit.enable | BOOLEAN | false | null | LOW
transactional.id | STRING | null | non-empty string | LOW
value.serializer | CLASS | <required> | null | HIGH
`;

/** `ConsumerConfig`. */
const CONSUMER = `
allow.auto.create.topics | BOOLEAN | true | null | MEDIUM
auto.commit.interval.ms | INT | 5000 | [0,...] | LOW
auto.offset.reset | STRING | latest | [latest, earliest, none, by_duration:PnDTnHnMn.nS] | MEDIUM
bootstrap.servers | LIST | <required> |  | HIGH
check.crcs | BOOLEAN | true | null | LOW
client.dns.lookup | STRING | use_all_dns_ips | [use_all_dns_ips, resolve_canonical_bootstrap_servers_only] | MEDIUM
client.id | STRING |  | null | LOW
client.rack | STRING |  | null | LOW
config.providers | LIST |  |  | LOW
connections.max.idle.ms | LONG | 540000 | null | MEDIUM
default.api.timeout.ms | INT | 60000 | [0,...] | MEDIUM
enable.auto.commit | BOOLEAN | true | null | MEDIUM
enable.metrics.push | BOOLEAN | true | null | LOW
exclude.internal.topics | BOOLEAN | true | null | MEDIUM
fetch.max.bytes | INT | 52428800 | [0,...] | MEDIUM
fetch.max.wait.ms | INT | 500 | [0,...] | LOW
fetch.min.bytes | INT | 1 | [0,...] | HIGH
group.id | STRING | null | null | HIGH
group.instance.id | STRING | null | non-empty string | MEDIUM
group.protocol | STRING | classic | (case insensitive) [CONSUMER, CLASSIC] | HIGH
group.remote.assignor | STRING | null | null | MEDIUM
heartbeat.interval.ms | INT | 3000 | null | HIGH
interceptor.classes | LIST |  |  | LOW
internal.throw.on.fetch.stable.offset.unsupported | BOOLEAN | false | null | LOW | internal
isolation.level | STRING | read_uncommitted | [read_committed, read_uncommitted] | MEDIUM
key.deserializer | CLASS | <required> | null | HIGH
max.partition.fetch.bytes | INT | 1048576 | [0,...] | HIGH
max.poll.interval.ms | INT | 300000 | [1,...] | MEDIUM
max.poll.records | INT | 500 | [1,...] | MEDIUM
metadata.max.age.ms | LONG | 300000 | [0,...] | LOW
metadata.recovery.rebootstrap.trigger.ms | LONG | 300000 | [0,...] | LOW
metadata.recovery.strategy | STRING | rebootstrap | (case insensitive) [REBOOTSTRAP, NONE] | LOW
metric.reporters | LIST | org.apache.kafka.common.metrics.JmxReporter |  | LOW
metrics.num.samples | INT | 2 | [1,...] | LOW
metrics.recording.level | STRING | INFO | [INFO, DEBUG, TRACE] | LOW
metrics.sample.window.ms | LONG | 30000 | [0,...] | LOW
partition.assignment.strategy | LIST | class org.apache.kafka.clients.consumer.RangeAssignor,class org.apache.kafka.clients.consumer.CooperativeStickyAssignor |  | MEDIUM
receive.buffer.bytes | INT | 65536 | [-1,...] | MEDIUM
reconnect.backoff.max.ms | LONG | 1000 | [0,...] | LOW
reconnect.backoff.ms | LONG | 50 | [0,...] | LOW
request.timeout.ms | INT | 30000 | [0,...] | MEDIUM
retry.backoff.max.ms | LONG | 1000 | [0,...] | LOW
retry.backoff.ms | LONG | 100 | [0,...] | LOW
sasl.client.callback.handler.class | CLASS | null | null | MEDIUM
sasl.jaas.config | PASSWORD | null | null | MEDIUM
sasl.kerberos.kinit.cmd | STRING | /usr/bin/kinit | null | LOW
sasl.kerberos.min.time.before.relogin | LONG | 60000 | null | LOW
sasl.kerberos.service.name | STRING | null | null | MEDIUM
sasl.kerberos.ticket.renew.jitter | DOUBLE | 0.05 | null | LOW
sasl.kerberos.ticket.renew.window.factor | DOUBLE | 0.8 | null | LOW
sasl.login.callback.handler.class | CLASS | null | null | MEDIUM
sasl.login.class | CLASS | null | null | MEDIUM
sasl.login.connect.timeout.ms | INT | null | null | LOW
sasl.login.read.timeout.ms | INT | null | null | LOW
sasl.login.refresh.buffer.seconds | SHORT | 300 | [0,...,3600] | LOW
sasl.login.refresh.min.period.seconds | SHORT | 60 | [0,...,900] | LOW
sasl.login.refresh.window.factor | DOUBLE | 0.8 | [0.5,...,1.0] | LOW
sasl.login.refresh.window.jitter | DOUBLE | 0.05 | [0.0,...,0.25] | LOW
sasl.login.retry.backoff.max.ms | LONG | 10000 | null | LOW
sasl.login.retry.backoff.ms | LONG | 100 | null | LOW
sasl.mechanism | STRING | GSSAPI | null | MEDIUM
sasl.oauthbearer.assertion.algorithm | STRING | RS256 | (case insensitive) [ES256, RS256] | MEDIUM
sasl.oauthbearer.assertion.claim.aud | STRING | null | null | MEDIUM
sasl.oauthbearer.assertion.claim.exp.seconds | INT | 300 | [0,...,86400] | LOW
sasl.oauthbearer.assertion.claim.iss | STRING | null | null | MEDIUM
sasl.oauthbearer.assertion.claim.jti.include | BOOLEAN | false | null | MEDIUM
sasl.oauthbearer.assertion.claim.nbf.seconds | INT | 60 | [0,...,3600] | LOW
sasl.oauthbearer.assertion.claim.sub | STRING | null | null | MEDIUM
sasl.oauthbearer.assertion.file | STRING | null | null | MEDIUM
sasl.oauthbearer.assertion.private.key.file | STRING | null | null | MEDIUM
sasl.oauthbearer.assertion.private.key.passphrase | PASSWORD | null | null | MEDIUM
sasl.oauthbearer.assertion.template.file | STRING | null | null | MEDIUM
sasl.oauthbearer.client.credentials.client.id | STRING | null | null | MEDIUM
sasl.oauthbearer.client.credentials.client.secret | PASSWORD | null | null | MEDIUM
sasl.oauthbearer.clock.skew.seconds | INT | 30 | null | LOW
sasl.oauthbearer.expected.audience | LIST |  |  | HIGH
sasl.oauthbearer.expected.issuer | STRING | null | null | HIGH
sasl.oauthbearer.header.urlencode | BOOLEAN | false | null | LOW
sasl.oauthbearer.jwks.endpoint.refresh.ms | LONG | 3600000 | null | LOW
sasl.oauthbearer.jwks.endpoint.retry.backoff.max.ms | LONG | 10000 | null | LOW
sasl.oauthbearer.jwks.endpoint.retry.backoff.ms | LONG | 100 | null | LOW
sasl.oauthbearer.jwks.endpoint.url | STRING | null | null | MEDIUM
sasl.oauthbearer.jwt.retriever.class | CLASS | org.apache.kafka.common.security.oauthbearer.DefaultJwtRetriever | null | MEDIUM
sasl.oauthbearer.jwt.validator.class | CLASS | org.apache.kafka.common.security.oauthbearer.DefaultJwtValidator | null | MEDIUM
sasl.oauthbearer.scope | STRING | null | null | MEDIUM
sasl.oauthbearer.scope.claim.name | STRING | scope | null | LOW
sasl.oauthbearer.sub.claim.name | STRING | sub | null | LOW
sasl.oauthbearer.token.endpoint.url | STRING | null | null | MEDIUM
security.protocol | STRING | PLAINTEXT | (case insensitive) [SASL_SSL, PLAINTEXT, SSL, SASL_PLAINTEXT] | MEDIUM
security.providers | STRING | null | null | LOW
send.buffer.bytes | INT | 131072 | [-1,...] | MEDIUM
session.timeout.ms | INT | 45000 | null | HIGH
share.acknowledgement.mode | STRING | implicit | [implicit, explicit] | MEDIUM
share.acquire.mode | STRING | BATCH_OPTIMIZED | [batch_optimized, record_limit] | MEDIUM
socket.connection.setup.timeout.max.ms | LONG | 30000 | null | MEDIUM
socket.connection.setup.timeout.ms | LONG | 10000 | null | MEDIUM
ssl.cipher.suites | LIST |  |  | LOW
ssl.enabled.protocols | LIST | TLSv1.2,TLSv1.3 |  | MEDIUM
ssl.endpoint.identification.algorithm | STRING | https | null | LOW
ssl.engine.factory.class | CLASS | null | null | LOW
ssl.key.password | PASSWORD | null | null | HIGH
ssl.keymanager.algorithm | STRING | SunX509 | null | LOW
ssl.keystore.certificate.chain | PASSWORD | null | null | HIGH
ssl.keystore.key | PASSWORD | null | null | HIGH
ssl.keystore.location | STRING | null | null | HIGH
ssl.keystore.password | PASSWORD | null | null | HIGH
ssl.keystore.type | STRING | JKS | null | MEDIUM
ssl.protocol | STRING | TLSv1.3 | null | MEDIUM
ssl.provider | STRING | null | null | MEDIUM
ssl.secure.random.implementation | STRING | null | null | LOW
ssl.trustmanager.algorithm | STRING | PKIX | null | LOW
ssl.truststore.certificates | PASSWORD | null | null | HIGH
ssl.truststore.location | STRING | null | null | HIGH
ssl.truststore.password | PASSWORD | null | null | HIGH
ssl.truststore.type | STRING | JKS | null | MEDIUM
value.deserializer | CLASS | <required> | null | HIGH
`;

/** `AdminClientConfig`. */
const ADMIN = `
bootstrap.controllers | LIST |  |  | HIGH
bootstrap.servers | LIST |  |  | HIGH
client.dns.lookup | STRING | use_all_dns_ips | [use_all_dns_ips, resolve_canonical_bootstrap_servers_only] | MEDIUM
client.id | STRING |  | null | MEDIUM
config.providers | LIST |  |  | LOW
connections.max.idle.ms | LONG | 300000 | null | MEDIUM
default.api.timeout.ms | INT | 60000 | [0,...] | MEDIUM
enable.metrics.push | BOOLEAN | false | null | LOW
metadata.max.age.ms | LONG | 300000 | [0,...] | LOW
metadata.recovery.rebootstrap.trigger.ms | LONG | 300000 | [0,...] | LOW
metadata.recovery.strategy | STRING | rebootstrap | (case insensitive) [REBOOTSTRAP, NONE] | LOW
metric.reporters | LIST | org.apache.kafka.common.metrics.JmxReporter |  | LOW
metrics.num.samples | INT | 2 | [1,...] | LOW
metrics.recording.level | STRING | INFO | [INFO, DEBUG, TRACE] | LOW
metrics.sample.window.ms | LONG | 30000 | [0,...] | LOW
receive.buffer.bytes | INT | 65536 | [-1,...] | MEDIUM
reconnect.backoff.max.ms | LONG | 1000 | [0,...] | LOW
reconnect.backoff.ms | LONG | 50 | [0,...] | LOW
request.timeout.ms | INT | 30000 | [0,...] | MEDIUM
retries | INT | 2147483647 | [0,...,2147483647] | LOW
retry.backoff.max.ms | LONG | 1000 | [0,...] | LOW
retry.backoff.ms | LONG | 100 | [0,...] | LOW
sasl.client.callback.handler.class | CLASS | null | null | MEDIUM
sasl.jaas.config | PASSWORD | null | null | MEDIUM
sasl.kerberos.kinit.cmd | STRING | /usr/bin/kinit | null | LOW
sasl.kerberos.min.time.before.relogin | LONG | 60000 | null | LOW
sasl.kerberos.service.name | STRING | null | null | MEDIUM
sasl.kerberos.ticket.renew.jitter | DOUBLE | 0.05 | null | LOW
sasl.kerberos.ticket.renew.window.factor | DOUBLE | 0.8 | null | LOW
sasl.login.callback.handler.class | CLASS | null | null | MEDIUM
sasl.login.class | CLASS | null | null | MEDIUM
sasl.login.connect.timeout.ms | INT | null | null | LOW
sasl.login.read.timeout.ms | INT | null | null | LOW
sasl.login.refresh.buffer.seconds | SHORT | 300 | [0,...,3600] | LOW
sasl.login.refresh.min.period.seconds | SHORT | 60 | [0,...,900] | LOW
sasl.login.refresh.window.factor | DOUBLE | 0.8 | [0.5,...,1.0] | LOW
sasl.login.refresh.window.jitter | DOUBLE | 0.05 | [0.0,...,0.25] | LOW
sasl.login.retry.backoff.max.ms | LONG | 10000 | null | LOW
sasl.login.retry.backoff.ms | LONG | 100 | null | LOW
sasl.mechanism | STRING | GSSAPI | null | MEDIUM
sasl.oauthbearer.assertion.algorithm | STRING | RS256 | (case insensitive) [ES256, RS256] | MEDIUM
sasl.oauthbearer.assertion.claim.aud | STRING | null | null | MEDIUM
sasl.oauthbearer.assertion.claim.exp.seconds | INT | 300 | [0,...,86400] | LOW
sasl.oauthbearer.assertion.claim.iss | STRING | null | null | MEDIUM
sasl.oauthbearer.assertion.claim.jti.include | BOOLEAN | false | null | MEDIUM
sasl.oauthbearer.assertion.claim.nbf.seconds | INT | 60 | [0,...,3600] | LOW
sasl.oauthbearer.assertion.claim.sub | STRING | null | null | MEDIUM
sasl.oauthbearer.assertion.file | STRING | null | null | MEDIUM
sasl.oauthbearer.assertion.private.key.file | STRING | null | null | MEDIUM
sasl.oauthbearer.assertion.private.key.passphrase | PASSWORD | null | null | MEDIUM
sasl.oauthbearer.assertion.template.file | STRING | null | null | MEDIUM
sasl.oauthbearer.client.credentials.client.id | STRING | null | null | MEDIUM
sasl.oauthbearer.client.credentials.client.secret | PASSWORD | null | null | MEDIUM
sasl.oauthbearer.clock.skew.seconds | INT | 30 | null | LOW
sasl.oauthbearer.expected.audience | LIST |  |  | HIGH
sasl.oauthbearer.expected.issuer | STRING | null | null | HIGH
sasl.oauthbearer.header.urlencode | BOOLEAN | false | null | LOW
sasl.oauthbearer.jwks.endpoint.refresh.ms | LONG | 3600000 | null | LOW
sasl.oauthbearer.jwks.endpoint.retry.backoff.max.ms | LONG | 10000 | null | LOW
sasl.oauthbearer.jwks.endpoint.retry.backoff.ms | LONG | 100 | null | LOW
sasl.oauthbearer.jwks.endpoint.url | STRING | null | null | MEDIUM
sasl.oauthbearer.jwt.retriever.class | CLASS | org.apache.kafka.common.security.oauthbearer.DefaultJwtRetriever | null | MEDIUM
sasl.oauthbearer.jwt.validator.class | CLASS | org.apache.kafka.common.security.oauthbearer.DefaultJwtValidator | null | MEDIUM
sasl.oauthbearer.scope | STRING | null | null | MEDIUM
sasl.oauthbearer.scope.claim.name | STRING | scope | null | LOW
sasl.oauthbearer.sub.claim.name | STRING | sub | null | LOW
sasl.oauthbearer.token.endpoint.url | STRING | null | null | MEDIUM
security.protocol | STRING | PLAINTEXT | (case insensitive) [SASL_SSL, PLAINTEXT, SSL, SASL_PLAINTEXT] | MEDIUM
security.providers | STRING | null | null | LOW
send.buffer.bytes | INT | 131072 | [-1,...] | MEDIUM
socket.connection.setup.timeout.max.ms | LONG | 30000 | null | MEDIUM
socket.connection.setup.timeout.ms | LONG | 10000 | null | MEDIUM
ssl.cipher.suites | LIST |  |  | LOW
ssl.enabled.protocols | LIST | TLSv1.2,TLSv1.3 |  | MEDIUM
ssl.endpoint.identification.algorithm | STRING | https | null | LOW
ssl.engine.factory.class | CLASS | null | null | LOW
ssl.key.password | PASSWORD | null | null | HIGH
ssl.keymanager.algorithm | STRING | SunX509 | null | LOW
ssl.keystore.certificate.chain | PASSWORD | null | null | HIGH
ssl.keystore.key | PASSWORD | null | null | HIGH
ssl.keystore.location | STRING | null | null | HIGH
ssl.keystore.password | PASSWORD | null | null | HIGH
ssl.keystore.type | STRING | JKS | null | MEDIUM
ssl.protocol | STRING | TLSv1.3 | null | MEDIUM
ssl.provider | STRING | null | null | MEDIUM
ssl.secure.random.implementation | STRING | null | null | LOW
ssl.trustmanager.algorithm | STRING | PKIX | null | LOW
ssl.truststore.certificates | PASSWORD | null | null | HIGH
ssl.truststore.location | STRING | null | null | HIGH
ssl.truststore.password | PASSWORD | null | null | HIGH
ssl.truststore.type | STRING | JKS | null | MEDIUM
`;

/** `LogConfig`. */
const TOPIC = `
cleanup.policy | LIST | delete | [compact, delete] | MEDIUM
compression.gzip.level | INT | -1 | [1,...,9] or -1 | MEDIUM
compression.lz4.level | INT | 9 | [1,...,17] | MEDIUM
compression.type | STRING | producer | [uncompressed, zstd, lz4, snappy, gzip, producer] | MEDIUM
compression.zstd.level | INT | 3 | [-131072,...,22] | MEDIUM
delete.retention.ms | LONG | 86400000 | [0,...] | MEDIUM
file.delete.delay.ms | LONG | 60000 | [0,...] | MEDIUM
flush.messages | LONG | 9223372036854775807 | [1,...] | MEDIUM
flush.ms | LONG | 9223372036854775807 | [0,...] | MEDIUM
follower.replication.throttled.replicas | LIST |  | [partitionId]:[brokerId],[partitionId]:[brokerId],... | MEDIUM
index.interval.bytes | INT | 4096 | [0,...] | MEDIUM
internal.segment.bytes | INT | null | null | MEDIUM | internal
leader.replication.throttled.replicas | LIST |  | [partitionId]:[brokerId],[partitionId]:[brokerId],... | MEDIUM
local.retention.bytes | LONG | -2 | [-2,...] | MEDIUM
local.retention.ms | LONG | -2 | [-2,...] | MEDIUM
max.compaction.lag.ms | LONG | 9223372036854775807 | [1,...] | MEDIUM
max.message.bytes | INT | 1048588 | [0,...] | MEDIUM
message.timestamp.after.max.ms | LONG | 3600000 | [0,...] | MEDIUM
message.timestamp.before.max.ms | LONG | 9223372036854775807 | [0,...] | MEDIUM
message.timestamp.type | STRING | CreateTime | [CreateTime, LogAppendTime] | MEDIUM
min.cleanable.dirty.ratio | DOUBLE | 0.5 | [0,...,1] | MEDIUM
min.compaction.lag.ms | LONG | 0 | [0,...] | MEDIUM
min.insync.replicas | INT | 1 | [1,...] | MEDIUM
preallocate | BOOLEAN | false | null | MEDIUM
remote.log.copy.disable | BOOLEAN | false | null | MEDIUM
remote.log.delete.on.disable | BOOLEAN | false | null | MEDIUM
remote.storage.enable | BOOLEAN | false | null | MEDIUM
retention.bytes | LONG | -1 | null | MEDIUM
retention.ms | LONG | 604800000 | [-1,...] | MEDIUM
segment.bytes | INT | 1073741824 | [1048576,...] | MEDIUM
segment.index.bytes | INT | 10485760 | [4,...] | MEDIUM
segment.jitter.ms | LONG | 0 | [0,...] | MEDIUM
segment.ms | LONG | 604800000 | [1,...] | MEDIUM
unclean.leader.election.enable | BOOLEAN | false | null | MEDIUM
`;

/** `GroupConfig`. */
const GROUP = `
consumer.assignment.interval.ms | INT | 1000 | [0,...] | MEDIUM
consumer.heartbeat.interval.ms | INT | 5000 | [1,...] | MEDIUM
consumer.session.timeout.ms | INT | 45000 | [1,...] | MEDIUM
share.assignment.interval.ms | INT | 1000 | [0,...] | MEDIUM
share.auto.offset.reset | STRING | latest | [latest, earliest, by_duration:PnDTnHnMn.nS] | MEDIUM
share.delivery.count.limit | INT | 5 | [2,...] | MEDIUM
share.heartbeat.interval.ms | INT | 5000 | [1,...] | MEDIUM
share.isolation.level | STRING | read_uncommitted | [read_committed, read_uncommitted] | MEDIUM
share.partition.max.record.locks | INT | 2000 | [100,...] | MEDIUM
share.record.lock.duration.ms | INT | 30000 | [1000,...] | MEDIUM
share.renew.acknowledge.enable | BOOLEAN | true | null | MEDIUM
share.session.timeout.ms | INT | 45000 | [1,...] | MEDIUM
streams.assignment.interval.ms | INT | 1000 | [0,...] | MEDIUM
streams.heartbeat.interval.ms | INT | 5000 | [1,...] | MEDIUM
streams.initial.rebalance.delay.ms | INT | 3000 | [0,...] | MEDIUM
streams.num.standby.replicas | INT | 0 | [0,...] | MEDIUM
streams.session.timeout.ms | INT | 45000 | [1,...] | MEDIUM
`;

/** `AbstractKafkaConfig`. */
const BROKER = `
add.partitions.to.txn.retry.backoff.max.ms | INT | 100 | [0,...] | HIGH
add.partitions.to.txn.retry.backoff.ms | INT | 20 | [1,...] | HIGH
advertised.listeners | LIST | null |  | HIGH
alter.config.policy.class.name | CLASS | null | null | LOW
alter.log.dirs.replication.quota.window.num | INT | 11 | [1,...] | LOW
alter.log.dirs.replication.quota.window.size.seconds | INT | 1 | [1,...] | LOW
authorizer.class.name | STRING |  | non-null string | LOW
auto.create.topics.enable | BOOLEAN | true | null | HIGH
auto.leader.rebalance.enable | BOOLEAN | true | null | HIGH
background.threads | INT | 10 | [1,...] | HIGH
broker.heartbeat.interval.ms | INT | 2000 | null | MEDIUM
broker.id | INT | -1 | null | HIGH
broker.rack | STRING | null | null | MEDIUM
broker.session.timeout.ms | INT | 9000 | null | MEDIUM
client.quota.callback.class | CLASS | null | null | LOW
compression.gzip.level | INT | -1 | [1,...,9] or -1 | MEDIUM
compression.lz4.level | INT | 9 | [1,...,17] | MEDIUM
compression.type | STRING | producer | [uncompressed, zstd, lz4, snappy, gzip, producer] | HIGH
compression.zstd.level | INT | 3 | [-131072,...,22] | MEDIUM
config.providers | LIST |  |  | LOW
connection.failed.authentication.delay.ms | INT | 100 | [0,...] | LOW
connections.max.idle.ms | LONG | 600000 | null | MEDIUM
connections.max.reauth.ms | LONG | 0 | null | MEDIUM
controlled.shutdown.enable | BOOLEAN | true | null | MEDIUM
controller.listener.names | LIST | <required> |  | HIGH
controller.performance.always.log.threshold.ms | LONG | 2000 | [0,...] | MEDIUM | internal
controller.performance.sample.period.ms | LONG | 60000 | [100,...] | MEDIUM | internal
controller.quorum.append.linger.ms | INT | 25 | [0,...] | MEDIUM
controller.quorum.auto.join.enable | BOOLEAN | false | null | LOW
controller.quorum.bootstrap.servers | LIST |  | non-empty list | HIGH
controller.quorum.election.backoff.max.ms | INT | 1000 | [0,...] | HIGH
controller.quorum.election.timeout.ms | INT | 1000 | [0,...] | HIGH
controller.quorum.fetch.max.bytes | INT | 1048576 | [1,...] | LOW
controller.quorum.fetch.snapshot.max.bytes | INT | 1048576 | [1,...] | LOW
controller.quorum.fetch.timeout.ms | INT | 2000 | [0,...] | HIGH
controller.quorum.request.timeout.ms | INT | 2000 | [0,...] | MEDIUM
controller.quorum.retry.backoff.ms | INT | 20 | [0,...] | LOW
controller.quorum.voters | LIST |  | non-empty list | HIGH
controller.quota.window.num | INT | 11 | [1,...] | LOW
controller.quota.window.size.seconds | INT | 1 | [1,...] | LOW
controller.socket.timeout.ms | INT | 30000 | null | MEDIUM
cordoned.log.dirs | LIST |  |  | MEDIUM
create.topic.policy.class.name | CLASS | null | null | LOW
default.replication.factor | INT | 1 | null | MEDIUM
delegation.token.expiry.check.interval.ms | LONG | 3600000 | [1,...] | LOW
delegation.token.expiry.time.ms | LONG | 86400000 | [1,...] | MEDIUM
delegation.token.max.lifetime.ms | LONG | 604800000 | [1,...] | MEDIUM
delegation.token.secret.key | PASSWORD | null | null | MEDIUM
delete.records.purgatory.purge.interval.requests | INT | 1 | null | MEDIUM
delete.topic.enable | BOOLEAN | true | null | HIGH
early.start.listeners | LIST | null |  | HIGH
fetch.max.bytes | INT | 57671680 | [1024,...] | MEDIUM
fetch.purgatory.purge.interval.requests | INT | 1000 | null | MEDIUM
follower.fetch.last.tiered.offset.enable | BOOLEAN | false | null | MEDIUM
group.consumer.assignment.interval.ms | INT | 1000 | [0,...] | MEDIUM
group.consumer.assignors | LIST | uniform,range |  | MEDIUM
group.consumer.heartbeat.interval.ms | INT | 5000 | [1,...] | MEDIUM
group.consumer.max.assignment.interval.ms | INT | 15000 | [0,...] | MEDIUM
group.consumer.max.heartbeat.interval.ms | INT | 15000 | [1,...] | MEDIUM
group.consumer.max.session.timeout.ms | INT | 60000 | [1,...] | MEDIUM
group.consumer.max.size | INT | 2147483647 | [1,...] | MEDIUM
group.consumer.migration.policy | STRING | bidirectional | (case insensitive) [DISABLED, DOWNGRADE, UPGRADE, BIDIRECTIONAL] | MEDIUM
group.consumer.min.assignment.interval.ms | INT | 0 | [0,...] | MEDIUM
group.consumer.min.heartbeat.interval.ms | INT | 5000 | [1,...] | MEDIUM
group.consumer.min.session.timeout.ms | INT | 45000 | [1,...] | MEDIUM
group.consumer.regex.refresh.interval.ms | INT | 600000 | [10000,...] | MEDIUM | internal
group.consumer.session.timeout.ms | INT | 45000 | [1,...] | MEDIUM
group.coordinator.append.linger.ms | INT | -1 | [-1,...] | MEDIUM
group.coordinator.background.threads | INT | 2 | [1,...] | HIGH
group.coordinator.cached.buffer.max.bytes | INT | 1048588 | [524288,...] | MEDIUM
group.coordinator.rebalance.protocols | LIST | classic,consumer,streams | [consumer, classic, share, streams] | MEDIUM
group.coordinator.threads | INT | 4 | [1,...] | HIGH
group.initial.rebalance.delay.ms | INT | 3000 | null | MEDIUM
group.max.session.timeout.ms | INT | 1800000 | null | MEDIUM
group.max.size | INT | 2147483647 | [1,...] | MEDIUM
group.min.session.timeout.ms | INT | 6000 | null | MEDIUM
group.share.assignment.interval.ms | INT | 1000 | [0,...] | MEDIUM
group.share.assignors | LIST | simple |  | MEDIUM
group.share.delivery.count.limit | INT | 5 | [2,...,10] | MEDIUM
group.share.heartbeat.interval.ms | INT | 5000 | [1,...] | MEDIUM
group.share.initialize.retry.interval.ms | INT | 30000 | [1,...] | LOW | internal
group.share.max.assignment.interval.ms | INT | 15000 | [0,...] | MEDIUM
group.share.max.delivery.count.limit | INT | 10 | [5,...,25] | MEDIUM
group.share.max.heartbeat.interval.ms | INT | 15000 | [1,...] | MEDIUM
group.share.max.partition.max.record.locks | INT | 4000 | [2000,...,10000] | MEDIUM
group.share.max.record.lock.duration.ms | INT | 60000 | [30000,...,3600000] | MEDIUM
group.share.max.session.timeout.ms | INT | 60000 | [1,...] | MEDIUM
group.share.max.share.sessions | INT | 2000 | [1,...] | MEDIUM
group.share.max.size | INT | 200 | [1,...,1000] | MEDIUM
group.share.min.assignment.interval.ms | INT | 0 | [0,...] | MEDIUM
group.share.min.delivery.count.limit | INT | 2 | [2,...,5] | MEDIUM
group.share.min.heartbeat.interval.ms | INT | 5000 | [1,...] | MEDIUM
group.share.min.partition.max.record.locks | INT | 100 | [100,...,2000] | MEDIUM
group.share.min.record.lock.duration.ms | INT | 15000 | [1000,...,30000] | MEDIUM
group.share.min.session.timeout.ms | INT | 45000 | [1,...] | MEDIUM
group.share.partition.max.record.locks | INT | 2000 | [100,...,10000] | MEDIUM
group.share.persister.class.name | STRING | org.apache.kafka.server.share.persister.DefaultStatePersister | null | MEDIUM | internal
group.share.record.lock.duration.ms | INT | 30000 | [1000,...,3600000] | MEDIUM
group.share.session.timeout.ms | INT | 45000 | [1,...] | MEDIUM
group.streams.assignment.interval.ms | INT | 1000 | [0,...] | MEDIUM
group.streams.heartbeat.interval.ms | INT | 5000 | [1,...] | MEDIUM
group.streams.initial.rebalance.delay.ms | INT | 3000 | [0,...] | MEDIUM
group.streams.max.assignment.interval.ms | INT | 15000 | [0,...] | MEDIUM
group.streams.max.heartbeat.interval.ms | INT | 15000 | [1,...] | MEDIUM
group.streams.max.session.timeout.ms | INT | 60000 | [1,...] | MEDIUM
group.streams.max.size | INT | 2147483647 | [1,...] | MEDIUM
group.streams.max.standby.replicas | INT | 2 | [0,...] | MEDIUM
group.streams.min.assignment.interval.ms | INT | 0 | [0,...] | MEDIUM
group.streams.min.heartbeat.interval.ms | INT | 5000 | [1,...] | MEDIUM
group.streams.min.session.timeout.ms | INT | 45000 | [1,...] | MEDIUM
group.streams.num.standby.replicas | INT | 0 | [0,...] | MEDIUM
group.streams.session.timeout.ms | INT | 45000 | [1,...] | MEDIUM
initial.broker.registration.timeout.ms | INT | 60000 | null | MEDIUM
inter.broker.listener.name | STRING | null | null | MEDIUM
internal.metadata.delete.delay.millis | LONG | 60000 | null | LOW | internal
internal.metadata.log.segment.bytes | INT | null | null | LOW | internal
internal.metadata.max.batch.size.in.bytes | INT | 8388608 | null | LOW | internal
kafka.metrics.polling.interval.secs | INT | 10 | [1,...] | LOW
kafka.metrics.reporters | LIST |  |  | LOW
leader.imbalance.check.interval.seconds | LONG | 300 | [1,...] | HIGH
listener.security.protocol.map | STRING | SASL_SSL:SASL_SSL,PLAINTEXT:PLAINTEXT,SSL:SSL,SASL_PLAINTEXT:SASL_PLAINTEXT | null | LOW
listeners | LIST | PLAINTEXT://:9092 |  | HIGH
log.cleaner.backoff.ms | LONG | 15000 | [0,...] | MEDIUM
log.cleaner.dedupe.buffer.size | LONG | 134217728 | null | MEDIUM
log.cleaner.delete.retention.ms | LONG | 86400000 | [0,...] | MEDIUM
log.cleaner.enable | BOOLEAN | true | null | MEDIUM
log.cleaner.io.buffer.load.factor | DOUBLE | 0.9 | null | MEDIUM
log.cleaner.io.buffer.size | INT | 524288 | [0,...] | MEDIUM
log.cleaner.io.max.bytes.per.second | DOUBLE | 1.7976931348623157E308 | null | MEDIUM
log.cleaner.max.compaction.lag.ms | LONG | 9223372036854775807 | [1,...] | MEDIUM
log.cleaner.min.cleanable.ratio | DOUBLE | 0.5 | [0,...,1] | MEDIUM
log.cleaner.min.compaction.lag.ms | LONG | 0 | [0,...] | MEDIUM
log.cleaner.threads | INT | 1 | [0,...] | MEDIUM
log.cleanup.policy | LIST | delete | [compact, delete] | MEDIUM
log.dir | LIST | /tmp/kafka-logs |  | HIGH
log.dir.failure.timeout.ms | LONG | 30000 | [1,...] | LOW
log.dirs | LIST | null |  | HIGH
log.flush.interval.messages | LONG | 9223372036854775807 | [1,...] | HIGH
log.flush.interval.ms | LONG | null | null | HIGH
log.flush.offset.checkpoint.interval.ms | INT | 60000 | [0,...] | HIGH
log.flush.scheduler.interval.ms | LONG | 9223372036854775807 | null | HIGH
log.flush.start.offset.checkpoint.interval.ms | INT | 60000 | [0,...] | HIGH
log.index.interval.bytes | INT | 4096 | [0,...] | MEDIUM
log.index.size.max.bytes | INT | 10485760 | [4,...] | MEDIUM
log.initial.task.delay.ms | LONG | 30000 | [0,...] | LOW | internal
log.local.retention.bytes | LONG | -2 | [-2,...] | MEDIUM
log.local.retention.ms | LONG | -2 | [-2,...] | MEDIUM
log.message.timestamp.after.max.ms | LONG | 3600000 | [0,...] | MEDIUM
log.message.timestamp.before.max.ms | LONG | 9223372036854775807 | [0,...] | MEDIUM
log.message.timestamp.type | STRING | CreateTime | [CreateTime, LogAppendTime] | MEDIUM
log.preallocate | BOOLEAN | false | null | MEDIUM
log.retention.bytes | LONG | -1 | null | HIGH
log.retention.check.interval.ms | LONG | 300000 | [1,...] | MEDIUM
log.retention.hours | INT | 168 | null | HIGH
log.retention.minutes | INT | null | null | HIGH
log.retention.ms | LONG | null | null | HIGH
log.roll.hours | INT | 168 | [1,...] | HIGH
log.roll.jitter.hours | INT | 0 | [0,...] | HIGH
log.roll.jitter.ms | LONG | null | null | HIGH
log.roll.ms | LONG | null | null | HIGH
log.segment.bytes | INT | 1073741824 | [1048576,...] | HIGH
log.segment.delete.delay.ms | LONG | 60000 | [0,...] | HIGH
max.connection.creation.rate | INT | 2147483647 | [0,...] | MEDIUM
max.connections | INT | 2147483647 | [0,...] | MEDIUM
max.connections.per.ip | INT | 2147483647 | [0,...] | MEDIUM
max.connections.per.ip.overrides | STRING |  | null | MEDIUM
max.incremental.fetch.session.cache.slots | INT | 1000 | [0,...] | MEDIUM
max.request.partition.size.limit | INT | 2000 | [1,...] | MEDIUM
message.max.bytes | INT | 1048588 | [0,...] | HIGH
metadata.log.dir | STRING | null | null | HIGH
metadata.log.max.record.bytes.between.snapshots | LONG | 20971520 | [1,...] | HIGH
metadata.log.max.snapshot.interval.ms | LONG | 3600000 | [0,...] | HIGH
metadata.log.segment.bytes | INT | 1073741824 | [8388608,...] | HIGH
metadata.log.segment.ms | LONG | 604800000 | null | HIGH
metadata.max.idle.interval.ms | INT | 500 | [0,...] | LOW
metadata.max.retention.bytes | LONG | 104857600 | null | HIGH
metadata.max.retention.ms | LONG | 604800000 | null | HIGH
metric.reporters | LIST | org.apache.kafka.common.metrics.JmxReporter |  | LOW
metrics.num.samples | INT | 2 | [1,...] | LOW
metrics.recording.level | STRING | INFO | null | LOW
metrics.sample.window.ms | LONG | 30000 | [1,...] | LOW
min.insync.replicas | INT | 1 | [1,...] | HIGH
node.id | INT | <required> | [0,...] | HIGH
num.io.threads | INT | 8 | [1,...] | HIGH
num.network.threads | INT | 3 | [1,...] | HIGH
num.partitions | INT | 1 | [1,...] | MEDIUM
num.recovery.threads.per.data.dir | INT | 2 | [1,...] | HIGH
num.replica.alter.log.dirs.threads | INT | null | null | HIGH
num.replica.fetchers | INT | 1 | [1,...] | HIGH
offset.metadata.max.bytes | INT | 4096 | null | HIGH
offsets.commit.timeout.ms | INT | 5000 | [1,...] | HIGH
offsets.load.buffer.size | INT | 5242880 | [1,...] | HIGH
offsets.retention.check.interval.ms | LONG | 600000 | [1,...] | HIGH
offsets.retention.minutes | INT | 10080 | [1,...] | HIGH
offsets.topic.compression.codec | INT | 0 | null | HIGH
offsets.topic.num.partitions | INT | 50 | [1,...] | HIGH
offsets.topic.replication.factor | SHORT | 3 | [1,...] | HIGH
offsets.topic.segment.bytes | INT | 104857600 | [1,...] | HIGH
principal.builder.class | CLASS | org.apache.kafka.common.security.authenticator.DefaultKafkaPrincipalBuilder | null | MEDIUM
process.roles | LIST | <required> | [broker, controller] | HIGH
producer.id.expiration.check.interval.ms | INT | 600000 | [1,...] | LOW | internal
producer.id.expiration.ms | INT | 86400000 | [1,...] | LOW
producer.purgatory.purge.interval.requests | INT | 1000 | null | MEDIUM
queued.max.request.bytes | LONG | -1 | null | MEDIUM
queued.max.requests | INT | 500 | [1,...] | HIGH
quota.window.num | INT | 11 | [1,...] | LOW
quota.window.size.seconds | INT | 1 | [1,...] | LOW
remote.fetch.max.wait.ms | INT | 500 | [1,...] | MEDIUM
remote.list.offsets.request.timeout.ms | LONG | 30000 | [1,...] | MEDIUM
remote.log.index.file.cache.total.size.bytes | LONG | 1073741824 | [1,...] | LOW
remote.log.index.file.cache.ttl.ms | LONG | 900000 | [-1,...] | LOW | internal
remote.log.manager.copier.thread.pool.size | INT | 10 | [1,...] | MEDIUM
remote.log.manager.copy.max.bytes.per.second | LONG | 9223372036854775807 | [1,...] | MEDIUM
remote.log.manager.copy.quota.window.num | INT | 11 | [1,...] | MEDIUM
remote.log.manager.copy.quota.window.size.seconds | INT | 1 | [1,...] | MEDIUM
remote.log.manager.expiration.thread.pool.size | INT | 10 | [1,...] | MEDIUM
remote.log.manager.fetch.max.bytes.per.second | LONG | 9223372036854775807 | [1,...] | MEDIUM
remote.log.manager.fetch.quota.window.num | INT | 11 | [1,...] | MEDIUM
remote.log.manager.fetch.quota.window.size.seconds | INT | 1 | [1,...] | MEDIUM
remote.log.manager.follower.thread.pool.size | INT | 2 | [1,...] | MEDIUM
remote.log.manager.task.interval.ms | LONG | 30000 | [1,...] | LOW
remote.log.manager.task.retry.backoff.max.ms | LONG | 30000 | [1,...] | LOW | internal
remote.log.manager.task.retry.backoff.ms | LONG | 500 | [1,...] | LOW | internal
remote.log.manager.task.retry.jitter | DOUBLE | 0.2 | [0,...,0.5] | LOW | internal
remote.log.manager.thread.pool.size | INT | 2 | [1,...] | MEDIUM
remote.log.metadata.custom.metadata.max.bytes | INT | 128 | [0,...] | LOW
remote.log.metadata.manager.class.name | STRING | org.apache.kafka.server.log.remote.metadata.storage.TopicBasedRemoteLogMetadataManager | non-empty string | MEDIUM
remote.log.metadata.manager.class.path | STRING | null | null | MEDIUM
remote.log.metadata.manager.impl.prefix | STRING | rlmm.config. | non-empty string | MEDIUM
remote.log.metadata.manager.listener.name | STRING | null | non-empty string | MEDIUM
remote.log.reader.max.pending.tasks | INT | 100 | [1,...] | MEDIUM
remote.log.reader.threads | INT | 10 | [1,...] | MEDIUM
remote.log.storage.manager.class.name | STRING | null | non-empty string | MEDIUM
remote.log.storage.manager.class.path | STRING | null | null | MEDIUM
remote.log.storage.manager.impl.prefix | STRING | rsm.config. | non-empty string | MEDIUM
remote.log.storage.system.enable | BOOLEAN | false | null | MEDIUM
replica.fetch.backoff.ms | INT | 1000 | [0,...] | MEDIUM
replica.fetch.max.bytes | INT | 1048576 | [0,...] | MEDIUM
replica.fetch.min.bytes | INT | 1 | null | HIGH
replica.fetch.response.max.bytes | INT | 10485760 | [0,...] | MEDIUM
replica.fetch.wait.max.ms | INT | 500 | null | HIGH
replica.high.watermark.checkpoint.interval.ms | LONG | 5000 | null | HIGH
replica.lag.time.max.ms | LONG | 30000 | null | HIGH
replica.selector.class | STRING | null | null | MEDIUM
replica.socket.receive.buffer.bytes | INT | 65536 | null | HIGH
replica.socket.timeout.ms | INT | 30000 | null | HIGH
replication.quota.window.num | INT | 11 | [1,...] | LOW
replication.quota.window.size.seconds | INT | 1 | [1,...] | LOW
request.timeout.ms | INT | 30000 | null | HIGH
sasl.client.callback.handler.class | CLASS | null | null | MEDIUM
sasl.enabled.mechanisms | LIST | GSSAPI |  | MEDIUM
sasl.jaas.config | PASSWORD | null | null | MEDIUM
sasl.kerberos.kinit.cmd | STRING | /usr/bin/kinit | null | MEDIUM
sasl.kerberos.min.time.before.relogin | LONG | 60000 | null | MEDIUM
sasl.kerberos.principal.to.local.rules | LIST | DEFAULT |  | MEDIUM
sasl.kerberos.service.name | STRING | null | null | MEDIUM
sasl.kerberos.ticket.renew.jitter | DOUBLE | 0.05 | null | MEDIUM
sasl.kerberos.ticket.renew.window.factor | DOUBLE | 0.8 | null | MEDIUM
sasl.login.callback.handler.class | CLASS | null | null | MEDIUM
sasl.login.class | CLASS | null | null | MEDIUM
sasl.login.connect.timeout.ms | INT | null | null | LOW
sasl.login.read.timeout.ms | INT | null | null | LOW
sasl.login.refresh.buffer.seconds | SHORT | 300 | null | MEDIUM
sasl.login.refresh.min.period.seconds | SHORT | 60 | null | MEDIUM
sasl.login.refresh.window.factor | DOUBLE | 0.8 | null | MEDIUM
sasl.login.refresh.window.jitter | DOUBLE | 0.05 | null | MEDIUM
sasl.login.retry.backoff.max.ms | LONG | 10000 | null | LOW
sasl.login.retry.backoff.ms | LONG | 100 | null | LOW
sasl.mechanism.controller.protocol | STRING | GSSAPI | null | HIGH
sasl.mechanism.inter.broker.protocol | STRING | GSSAPI | null | MEDIUM
sasl.oauthbearer.assertion.algorithm | STRING | RS256 | (case insensitive) [ES256, RS256] | MEDIUM
sasl.oauthbearer.assertion.claim.aud | STRING | null | null | MEDIUM
sasl.oauthbearer.assertion.claim.exp.seconds | INT | 300 | [0,...,86400] | LOW
sasl.oauthbearer.assertion.claim.iss | STRING | null | null | MEDIUM
sasl.oauthbearer.assertion.claim.jti.include | BOOLEAN | false | null | MEDIUM
sasl.oauthbearer.assertion.claim.nbf.seconds | INT | 60 | [0,...,3600] | LOW
sasl.oauthbearer.assertion.claim.sub | STRING | null | null | MEDIUM
sasl.oauthbearer.assertion.file | STRING | null | null | MEDIUM
sasl.oauthbearer.assertion.private.key.file | STRING | null | null | MEDIUM
sasl.oauthbearer.assertion.private.key.passphrase | PASSWORD | null | null | MEDIUM
sasl.oauthbearer.assertion.template.file | STRING | null | null | MEDIUM
sasl.oauthbearer.client.credentials.client.id | STRING | null | null | MEDIUM
sasl.oauthbearer.client.credentials.client.secret | PASSWORD | null | null | MEDIUM
sasl.oauthbearer.clock.skew.seconds | INT | 30 | null | LOW
sasl.oauthbearer.expected.audience | LIST |  |  | HIGH
sasl.oauthbearer.expected.issuer | STRING | null | null | HIGH
sasl.oauthbearer.jwks.endpoint.refresh.ms | LONG | 3600000 | null | LOW
sasl.oauthbearer.jwks.endpoint.retry.backoff.max.ms | LONG | 10000 | null | LOW
sasl.oauthbearer.jwks.endpoint.retry.backoff.ms | LONG | 100 | null | LOW
sasl.oauthbearer.jwks.endpoint.url | STRING | null | null | MEDIUM
sasl.oauthbearer.jwt.retriever.class | CLASS | org.apache.kafka.common.security.oauthbearer.DefaultJwtRetriever | null | MEDIUM
sasl.oauthbearer.jwt.validator.class | CLASS | org.apache.kafka.common.security.oauthbearer.DefaultJwtValidator | null | MEDIUM
sasl.oauthbearer.scope | STRING | null | null | MEDIUM
sasl.oauthbearer.scope.claim.name | STRING | scope | null | LOW
sasl.oauthbearer.sub.claim.name | STRING | sub | null | LOW
sasl.oauthbearer.token.endpoint.url | STRING | null | null | MEDIUM
sasl.server.callback.handler.class | CLASS | null | null | MEDIUM
sasl.server.max.receive.size | INT | 524288 | null | MEDIUM
security.inter.broker.protocol | STRING | PLAINTEXT | [PLAINTEXT, SSL, SASL_PLAINTEXT, SASL_SSL] | MEDIUM
security.providers | STRING | null | null | LOW
server.max.startup.time.ms | LONG | 9223372036854775807 | [0,...] | MEDIUM | internal
share.coordinator.append.linger.ms | INT | -1 | [-1,...] | MEDIUM
share.coordinator.cached.buffer.max.bytes | INT | 1048588 | [524288,...] | MEDIUM
share.coordinator.cold.partition.snapshot.interval.ms | INT | 300000 | [1,...] | LOW | internal
share.coordinator.load.buffer.size | INT | 5242880 | [1,...] | HIGH
share.coordinator.snapshot.update.records.per.snapshot | INT | 500 | [0,...,500] | MEDIUM
share.coordinator.state.topic.compression.codec | INT | 0 | null | HIGH
share.coordinator.state.topic.min.isr | SHORT | 2 | [1,...] | HIGH
share.coordinator.state.topic.num.partitions | INT | 50 | [1,...] | HIGH
share.coordinator.state.topic.prune.interval.ms | INT | 300000 | [1,...] | LOW | internal
share.coordinator.state.topic.replication.factor | SHORT | 3 | [1,...] | HIGH
share.coordinator.state.topic.segment.bytes | INT | 104857600 | [1,...] | HIGH
share.coordinator.threads | INT | 1 | [1,...] | MEDIUM
share.coordinator.write.timeout.ms | INT | 5000 | [1,...] | HIGH
share.fetch.purgatory.purge.interval.requests | INT | 1000 | null | MEDIUM
socket.connection.setup.timeout.max.ms | LONG | 30000 | null | MEDIUM
socket.connection.setup.timeout.ms | LONG | 10000 | null | MEDIUM
socket.listen.backlog.size | INT | 50 | [1,...] | MEDIUM
socket.receive.buffer.bytes | INT | 102400 | null | HIGH
socket.request.max.bytes | INT | 104857600 | [1,...] | HIGH
socket.send.buffer.bytes | INT | 102400 | null | HIGH
ssl.allow.dn.changes | BOOLEAN | false | null | LOW
ssl.allow.san.changes | BOOLEAN | false | null | LOW
ssl.cipher.suites | LIST |  |  | MEDIUM
ssl.client.auth | STRING | none | [required, requested, none] | MEDIUM
ssl.enabled.protocols | LIST | TLSv1.2,TLSv1.3 |  | MEDIUM
ssl.endpoint.identification.algorithm | STRING | https | null | LOW
ssl.engine.factory.class | CLASS | null | null | LOW
ssl.key.password | PASSWORD | null | null | MEDIUM
ssl.keymanager.algorithm | STRING | SunX509 | null | MEDIUM
ssl.keystore.certificate.chain | PASSWORD | null | null | MEDIUM
ssl.keystore.key | PASSWORD | null | null | MEDIUM
ssl.keystore.location | STRING | null | null | MEDIUM
ssl.keystore.password | PASSWORD | null | null | MEDIUM
ssl.keystore.type | STRING | JKS | null | MEDIUM
ssl.principal.mapping.rules | STRING | DEFAULT | null | LOW
ssl.protocol | STRING | TLSv1.3 | null | MEDIUM
ssl.provider | STRING | null | null | MEDIUM
ssl.secure.random.implementation | STRING | null | null | LOW
ssl.trustmanager.algorithm | STRING | PKIX | null | MEDIUM
ssl.truststore.certificates | PASSWORD | null | null | MEDIUM
ssl.truststore.location | STRING | null | null | MEDIUM
ssl.truststore.password | PASSWORD | null | null | MEDIUM
ssl.truststore.type | STRING | JKS | null | MEDIUM
telemetry.max.bytes | INT | 1048576 | [1,...] | LOW
transaction.abort.timed.out.transaction.cleanup.interval.ms | INT | 10000 | [1,...] | LOW
transaction.max.timeout.ms | INT | 900000 | [1,...] | HIGH
transaction.partition.verification.enable | BOOLEAN | true | null | LOW
transaction.remove.expired.transaction.cleanup.interval.ms | INT | 3600000 | [1,...] | LOW
transaction.state.log.load.buffer.size | INT | 5242880 | [1,...] | HIGH
transaction.state.log.min.isr | INT | 2 | [1,...] | HIGH
transaction.state.log.num.partitions | INT | 50 | [1,...] | HIGH
transaction.state.log.replication.factor | SHORT | 3 | [1,...] | HIGH
transaction.state.log.segment.bytes | INT | 104857600 | [1,...] | HIGH
transaction.two.phase.commit.enable | BOOLEAN | false | null | LOW
transactional.id.expiration.ms | INT | 604800000 | [1,...] | HIGH
unclean.leader.election.enable | BOOLEAN | false | null | HIGH
unclean.leader.election.interval.ms | LONG | 300000 | [1,...] | MEDIUM | internal
unstable.api.versions.enable | BOOLEAN | false | null | HIGH | internal
unstable.feature.versions.enable | BOOLEAN | false | null | HIGH | internal
`;

function parse(table: string): Readonly<Record<string, ConfigRow>> {
  const rows: Record<string, ConfigRow> = {};
  for (const line of table.trim().split('\n')) {
    const [name = '', type, byDefault, valid, importance, internal] = line.split(' | ');
    rows[name] = {
      name,
      type: type as ConfigType,
      default: byDefault === 'null' ? null : (byDefault ?? null),
      valid: valid === 'null' ? null : (valid ?? null),
      importance: importance as ConfigRow['importance'],
      internal: internal === 'internal',
    };
  }
  return Object.freeze(rows);
}

export const CONFIG_DEFAULTS: Readonly<Record<ConfigScope, Readonly<Record<string, ConfigRow>>>> = {
  producer: parse(PRODUCER),
  consumer: parse(CONSUMER),
  admin: parse(ADMIN),
  topic: parse(TOPIC),
  group: parse(GROUP),
  broker: parse(BROKER),
};

/** Topic config → broker configs that stand behind it, first found wins (`ServerTopicConfigSynonyms`). */
export const TOPIC_CONFIG_SYNONYMS: Readonly<Record<string, readonly string[]>> = {
  'cleanup.policy': ['log.cleanup.policy'],
  'compression.gzip.level': ['compression.gzip.level'],
  'compression.lz4.level': ['compression.lz4.level'],
  'compression.type': ['compression.type'],
  'compression.zstd.level': ['compression.zstd.level'],
  'delete.retention.ms': ['log.cleaner.delete.retention.ms'],
  'file.delete.delay.ms': ['log.segment.delete.delay.ms'],
  'flush.messages': ['log.flush.interval.messages'],
  'flush.ms': ['log.flush.interval.ms', 'log.flush.scheduler.interval.ms'],
  'index.interval.bytes': ['log.index.interval.bytes'],
  'local.retention.bytes': ['log.local.retention.bytes'],
  'local.retention.ms': ['log.local.retention.ms'],
  'max.compaction.lag.ms': ['log.cleaner.max.compaction.lag.ms'],
  'max.message.bytes': ['message.max.bytes'],
  'message.timestamp.after.max.ms': ['log.message.timestamp.after.max.ms'],
  'message.timestamp.before.max.ms': ['log.message.timestamp.before.max.ms'],
  'message.timestamp.type': ['log.message.timestamp.type'],
  'min.cleanable.dirty.ratio': ['log.cleaner.min.cleanable.ratio'],
  'min.compaction.lag.ms': ['log.cleaner.min.compaction.lag.ms'],
  'min.insync.replicas': ['min.insync.replicas'],
  preallocate: ['log.preallocate'],
  'retention.bytes': ['log.retention.bytes'],
  'retention.ms': ['log.retention.ms', 'log.retention.minutes', 'log.retention.hours'],
  'segment.bytes': ['log.segment.bytes'],
  'segment.index.bytes': ['log.index.size.max.bytes'],
  'segment.jitter.ms': ['log.roll.jitter.ms', 'log.roll.jitter.hours'],
  'segment.ms': ['log.roll.ms', 'log.roll.hours'],
  'unclean.leader.election.enable': ['unclean.leader.election.enable'],
};
