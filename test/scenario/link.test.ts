// A share link brings back the same scenario, commands and moment, or says why it cannot.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Bytes } from '#base/bytes.ts';
import type { KafkaCommand } from '#kafka/commands.ts';
import { decodeLink, encodeLink, ENGINE_VERSION } from '#scenario/link.ts';
import { parseScenarioText } from '#scenario/parse.ts';
import type { Scenario } from '#scenario/scenario.ts';
import { batchOf, recordOf } from '#test/kafka/records.ts';

function preset(id: string): Scenario {
  const { value } = parseScenarioText(readFileSync(`public/scenarios/${id}.json`, 'utf8'));
  if (value === null) throw new Error(`preset ${id} does not parse`);
  return value;
}

const crash: KafkaCommand = { atUs: 12_000_001, type: 'broker.crash', data: { broker: 2 } };

test('scenario, commands and moment survive the link', () => {
  const share = { scenario: preset('broker-crash'), commands: [crash], atUs: 15_250_000 };
  expect(decodeLink(encodeLink(share))).toEqual({ value: share, problems: [] });
});

test('branches survive the link, and a page that knows of none opens the main one', () => {
  const scenario = preset('broker-crash');
  const list = [
    { name: 'A', from: -1, forkUs: 0, commands: [] },
    { name: 'acks = 1', from: 0, forkUs: 9_000_000, commands: [crash] },
  ];
  const branches = { list, main: 1, beside: 0 };
  const share = { scenario, commands: [crash], atUs: 15_250_000, branches };
  expect(decodeLink(encodeLink(share))).toEqual({ value: share, problems: [] });
  const refused = [
    { ...branches, main: 2 },
    { ...branches, beside: 1 },
    { ...branches, list: [...list].reverse() },
    { ...branches, list: [] },
    { ...branches, list: list.map((one) => ({ ...one, name: 'A' })) },
  ];
  for (const wrong of refused) {
    expect(decodeLink(encodeLink({ ...share, branches: wrong })).value).toBeNull();
  }
});

test('the records of a client come back byte for byte', () => {
  const record = recordOf('v', {
    key: Bytes.ofArray(Uint8Array.of(0, 0xff, 0xfe, 1)),
    headers: [{ key: 'trace', value: Bytes.ofText('é') }],
  });
  const command: KafkaCommand = {
    atUs: 12_000_001,
    type: 'client.request',
    data: {
      client: 'tool',
      correlationId: 1,
      to: 'bootstrap',
      timeoutMs: 30_000,
      body: {
        api: 'Produce',
        acks: -1,
        timeoutMs: 30_000,
        partitions: [{ topic: 'orders', partition: 0, batch: batchOf([record, recordOf('bare')]) }],
      },
    },
  };
  const share = { scenario: preset('one-broker'), commands: [command], atUs: 15_000_000 };
  const { value, problems } = decodeLink(encodeLink(share));
  expect(problems).toEqual([]);
  expect(value?.commands).toEqual([command]);
});

test('a link fits into a URL that chat programs accept', () => {
  const share = { scenario: preset('three-brokers'), commands: [crash], atUs: 1 };
  expect(encodeLink(share).length).toBeLessThan(2_000);
  expect(encodeLink(share)).toMatch(/^[A-Za-z0-9._-]+$/);
});

test('a link of another engine version says so', () => {
  const link = encodeLink({ scenario: preset('one-broker'), commands: [], atUs: 0 });
  const old = link.replace(`k${ENGINE_VERSION}.`, 'k99.');
  expect(decodeLink(old).problems[0]?.rule).toContain('engine version 99');
});

test('any damage to a link is told, and never throws', () => {
  const link = encodeLink({ scenario: preset('one-broker'), commands: [crash], atUs: 0 });
  fc.assert(
    fc.property(fc.nat(link.length - 1), fc.string({ maxLength: 3 }), (index, patch) => {
      const damaged = link.slice(0, index) + patch + link.slice(index + 1);
      fc.pre(damaged !== link);
      const { value, problems } = decodeLink(damaged);
      expect(value).toBeNull();
      expect(problems.length).toBeGreaterThan(0);
    }),
  );
});

test('nonsense is not a link', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(decodeLink(text).problems[0]?.path).toBe('link');
    }),
  );
});
