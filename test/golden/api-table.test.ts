// The table of APIs, held against the message definitions of Kafka's own client.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { API_TABLE, type ApiEntry } from '#kafka/protocol/api-table.ts';

interface Definition {
  readonly key: number;
  readonly name: string;
  readonly versions: readonly [number, number];
  readonly latestVersionUnstable: boolean;
  readonly listeners: readonly string[];
}

const { apis } = JSON.parse(readFileSync('test/fixtures/protocol/apis.json', 'utf8')) as {
  readonly apis: readonly Definition[];
};

/** Not Kafka's: its Fetch, as the quorum uses it. */
const ALIASES: Readonly<Record<string, string>> = { FetchMetadata: 'Fetch' };

/** Answered here by brokers alone: no tool is told where the controllers listen. */
const BROKERS_ALONE: ReadonlySet<string> = new Set(['DescribeCluster', 'DescribeConfigs']);

const ENTRIES: readonly (readonly [string, ApiEntry])[] = Object.entries(API_TABLE);

test.each(ENTRIES)('%s', (name, { key, versions, listeners }) => {
  const kafkas = ALIASES[name] ?? name;
  const found = apis.find((one) => one.name === kafkas);
  const [first, last] = found?.versions ?? [-1, -1];
  const stable = [first, found?.latestVersionUnstable === true ? last - 1 : last];
  expect({ key, versions }).toEqual({ key: found?.key, versions: stable });
  // Fetch is two rows here, one for each listener.
  const isFetch = kafkas === 'Fetch';
  const expected = found?.listeners.filter(
    (one) => (!isFetch && !BROKERS_ALONE.has(name)) || listeners.some((own) => own === one),
  );
  expect([...listeners].sort()).toEqual(expected?.toSorted());
});
