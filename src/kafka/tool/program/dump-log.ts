// kafka-dump-log: what lies in the logs of the broker on whose machine it runs. Follows
// `kafka.tools.DumpLogSegments` of Apache Kafka 4.3; a simulated log is one segment, and has no CRC.
import type { PartitionLog } from '#kafka/log/partition-log.ts';
import { lastOffsetOf, type RecordBatch } from '#kafka/protocol/record.ts';
import { partitionKey } from '#kafka/protocol/topic-partition.ts';
import { maybeHelpOrVersion, optionsOf, requireOptions } from '#kafka/tool/options/checks.ts';
import { type Call, printError, println, type Run } from '#kafka/tool/tool.ts';

export function* dumpLog(call: Call, logs: ReadonlyMap<string, PartitionLog>): Run {
  const options = optionsOf(call);
  maybeHelpOrVersion(options);
  requireOptions(options, 'files');
  const printsData = options.has('print-data-log');
  const isDeep = printsData || options.has('deep-iteration');
  for (const file of (options.get('files') ?? '').split(',')) {
    const log = logs.get(partitionIn(file));
    if (log === undefined) {
      yield* printError(`Exception in thread "main" java.nio.file.NoSuchFileException: ${file}`);
      return 1;
    }
    yield* println(`Dumping ${file}`);
    yield* println(`Log starting offset: ${log.logStartOffset}`);
    let position = 0;
    for (const batch of log.batches) {
      yield* println(batchLine(batch, position, call.world.epochMs));
      if (isDeep) {
        for (const line of recordLines(batch, printsData, call.world.epochMs)) yield* println(line);
      }
      position += batch.sizeBytes;
    }
  }
  return 0;
}

/** `/var/lib/kafka/data/orders-0/00000000000000000000.log` → `orders-0` */
function partitionIn(file: string): string {
  const [, topic = '', partition = ''] = /([^/]+)-(\d+)(?:\/[^/]*)?\/?$/.exec(file) ?? [];
  return partitionKey(topic, Number(partition));
}

function batchLine(batch: RecordBatch, position: number, epochMs: number): string {
  const { baseOffset, records, baseSequence, producerId, producerEpoch } = batch;
  const lastSequence = baseSequence === -1 ? -1 : baseSequence + records.length - 1;
  const time = epochMs + Math.floor(batch.maxTimestampMs);
  return [
    `baseOffset: ${baseOffset} lastOffset: ${lastOffsetOf(batch)} count: ${records.length}`,
    `baseSequence: ${baseSequence} lastSequence: ${lastSequence}`,
    `producerId: ${producerId} producerEpoch: ${producerEpoch}`,
    `partitionLeaderEpoch: ${batch.partitionLeaderEpoch} isTransactional: false isControl: false`,
    `deleteHorizonMs: OptionalLong.empty position: ${position} CreateTime: ${time}`,
    `size: ${batch.sizeBytes} magic: 2 compresscodec: none crc: 0 isvalid: true`,
  ].join(' ');
}

function recordLines(
  { records, baseSequence }: RecordBatch,
  printsData: boolean,
  epochMs: number,
): readonly string[] {
  return records.map(({ offset, timestampMs, key, value, headers }, index) => {
    const sequence = baseSequence === -1 ? -1 : baseSequence + index;
    const keys = headers.map((header) => header.key).join(',');
    const data = printsData
      ? `${key === null ? '' : ` key: ${key.text}`}${value === null ? '' : ` payload: ${value.text}`}`
      : '';
    return `| offset: ${offset} CreateTime: ${epochMs + Math.floor(timestampMs)} keySize: ${key?.length ?? -1} valueSize: ${value?.length ?? -1} sequence: ${sequence} headerKeys: [${keys}]${data}`;
  });
}
