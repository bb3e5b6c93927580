// Compose files of the years with ZooKeeper: each line that says something gets what became of it.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Fate, readOldCompose } from '#export/old-compose.ts';

const OLD = `version: '3'
services:
  zookeeper:
    image: confluentinc/cp-zookeeper:7.0.1
    environment:
      ZOOKEEPER_CLIENT_PORT: 2181
    ports:
      - "2181:2181"
  kafka:
    image: wurstmeister/kafka:2.13-2.8.1
    depends_on:
      - zookeeper
    environment:
      KAFKA_BROKER_ID: 1
      KAFKA_ZOOKEEPER_CONNECT: zookeeper:2181
      KAFKA_ADVERTISED_HOST_NAME: localhost
      KAFKA_CREATE_TOPICS: "orders:3:1,logs:1:1:compact"
      KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: 1
      KAFKA_LISTENERS: PLAINTEXT://0.0.0.0:9092
      KAFKA_DELETE_TOPIC_ENABLE: "true"
      KAFKA_INTER_BROKER_PROTOCOL_VERSION: 2.8
      KAFKA_LOG_CLEANER_ENABLE_NOT: 1
`;

describe('an old compose file', () => {
  const { lines, brokers, problems } = readOldCompose(OLD);
  const at = (part: string) => lines.find(({ text }) => text.includes(part));

  test.each<[string, Fate, RegExp | null]>([
    ["version: '3'", 'gone', null],
    ['cp-zookeeper', 'gone', null],
    ['ZOOKEEPER_CLIENT_PORT', 'gone', null],
    ['2181:2181', 'gone', null],
    ['- zookeeper', 'gone', null],
    ['wurstmeister/kafka', 'changed', /^image: apache\/kafka:4\.3\.1$/],
    ['KAFKA_BROKER_ID', 'changed', /^KAFKA_NODE_ID: 1$/],
    ['KAFKA_ZOOKEEPER_CONNECT', 'changed', /KAFKA_CONTROLLER_QUORUM_VOTERS/],
    ['KAFKA_ADVERTISED_HOST_NAME', 'changed', /KAFKA_ADVERTISED_LISTENERS/],
    [
      'KAFKA_CREATE_TOPICS',
      'changed',
      /--topic orders --partitions 3 --replication-factor 1\n.*--topic logs .*--config cleanup.policy=compact/,
    ],
    ['KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR', 'same', /KAFKA_OFFSETS/],
    ['KAFKA_LISTENERS', 'changed', /,CONTROLLER:\/\/0\.0\.0\.0:29093$/],
    ['KAFKA_DELETE_TOPIC_ENABLE', 'same', /KAFKA_DELETE/],
    ['KAFKA_INTER_BROKER_PROTOCOL_VERSION', 'changed', /--release-version 4\.3/],
    ['KAFKA_LOG_CLEANER_ENABLE_NOT', 'gone', null],
  ])('%s', (part, fate, now) => {
    expect(at(part)?.fate).toBe(fate);
    if (now === null) expect(at(part)?.now).toBeNull();
    else expect(at(part)?.now).toMatch(now);
  });

  test('has one broker, and is YAML', () => {
    expect(brokers).toBe(1);
    expect(problems).toEqual([]);
  });

  test('that is no YAML is told so, with its line', () => {
    const broken = readOldCompose('services:\n  kafka:\n   image: [a\n');
    expect(broken.problems.length).toBeGreaterThan(0);
    expect(broken.problems[0]?.rule).toMatch(/^is no YAML/);
    expect(broken.problems[0]?.line).toBeGreaterThan(1);
  });

  test('never makes it throw', () => {
    const words = OLD.split(/(?<=[\s:=])/);
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...words, '"', '\t', '- '), { maxLength: 40 }),
        (some) => {
          readOldCompose(some.join(''));
        },
      ),
    );
  });
});
