// Links by themselves: how long a segment takes, and how long it is waited for.
import { describe, expect, test } from 'vitest';
import { Network } from '#sim/network.ts';
import { Cluster } from '#test/story/cluster.ts';

describe('a link', () => {
  test('takes its latency and up to all of its jitter', () => {
    const network = Network.create(7);
    network.setDefault({ latencyUs: 100, jitterUs: 3, lossPerMillion: 0 });
    const times = Array.from({ length: 400 }, () => network.fly('a', 'b').takesUs);
    expect([...new Set(times)].sort()).toEqual([100, 101, 102, 103]);
  });

  test('waits for an acknowledgement as long as both ways may take', () => {
    const network = Network.create(7);
    network.setDefault({ latencyUs: 100, jitterUs: 30, lossPerMillion: 0 });
    network.setOverride('a', 'c', { latencyUs: 5, jitterUs: 0, lossPerMillion: 0 });
    expect(network.roundTripUs('a', 'b')).toBe(260);
    expect(network.roundTripUs('a', 'c')).toBe(10);
  });

  test('of a fork draws the same, and changes nothing of the first', () => {
    const network = Network.create(7);
    network.setDefault({ latencyUs: 100, jitterUs: 1_000, lossPerMillion: 500_000 });
    network.fly('a', 'b');
    const fork = network.fork();
    const draw = (one: Network) => Array.from({ length: 20 }, () => one.fly('a', 'b'));
    const drawn = draw(fork);
    fork.setCut('a', 'b', true);
    expect(network.isCut('a', 'b')).toBe(false);
    expect(draw(network)).toEqual(drawn);
  });
});

test('what is lost again and again is sent again after twice as long, at most two minutes', () => {
  const cluster = Cluster.bare(1).at('8s');
  cluster.when({ type: 'client.add', data: { id: 'a' } });
  const ask = (): void => {
    cluster.when({
      type: 'client.request',
      data: {
        client: 'a',
        correlationId: 1,
        to: 1,
        body: { api: 'ApiVersions' } as never,
        timeoutMs: 3_600_000,
      },
    });
  };
  ask();
  cluster.after('1s').link(1, 'client-a').cut();
  const from = cluster.mark();
  ask();
  cluster.after('1200s');
  const sent = cluster.events('packet.delayed', from).filter(({ node }) => node === 'client-a');
  const gaps = sent.slice(1).map(({ atUs }, index) => atUs - (sent[index]?.atUs ?? 0));
  expect(gaps.slice(0, 3)).toEqual([201_000, 402_000, 804_000]);
  expect(Math.max(...gaps)).toBe(120_000_000);
});
