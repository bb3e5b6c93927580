// A consumer's poll loop: what it fetches, and in which order the application gets it.
import { describe, expect, it } from 'vitest';
import type { RequestBody } from '#kafka/protocol/api.ts';
import { batchOf, ClusterStory } from './cluster-story.ts';

/** Two topics of one partition, and an application that is busy for a second with each record. */
function givenBusyApplication(): ClusterStory {
  const story = new ClusterStory(1).after(5_000);
  for (const topic of ['first', 'second']) story.withTopic(topic, [1]);
  story.when({
    type: 'consumer.add',
    data: {
      id: 'c1',
      group: null,
      topics: ['first', 'second'],
      processingMs: 1_000,
      commit: 'none',
      rack: null,
      configs: { 'auto.offset.reset': 'earliest', 'max.poll.records': '1' },
    },
  });
  return story.after(1_000);
}

function polledTopics(story: ClusterStory, fromEventId: number): readonly string[] {
  return story.events.flatMap((event) => {
    if (event.id < fromEventId || event.type !== 'records.polled') return [];
    return event.data.partitions.map(({ topic }) => topic);
  });
}

/** Fetches of the consumer since an event. */
function fetches(story: ClusterStory, fromEventId: number): readonly RequestBody<'Fetch'>[] {
  return story.events.flatMap((event) => {
    if (event.id < fromEventId || event.type !== 'request.sent') return [];
    const body = event.data.body as RequestBody;
    return body.api === 'Fetch' && body.replicaId === -1 ? [body] : [];
  });
}

function namedTopics(fetched: readonly RequestBody<'Fetch'>[]): readonly string[] {
  return fetched.flatMap(({ partitions }) => partitions.map(({ topic }) => topic));
}

describe('a consumer', () => {
  it('gives the application records in the order in which they were fetched', () => {
    const story = givenBusyApplication();
    const from = story.events.length;
    story.produce(1, 'second', batchOf(['a', 'b', 'c']));
    story.after(100).produce(1, 'first', batchOf(['d']));
    story.after(5_000);
    expect(polledTopics(story, from)).toEqual(['second', 'second', 'second', 'first']);
  });

  it('names only the partition in which it moved', () => {
    const story = givenBusyApplication();
    const from = story.events.length;
    story.produce(1, 'second', batchOf(['a']));
    story.after(3_000);
    expect(namedTopics(fetches(story, from))).toEqual(['second']);
  });

  it('names every partition again when its session was lost', () => {
    const story = givenBusyApplication();
    const from = story.events.length;
    story.when({ type: 'broker.crash', data: { broker: 1 } }).after(1_000);
    story.when({ type: 'broker.restart', data: { broker: 1 } }).after(10_000);
    story.produce(1, 'first', batchOf(['a']));
    story.after(3_000);
    const opening = fetches(story, from).filter(({ sessionEpoch }) => sessionEpoch === 0);
    expect(namedTopics(opening.slice(-1))).toEqual(['first', 'second']);
    expect(polledTopics(story, from)).toEqual(['first']);
  });

  it('fetches from where it was moved to', () => {
    const story = givenBusyApplication();
    story.produce(1, 'first', batchOf(['a']));
    story.after(3_000);
    const from = story.events.length;
    story.when({
      type: 'consumer.seek',
      data: { consumer: 'c1', topic: 'first', partition: 0, offset: 0 },
    });
    story.after(3_000);
    expect(polledTopics(story, from)).toEqual(['first']);
  });
});
