// What the search finds, and in which order.
import { describe, expect, test } from 'vitest';
import type { SearchEntry } from '#ui/search/entry.ts';
import { createSearch } from '#ui/search/find.ts';

const entry = (
  kind: SearchEntry['kind'],
  title: string,
  detail = '',
  keywords = '',
): SearchEntry => ({ id: `${kind} ${title}`, kind, title, detail, keywords, go: '#/' });

const ENTRIES = [
  entry('place', 'Sandbox', 'A cluster of your own'),
  entry('lesson', 'Keys decide partitions', 'Which partition does my key go to?'),
  entry('preset', 'A broker crashes', 'Replication'),
  entry('action', 'Crash broker 2', 'kill -9: memory is gone, the disk stays', 'kill'),
  entry('action', 'Crash broker 12', 'kill -9: memory is gone, the disk stays', 'kill'),
  entry('config', 'max.poll.interval.ms', 'consumer, default 300000'),
];

const titles = (query: string): readonly string[] =>
  createSearch(ENTRIES)(query).map(({ title }) => title);

describe('the search', () => {
  test('finds an action by its words, the exact number first', () => {
    expect(titles('crash broker 2')).toEqual(['Crash broker 2']);
    expect(titles('crash brok')).toEqual(['Crash broker 2', 'Crash broker 12', 'A broker crashes']);
  });

  test('finds by beginnings of words and by the words of the question', () => {
    expect(titles('parti')).toEqual(['Keys decide partitions']);
    expect(titles('which key')).toEqual(['Keys decide partitions']);
  });

  test('forgives one slip in a long word', () => {
    expect(titles('partitons')).toEqual(['Keys decide partitions']);
  });

  test('finds a config by any of its parts', () => {
    expect(titles('poll interval')).toEqual(['max.poll.interval.ms']);
    expect(titles('max.poll')).toEqual(['max.poll.interval.ms']);
  });

  test('shows places and lessons before anything is typed', () => {
    expect(titles(' ')).toEqual(['Sandbox', 'Keys decide partitions']);
  });

  test('finds nothing where nothing is', () => {
    expect(titles('zebra')).toEqual([]);
  });
});
