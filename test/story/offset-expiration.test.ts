// Committed offsets that nobody needs: kept for the retention, dropped after it, and what that means.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Cluster } from './cluster.ts';

const scenario = JSON.parse(readFileSync('public/scenarios/offset-expiration.json', 'utf8')) as {
  readonly groups: readonly object[];
  readonly commands: readonly object[];
};

describe('offset expiration', () => {
  const cluster = Cluster.of(scenario).at('95s');

  it('keeps offsets for the retention after the group became empty, and then drops them', () => {
    const emptiedAtUs = cluster
      .events('machine.transitioned')
      .find(
        ({ data }) => data.subject === 'billing' && data.to === 'Empty' && data.from !== 'Dead',
      )?.atUs;
    const expired = cluster.events('offset.expired');
    expect(expired.map(({ data }) => data.partition).sort()).toEqual([0, 1]);
    for (const { atUs } of expired) {
      const sinceS = (atUs - (emptiedAtUs ?? 0)) / 1e6;
      expect(sinceS).toBeGreaterThanOrEqual(60);
      expect(sinceS).toBeLessThanOrEqual(65);
    }
  });

  it('deletes the group with the last of them', () => {
    const [dead] = cluster
      .events('group.changed', '60s')
      .filter(({ data }) => data.group === 'billing' && data.state === 'Dead');
    expect(dead?.data.reason).toBe('all of its offsets have expired');
  });

  it('sends one who comes later back to where auto.offset.reset says', () => {
    const resets = cluster.events('offset.reset', '80s');
    expect(resets.map(({ data }) => [data.by, data.offset])).toEqual([
      ['earliest', 0],
      ['earliest', 0],
    ]);
  });

  it('keeps the offsets of a group that reads', () => {
    const reading = Cluster.of({ ...scenario, commands: [] }).at('120s');
    expect(reading.events('offset.expired')).toEqual([]);
  });

  it('outlives a change of coordinator', () => {
    const moved = Cluster.of({
      ...scenario,
      commands: [
        ...scenario.commands,
        ...[1, 2].flatMap((broker) => [
          { at: `${20 + 10 * broker}s`, type: 'broker.crash', broker },
          { at: `${28 + 10 * broker}s`, type: 'broker.restart', broker },
        ]),
      ],
    }).at('79s');
    expect(moved.events('offset.expired').length).toBeGreaterThanOrEqual(2);
    const firstUs = moved.events('offset.expired')[0]?.atUs ?? 0;
    expect(firstUs).toBeGreaterThan(72_000_000);
  });
});
