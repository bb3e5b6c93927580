// A share link brings back the same scenario, commands and moment, or says why it cannot.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { KafkaCommand } from '#kafka/commands.ts';
import { decodeLink, encodeLink, ENGINE_VERSION } from '#scenario/link.ts';
import { parseScenarioText } from '#scenario/parse.ts';
import type { Scenario } from '#scenario/scenario.ts';

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
