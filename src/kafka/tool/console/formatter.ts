// How kafka-console-consumer writes a record. Follows `DefaultMessageFormatter` of Apache Kafka 4.3.
import type { KafkaRecord } from '#kafka/protocol/record.ts';

/** `--formatter-property` values by name. */
export type Properties = Readonly<Record<string, string>>;

/** A record as the formatter sees it. */
export type FormattedRecord = Pick<KafkaRecord, 'offset' | 'key' | 'value' | 'headers'> & {
  readonly partition: number;
  /** `CreateTime:1700000000123`; null: it has none. */
  readonly timestamp: string | null;
  /** null: the tool does not know it. */
  readonly leaderEpoch: number | null;
};

/** `Boolean.parseBoolean(value.trim())` */
export function isTrue(text: string | undefined): boolean {
  return text?.trim().toLowerCase() === 'true';
}

/** The parts that the properties ask for, in Kafka's order, each behind the separator. */
export function formatRecord(record: FormattedRecord, properties: Properties): string {
  const nullLiteral = properties['null.literal'] ?? 'null';
  const wants = (name: string): boolean => isTrue(properties[`print.${name}`]);
  const { timestamp, partition, offset, leaderEpoch, headers, key, value } = record;
  const parts: string[] = [];
  if (wants('timestamp')) parts.push(timestamp ?? 'NO_TIMESTAMP');
  if (wants('partition')) parts.push(`Partition:${partition}`);
  if (wants('offset')) parts.push(`Offset:${offset}`);
  if (wants('epoch')) parts.push(`Epoch:${leaderEpoch ?? 'NOT_PRESENT'}`);
  if (wants('delivery')) parts.push('Delivery:NOT_PRESENT');
  if (wants('headers')) parts.push(headersText(headers, properties, nullLiteral));
  if (wants('key')) parts.push(key?.text ?? nullLiteral);
  if (properties['print.value'] === undefined || wants('value')) {
    parts.push(value?.text ?? nullLiteral);
  }
  if (parts.length === 0) return '';
  const separator = properties['key.separator'] ?? '\t';
  return parts.join(separator) + (properties['line.separator'] ?? '\n');
}

function headersText(
  headers: KafkaRecord['headers'],
  properties: Properties,
  nullLiteral: string,
): string {
  if (headers.length === 0) return 'NO_HEADERS';
  return headers
    .map(({ key, value }) => `${key}:${value?.text ?? nullLiteral}`)
    .join(properties['headers.separator'] ?? ',');
}
