// Incremental fetch sessions (KIP-227): followers name only what changed, and are told only news.
import { describe, expect, it } from 'vitest';
import type { RequestBody, ResponseBody } from '#kafka/protocol/api.ts';
import { Client, fetchOf } from './client.ts';
import { Cluster, type Mark } from './cluster.ts';

type FetchBody = RequestBody<'Fetch'>;
type FetchAnswer = ResponseBody<'Fetch'>;

const QUIET = ['a', 'b', 'c', 'd', 'e', 'f'];

interface Story {
  readonly cluster: Cluster;
  readonly client: Client;
}

function givenTopics(): Story {
  const cluster = Cluster.bare(2).after('5s');
  for (const topic of ['busy', ...QUIET]) cluster.topic(topic).on([1, 2]);
  return { cluster: cluster.after('2s'), client: new Client(cluster) };
}

/** Fetches of followers since a mark. */
function replicaFetches(cluster: Cluster, from: Mark): FetchBody[] {
  return cluster.events('request.sent', from).flatMap(({ data }) => {
    const body = data.body as RequestBody;
    return body.api === 'Fetch' && body.replicaId !== -1 ? [body] : [];
  });
}

/** The first fetch of a session. */
function openingOf(topic: string): FetchBody {
  return fetchOf(topic, 0, { sessionEpoch: 0 });
}

function fetch({ cluster, client }: Story, body: FetchBody): FetchAnswer {
  const asked = client.ask(1, body);
  cluster.after('5ms');
  const { answer } = asked;
  if (answer === undefined) throw new Error('no answer');
  return answer;
}

describe('followers', () => {
  it('name no partition while nothing happens, and one fetch in 500 ms is enough', () => {
    const { cluster } = givenTopics();
    const from = cluster.mark();
    cluster.after('10s');
    const fetches = replicaFetches(cluster, from);
    expect(fetches.length).toBeLessThanOrEqual(21);
    expect(fetches.flatMap(({ partitions }) => partitions)).toEqual([]);
  });

  it('name only the partition in which they moved', () => {
    const { cluster, client } = givenTopics();
    const from = cluster.mark();
    client.produce(1, 'busy', ['x']);
    cluster.after('2s');
    const named = replicaFetches(cluster, from).flatMap(({ partitions }) => partitions);
    expect(named.map(({ topic, fetchOffset }) => [topic, fetchOffset])).toEqual([['busy', 1]]);
  });
});

describe('a fetch session', () => {
  it('tells in each answer only what is new', () => {
    const story = givenTopics();
    const { cluster, client } = story;
    const body = openingOf('busy');
    const first = fetch(story, {
      ...body,
      partitions: ['busy', 'a'].flatMap((topic) => openingOf(topic).partitions),
    });
    expect(first.partitions.map(({ topic }) => topic)).toEqual(['busy', 'a']);
    const { sessionId } = first;
    const second = fetch(story, { ...body, sessionId, sessionEpoch: 1, partitions: [] });
    expect(second.partitions).toEqual([]);
    client.produce(1, 'busy', ['x']);
    cluster.after('1s');
    const third = fetch(story, { ...body, sessionId, sessionEpoch: 2, partitions: [] });
    expect(third.partitions.map(({ topic, highWatermark }) => [topic, highWatermark])).toEqual([
      ['busy', 1],
    ]);
  });

  it('ends when its epoch is not the next one, or when it is not known', () => {
    const story = givenTopics();
    const body = openingOf('busy');
    const { sessionId } = fetch(story, body);
    expect(fetch(story, { ...body, sessionId, sessionEpoch: 5 }).errorCode).toBe(
      'INVALID_FETCH_SESSION_EPOCH',
    );
    expect(fetch(story, { ...body, sessionId: 4711, sessionEpoch: 1 }).errorCode).toBe(
      'FETCH_SESSION_ID_NOT_FOUND',
    );
  });

  it('finds a partition that is created after it was first asked for', () => {
    const story = givenTopics();
    const { cluster, client } = story;
    const body = openingOf('later');
    const first = fetch(story, body);
    expect(first.partitions[0]?.errorCode).toBe('UNKNOWN_TOPIC_OR_PARTITION');
    cluster.topic('later').on([1, 2]);
    const { sessionId } = first;
    fetch(story, { ...body, sessionId, sessionEpoch: 1, partitions: [] });
    const waiting = client.ask(1, {
      ...body,
      sessionId,
      sessionEpoch: 2,
      partitions: [],
      maxWaitMs: 5_000,
    });
    cluster.after('10ms');
    expect(waiting.answer).toBeUndefined();
    client.produce(1, 'later', ['x']);
    cluster.after('50ms');
    expect(waiting.answer?.partitions[0]?.batches).toHaveLength(1);
  });
});

describe('limits of a fetch', () => {
  function givenRecords(): Story {
    const story = givenTopics();
    for (const topic of ['a', 'b', 'c']) story.client.produce(1, topic, ['x', 'y']);
    story.cluster.after('1s');
    return story;
  }

  const body: FetchBody = {
    ...openingOf('a'),
    partitions: ['a', 'b', 'c'].flatMap((topic) => openingOf(topic).partitions),
  };

  it('let one batch through however small they are, and the rest comes later', () => {
    const story = givenRecords();
    const first = fetch(story, { ...body, maxBytes: 1 });
    const withRecords = (answer: FetchAnswer): readonly string[] =>
      answer.partitions.filter(({ batches }) => batches.length > 0).map(({ topic }) => topic);
    expect(withRecords(first)).toEqual(['a']);
    const moved = openingOf('a').partitions.map((one) => ({ ...one, fetchOffset: 2 }));
    const { sessionId } = first;
    const next = { ...body, sessionId, maxBytes: 1 };
    const second = fetch(story, { ...next, sessionEpoch: 1, partitions: moved });
    expect(withRecords(second)).toEqual(['b']);
  });

  it('wait for fetch.min.bytes, and answer with less when the time is up', () => {
    const { cluster, client } = givenTopics();
    client.produce(1, 'a', ['x']);
    cluster.after('1s');
    const request = client.ask(1, { ...openingOf('a'), minBytes: 250, maxWaitMs: 500 });
    cluster.after('490ms');
    expect(request.answer).toBeUndefined();
    cluster.after('20ms');
    expect(request.answer?.partitions[0]?.batches).toHaveLength(1);
    const patient = client.ask(1, { ...openingOf('a'), minBytes: 250, maxWaitMs: 5_000 });
    client.produce(1, 'a', ['y', 'z']);
    cluster.after('50ms');
    expect(patient.answer?.partitions[0]?.batches).toHaveLength(2);
  });
});
