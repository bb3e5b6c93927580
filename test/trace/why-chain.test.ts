// *Why?* as a property: each cause that is named has happened before now, none that was needed is
// missing, and what is said of the past has its moment there.
import { describe, expect, test } from 'vitest';
import type { TraceEvent } from '#kafka/events.ts';
import { whyPartOf } from '#trace/face/faces.ts';
import { Projection } from '#trace/project/projection.ts';
import { sentenceOf } from '#trace/sentence/sentence.ts';
import { Memory } from '#trace/why/memory.ts';
import { chainTo } from '#trace/why/chain.ts';
import { why, type WhyAnswer } from '#trace/why/why.ts';
import { Cluster } from '#test/story/cluster.ts';
import { subjectsOf } from './why-claims.ts';

const PRESETS = [
  'broker-crash',
  'deposed-leader',
  'consumer-protocol',
  'unclean-election',
] as const;
const MOMENTS_S = [15.2, 24.5, 31, 44];

function said({ headline, facts }: WhyAnswer): string {
  return [headline, ...facts.map(({ text }) => text)].join('\n');
}

describe.each(PRESETS)('%s', (preset) => {
  // The run goes further than the moments that are asked about.
  const { trace } = Cluster.preset(preset).at(60);
  const memory = new Memory();

  test.each(MOMENTS_S)('at %d s nothing is a reason that has not happened', (atS) => {
    const end = trace.countUntil(atS * 1e6);
    const frame = new Projection().moveTo(trace, end, atS * 1e6);
    for (const about of subjectsOf(frame)) {
      const { facts, chain } = why(trace, frame, about, memory);
      for (const { since } of facts) {
        if (since === null) continue;
        expect(since.eventId, said(why(trace, frame, about, memory))).toBeLessThan(end);
        expect(trace.at(since.eventId)?.atUs).toBe(since.atUs);
      }
      const ids = chain.map(({ eventId }) => eventId);
      expect(ids).toEqual([...ids].sort((a, b) => a - b));
      for (const { eventId, atUs, sentence } of chain) {
        const event = trace.at(eventId) as TraceEvent;
        expect(eventId).toBeLessThan(end);
        expect([atUs, sentence]).toEqual([event.atUs, sentenceOf(event)]);
      }
    }
  });

  test('no reason on the way from a cause is left out of a chain', () => {
    let longest = 0;
    for (const last of trace) {
      if (last.type !== 'partition.changed' && last.type !== 'member.left') continue;
      const named = new Set(chainTo(trace, last).map(({ eventId }) => eventId));
      // As far as causes lead by themselves; from a silence on the chain knows better.
      for (let event = trace.at(last.cause); event !== undefined; event = trace.at(event.cause)) {
        if (whyPartOf(event) === 'reason') expect(named, sentenceOf(last)).toContain(event.id);
        if (event.type === 'timer.fired' || event.type === 'command.applied') break;
      }
      longest = Math.max(longest, named.size);
    }
    expect(longest).toBeGreaterThan(1);
  });

  test('who is fenced for silence was silenced, and who lost a leader to it was fenced', () => {
    for (const event of trace) {
      if (event.type !== 'partition.changed' || event.data.reason !== 'broker fenced') continue;
      const types = chainTo(trace, event).map(({ eventId }) => trace.at(eventId)?.type);
      expect(types.slice(-2)).toEqual(['broker.fenced', 'partition.changed']);
    }
  });
});

describe('a link that was cut', () => {
  test('is a reason for as long as it is, and no longer', () => {
    const run = Cluster.preset('deposed-leader').at(30);
    const ask = () => said(why(run.trace, run.frame(), { type: 'replica', id: 'orders-0@1' }));
    expect(ask()).toMatch(/The link between .* is cut\./);
    run.at(55);
    expect(ask()).not.toContain('is cut');
  });
});

describe('controllers without a majority', () => {
  test('are counted: how many run, and how many it takes', () => {
    const run = Cluster.preset('controller-majority-lost').at(25);
    const answer = said(why(run.trace, run.frame(), { type: 'broker', id: '3' }));
    expect(answer).toContain('1 of 3 run, and a majority takes 2.');
  });
});

describe('a leader out of the eligible leader replicas', () => {
  test('is not said to have been in the ISR', () => {
    const run = Cluster.preset('eligible-leader-replicas').at(60);
    const elected = run
      .changes('orders-0')
      .filter(({ election }) => election === 'clean')
      .at(-1);
    expect(elected?.leader).toBe(2);
    const answer = said(why(run.trace, run.frame(), { type: 'partition', id: 'orders-0' }));
    expect(answer).toMatch(/it was in the ELR/);
  });
});

describe('a record, the group’s commit and the high watermark', () => {
  const run = Cluster.bare(2, { 'offsets.topic.replication.factor': '2' }).at(8);
  run.topic('orders').on([1, 2]);
  run.producer('p').add({ topic: 'orders', recordsPerSecond: 0, configs: { 'linger.ms': '0' } });
  const fields = { group: 'g', topics: ['orders'], commit: 'none' as const };
  run.consumer('c').add({ ...fields, configs: { 'auto.offset.reset': 'earliest' } });
  run.after('8s');
  for (const value of ['a', 'b', 'c']) run.producer('p').send({ topic: 'orders', value });
  run.after('2s');
  const offsets = [{ topic: 'orders', partition: 0, offset: 1 }];
  run.when({ type: 'consumer.commit', data: { consumer: 'c', offsets } }).after('1s');

  test.each([
    [0, 'Group g has committed beyond it (1).'],
    [1, 'Group g has not committed it (1 is next).'],
    [2, 'Group g has not committed it (1 is next).'],
  ])('offset %d', (offset, words) => {
    const answer = said(why(run.trace, run.frame(), { type: 'record', id: `orders-0#${offset}` }));
    expect(answer).toContain(words);
  });

  test('the first record that is not replicated is said to wait for the high watermark', () => {
    run.link(1, 2).cut();
    run.producer('p').send({ topic: 'orders', value: 'd' }).after('1s');
    const answer = said(why(run.trace, run.frame(), { type: 'producer', id: 'p' }));
    expect(answer).toContain('appended the first at offset 3');
    expect(answer).toContain('when the high watermark (3) has passed it');
    const partition = said(why(run.trace, run.frame(), { type: 'partition', id: 'orders-0' }));
    expect(partition).toContain('Consumers cannot see offset 3 yet');
    expect(partition).toContain('Replica 2 holds the high watermark back');
    // The broker reads no more of p's connection until it has answered.
    run.producer('q').add({ topic: 'orders', recordsPerSecond: 0 }).after('5s');
    run.producer('q').send({ topic: 'orders', value: 'e' }).after('1s');
    const two = said(why(run.trace, run.frame(), { type: 'partition', id: 'orders-0' }));
    expect(two).toContain('Consumers cannot see offsets 3 to 4 yet');
  });
});
