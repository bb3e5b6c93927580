// Incremental fetch sessions (KIP-227): followers name only what changed, and are told only news.
import { describe, expect, it } from 'vitest';
import type { RequestBody, ResponseBody } from '#kafka/protocol/api.ts';
import { batchOf, ClusterStory } from './cluster-story.ts';

type FetchBody = RequestBody<'Fetch'>;
type FetchAnswer = ResponseBody<'Fetch'>;

const QUIET = ['a', 'b', 'c', 'd', 'e', 'f'];

function givenTopics(): ClusterStory {
  const story = new ClusterStory(2).after(5_000);
  for (const topic of ['busy', ...QUIET]) story.withTopic(topic, [1, 2]);
  return story.after(2_000);
}

/** Fetches of followers and their answers since an event. */
function replicaFetches(story: ClusterStory, fromEventId: number): FetchBody[] {
  return story.events.flatMap((event) => {
    if (event.id < fromEventId || event.type !== 'request.sent') return [];
    const body = event.data.body as RequestBody;
    return body.api === 'Fetch' && body.replicaId !== -1 ? [body] : [];
  });
}

function fetchOf(topic: string, changes: Partial<FetchBody> = {}): FetchBody {
  return {
    api: 'Fetch',
    replicaId: -1,
    replicaEpoch: -1,
    maxWaitMs: 0,
    minBytes: 1,
    maxBytes: 1_000_000,
    isolationLevel: 'READ_UNCOMMITTED',
    sessionId: 0,
    sessionEpoch: 0,
    rackId: '',
    partitions: [
      {
        topic,
        partition: 0,
        currentLeaderEpoch: -1,
        fetchOffset: 0,
        lastFetchedEpoch: -1,
        logStartOffset: -1,
        partitionMaxBytes: 1_000_000,
      },
    ],
    forgottenPartitions: [],
    ...changes,
  };
}

function fetch(story: ClusterStory, body: FetchBody): FetchAnswer {
  const request = story.ask(1, body);
  story.after(5);
  const answer = story.answer('Fetch', request);
  if (answer === undefined) throw new Error('no answer');
  return answer;
}

describe('followers', () => {
  it('name no partition while nothing happens, and one fetch in 500 ms is enough', () => {
    const story = givenTopics();
    const from = story.events.length;
    story.after(10_000);
    const fetches = replicaFetches(story, from);
    expect(fetches.length).toBeLessThanOrEqual(21);
    expect(fetches.flatMap(({ partitions }) => partitions)).toEqual([]);
  });

  it('name only the partition in which they moved', () => {
    const story = givenTopics();
    const from = story.events.length;
    story.produce(1, 'busy', batchOf(['x']));
    story.after(2_000);
    const named = replicaFetches(story, from).flatMap(({ partitions }) => partitions);
    expect(named.map(({ topic, fetchOffset }) => [topic, fetchOffset])).toEqual([['busy', 1]]);
  });
});

describe('a fetch session', () => {
  it('tells in each answer only what is new', () => {
    const story = givenTopics();
    const body = fetchOf('busy');
    const first = fetch(story, {
      ...body,
      partitions: ['busy', 'a'].flatMap((topic) => fetchOf(topic).partitions),
    });
    expect(first.partitions.map(({ topic }) => topic)).toEqual(['busy', 'a']);
    const { sessionId } = first;
    const second = fetch(story, { ...body, sessionId, sessionEpoch: 1, partitions: [] });
    expect(second.partitions).toEqual([]);
    story.produce(1, 'busy', batchOf(['x']));
    story.after(1_000);
    const third = fetch(story, { ...body, sessionId, sessionEpoch: 2, partitions: [] });
    expect(third.partitions.map(({ topic, highWatermark }) => [topic, highWatermark])).toEqual([
      ['busy', 1],
    ]);
  });

  it('ends when its epoch is not the next one, or when it is not known', () => {
    const story = givenTopics();
    const body = fetchOf('busy');
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
    const body = fetchOf('later');
    const first = fetch(story, body);
    expect(first.partitions[0]?.errorCode).toBe('UNKNOWN_TOPIC_OR_PARTITION');
    story.withTopic('later', [1, 2]);
    const { sessionId } = first;
    fetch(story, { ...body, sessionId, sessionEpoch: 1, partitions: [] });
    const waiting = story.ask(1, {
      ...body,
      sessionId,
      sessionEpoch: 2,
      partitions: [],
      maxWaitMs: 5_000,
    });
    story.after(10);
    expect(story.answer('Fetch', waiting)).toBeUndefined();
    story.produce(1, 'later', batchOf(['x']));
    story.after(50);
    expect(story.answer('Fetch', waiting)?.partitions[0]?.batches).toHaveLength(1);
  });
});

describe('limits of a fetch', () => {
  function givenRecords(): ClusterStory {
    const story = givenTopics();
    for (const topic of ['a', 'b', 'c']) story.produce(1, topic, batchOf(['x', 'y']));
    return story.after(1_000);
  }

  const body: FetchBody = {
    ...fetchOf('a'),
    partitions: ['a', 'b', 'c'].flatMap((topic) => fetchOf(topic).partitions),
  };

  it('let one batch through however small they are, and the rest comes later', () => {
    const story = givenRecords();
    const first = fetch(story, { ...body, maxBytes: 1 });
    const withRecords = (answer: FetchAnswer): readonly string[] =>
      answer.partitions.filter(({ batches }) => batches.length > 0).map(({ topic }) => topic);
    expect(withRecords(first)).toEqual(['a']);
    const moved = fetchOf('a').partitions.map((one) => ({ ...one, fetchOffset: 2 }));
    const { sessionId } = first;
    const next = { ...body, sessionId, maxBytes: 1 };
    const second = fetch(story, { ...next, sessionEpoch: 1, partitions: moved });
    expect(withRecords(second)).toEqual(['b']);
  });

  it('wait for fetch.min.bytes, and answer with less when the time is up', () => {
    const story = givenTopics();
    story.produce(1, 'a', batchOf(['x']));
    story.after(1_000);
    const request = story.ask(1, { ...fetchOf('a'), minBytes: 250, maxWaitMs: 500 });
    story.after(490);
    expect(story.answer('Fetch', request)).toBeUndefined();
    story.after(20);
    expect(story.answer('Fetch', request)?.partitions[0]?.batches).toHaveLength(1);
    const patient = story.ask(1, { ...fetchOf('a'), minBytes: 250, maxWaitMs: 5_000 });
    story.produce(1, 'a', batchOf(['y', 'z']));
    story.after(50);
    expect(story.answer('Fetch', patient)?.partitions[0]?.batches).toHaveLength(2);
  });
});
