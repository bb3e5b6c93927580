// The clients that a program can be written for. Versions are those whose options and defaults the tables
// of options.ts hold.

export type ClientId = 'kafka-python' | 'confluent-kafka' | 'java' | 'kafkajs' | 'cli';
export type Language = 'python' | 'java' | 'javascript' | 'shell';

export interface Client {
  readonly id: ClientId;
  /** As people call it. */
  readonly name: string;
  readonly version: string;
  readonly language: Language;
  /** Of the files that hold its programs, without the dot. */
  readonly extension: string;
}

export const CLIENTS: readonly Client[] = [
  {
    id: 'kafka-python',
    name: 'kafka-python',
    version: 'kafka-python 2.3; the same lines run on 3.0',
    language: 'python',
    extension: 'py',
  },
  {
    id: 'confluent-kafka',
    name: 'confluent-kafka',
    version: 'confluent-kafka for Python, on librdkafka 2.16',
    language: 'python',
    extension: 'py',
  },
  {
    id: 'java',
    name: 'Java',
    version: 'kafka-clients 4.3',
    language: 'java',
    extension: 'java',
  },
  {
    id: 'kafkajs',
    name: 'kafkajs',
    version: 'kafkajs 2.2',
    language: 'javascript',
    extension: 'mjs',
  },
  {
    id: 'cli',
    name: 'Shell',
    version: 'the tools of Kafka 4.3',
    language: 'shell',
    extension: 'sh',
  },
];

/** The client with this id. */
export function clientOf(id: ClientId): Client {
  const client = CLIENTS.find((one) => one.id === id);
  if (client === undefined) throw new Error(`no client ${id}`);
  return client;
}
