// Values as each language writes them, and back: `true` is `True` in Python, earliest is
// `fromBeginning: true` in kafkajs.
import type { ClientId } from './client.ts';
import { assignorClass, assignorNames, type Option } from './options.ts';

const KAFKA_PYTHON_ASSIGNORS: Readonly<Record<string, string>> = {
  range: 'RangePartitionAssignor',
  roundrobin: 'RoundRobinPartitionAssignor',
  sticky: 'StickyPartitionAssignor',
};

/** Assignors that a client has, by short name; null: all that Kafka has. */
const ASSIGNORS: Readonly<Record<ClientId, readonly string[] | null>> = {
  'kafka-python': Object.keys(KAFKA_PYTHON_ASSIGNORS),
  'confluent-kafka': ['range', 'roundrobin', 'cooperative-sticky'],
  java: null,
  kafkajs: ['roundrobin'],
  cli: null,
};

/** Of these assignors those that the client has. */
export function assignorsOf(client: ClientId, names: readonly string[]): readonly string[] {
  const known = ASSIGNORS[client];
  return known === null ? names : names.filter((name) => known.includes(name));
}

/** Where kafka-python keeps an assignor: module and class. */
export function pythonAssignor(name: string): { readonly module: string; readonly cls: string } {
  const cls = KAFKA_PYTHON_ASSIGNORS[name] ?? name;
  const module = name === 'sticky' ? 'sticky.sticky_assignor' : name;
  return { module: `kafka.coordinator.assignors.${module}`, cls };
}

/** What stands behind `=` or `:` in the client's language. */
export function writeValue(client: ClientId, option: Option, value: string): string {
  switch (client) {
    case 'java':
      return option.kind === 'assignors'
        ? assignorNames(value).map(assignorClass).join(',')
        : value;
    case 'cli':
      return option.kind === 'assignors'
        ? assignorNames(value).map(assignorClass).join(',')
        : value;
    case 'kafka-python':
      return writePython(option, value);
    case 'confluent-kafka':
      return option.kind === 'assignors' ? quoted(value) : writePython(option, value);
    case 'kafkajs':
      return writeJavaScript(option, value);
  }
}

function quoted(text: string): string {
  return JSON.stringify(text);
}

function writePython({ config, kind }: Option, value: string): string {
  switch (kind) {
    case 'number':
      return value;
    case 'boolean':
      return value.toLowerCase() === 'true' ? 'True' : 'False';
    case 'acks':
      return value === 'all' || value === '-1' ? quoted('all') : value;
    case 'assignors':
      return `[${assignorNames(value)
        .map((name) => pythonAssignor(name).cls)
        .join(', ')}]`;
    case 'text':
      return config === 'compression.type' && value === 'none' ? 'None' : quoted(value);
  }
}

function writeJavaScript({ config, kind }: Option, value: string): string {
  switch (config) {
    case 'auto.offset.reset':
      return String(value === 'earliest');
    case 'isolation.level':
      return String(value === 'read_uncommitted');
    case 'compression.type':
      return `CompressionTypes.${value === 'none' ? 'None' : value.toUpperCase()}`;
    default:
  }
  switch (kind) {
    case 'number':
      return value;
    case 'boolean':
      return String(value.toLowerCase() === 'true');
    case 'acks':
      return value === 'all' ? '-1' : value;
    case 'assignors':
      return '[PartitionAssigners.roundRobin]';
    case 'text':
      return `'${value}'`;
  }
}

/** What somebody wrote in the place of a value, in Kafka's words; quotes may be there or not. */
export function readValue(client: ClientId, option: Option, written: string): string {
  const text = written.trim().replace(/^(["'])(.*)\1$/, '$2');
  if (option.kind === 'number') return text.replaceAll('_', '');
  if (option.kind === 'boolean') return readTruth(text);
  if (option.kind === 'acks') return text === '-1' ? 'all' : text;
  if (option.kind === 'assignors') return readAssignors(text);
  if (client === 'kafkajs') {
    if (option.config === 'auto.offset.reset')
      return readTruth(text) === 'true' ? 'earliest' : 'latest';
    if (option.config === 'isolation.level') {
      return readTruth(text) === 'true' ? 'read_uncommitted' : 'read_committed';
    }
    return text.replace(/^CompressionTypes\./, '').toLowerCase();
  }
  return option.config === 'compression.type' && text === 'None' ? 'none' : text;
}

function readTruth(text: string): string {
  return /^(true|false)$/i.test(text) ? text.toLowerCase() : text;
}

function readAssignors(text: string): string {
  const items = text.replace(/^\[|\]$/g, '').split(',');
  return items
    .map((item) => {
      const name = item.trim().replace(/^PartitionAssigners\.roundRobin$/, 'roundrobin');
      const python = Object.entries(KAFKA_PYTHON_ASSIGNORS).find(([, cls]) => cls === name);
      return python?.[0] ?? assignorNames(name)[0] ?? name;
    })
    .join(',');
}
