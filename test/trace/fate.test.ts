// What is told of records that came twice or were lost, and a record's story.
import { describe, expect, test } from 'vitest';
import { recordsOf } from '#trace/fate/records.ts';
import { mishapsAt } from '#trace/fate/mishaps.ts';
import { storyOf } from '#trace/fate/story.ts';
import { ranges } from '#trace/fate/words.ts';
import { Cluster } from '#test/story/cluster.ts';

/** What went wrong in a preset until a moment, as titles and sentences. */
function mishapsOf(preset: string, until: string): readonly string[] {
  const { trace } = Cluster.preset(preset).at(until);
  const mishaps = mishapsAt(trace, recordsOf(trace).fates, trace.length);
  return mishaps.map(({ title, sentence }) => `${title}: ${sentence}`);
}

describe('records that came twice', () => {
  test('because their consumer was killed with them in hand', () => {
    expect(mishapsOf('consumer-protocol', '60s')).toContain(
      'The seven that came twice: billing-c1 had orders-4 44 to 50 in hand when it was killed at 40.0 s. Its bookmark stood at 44, so billing-c3 began at 44 again when the session had run out, at 51.1 s.',
    );
  });

  test('because it came back and began at its bookmark', () => {
    expect(mishapsOf('static-membership', '30s')).toContain(
      'The two that came twice: billing-c2 had orders-2 14 and 15 in hand when it was killed at 20.0 s. Its bookmark stood at 14, so it began at 14 again at 26.0 s.',
    );
  });

  test('because somebody moved the position, or it was in no log', () => {
    const [first, second] = mishapsOf('seek', '60s');
    expect(first).toMatch(
      /^The 28 .*: billing-c1 had read orders-0 0 to 27\. Then its position was set to 0 by hand, at 20\.0 s\.$/,
    );
    expect(second).toMatch(
      /It had no valid position any more, so it began at 0 again \(earliest\)/,
    );
  });

  test('because the bookmark was dropped', () => {
    expect(mishapsOf('offset-expiration', '90s')[0]).toMatch(
      /billing-c1 had read orders-1 0 to 3\. The bookmark was dropped at [\d.]+ s, so it began at 0 again \(earliest\) at 83\.0 s\.$/,
    );
  });

  test('are told of only once they have come', () => {
    const { trace } = Cluster.preset('consumer-protocol').at('60s');
    const { fates } = recordsOf(trace);
    const all = mishapsAt(trace, fates, trace.length);
    const begin = Math.min(...all.map(({ steps }) => steps.at(-1)?.eventId ?? 0));
    expect(mishapsAt(trace, fates, begin)).toEqual([]);
    expect(mishapsAt(trace, fates, begin + 1).length).toBeGreaterThan(0);
  });
});

describe('records that were lost', () => {
  test('in an unclean election', () => {
    expect(mishapsOf('unclean-election', '60s')).toEqual([
      'The 28 that were lost: p1 was told that orders-0 12 to 39 are written (acks=all). Only broker 1 had them when it crashed at 26.0 s; broker 2, elected uncleanly, leads without them since 40.0 s.',
    ]);
  });

  test('with a leader that did not know of its successor', () => {
    const told = mishapsOf('deposed-leader', '70s').join('\n');
    expect(told).toMatch(/Only broker 1 had them; broker 2 leads without them since [\d.]+ s\./);
    expect(told).toMatch(
      /Broker 1 wrote them from [\d.]+ s on, when broker 2 led already: it did not know\./,
    );
  });
});

describe('a story', () => {
  test('is the chain of all that happened to a record', () => {
    const { trace } = Cluster.preset('unclean-election').at('60s');
    const { fates } = recordsOf(trace);
    const lost = fates.find(({ lostAtUs }) => lostAtUs !== null);
    if (lost === undefined) expect.fail('nothing is lost');
    const steps = storyOf(trace, lost, trace.length);
    const names = steps.map(({ name }) => name);
    expect(names.slice(0, 2)).toEqual(['made', 'sent']);
    expect(names.filter((name) => name === 'lost')).toHaveLength(1);
    expect(names.indexOf('written')).toBeLessThan(names.indexOf('acked'));
    expect(steps.map(({ eventId }) => eventId)).toEqual(
      steps.map(({ eventId }) => eventId).toSorted((a, b) => a - b),
    );
    for (const { eventId, atUs } of steps) expect(trace.at(eventId)?.atUs).toBe(atUs);
  });

  test('tells of a second delivery, and of the bookmark behind it', () => {
    const { trace } = Cluster.preset('consumer-protocol').at('60s');
    const twice = recordsOf(trace).fates.find(({ deliveries }) => deliveries[1]?.isAgain === true);
    if (twice === undefined) expect.fail('nothing came twice');
    const names = storyOf(trace, twice, trace.length).map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining([
        'made',
        'sent',
        'written',
        'visible',
        'acked',
        'delivered',
        'again',
        'committed',
      ]),
    );
    const { createdBy } = twice;
    expect(storyOf(trace, twice, createdBy + 1).map(({ name }) => name)).toEqual(['made']);
  });
});

test('offsets are named by their ranges', () => {
  expect(ranges([16])).toBe('16');
  expect(ranges([18, 16, 17, 19])).toBe('16 to 19');
  expect(ranges([3, 5, 6, 9, 10, 11])).toBe('3, 5 and 6 and 9 to 11');
});
