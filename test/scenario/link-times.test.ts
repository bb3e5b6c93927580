// What a link may say of times and branches: whole microseconds from 0 on, and no branch before the one
// that it was made of.
import { expect, test } from 'vitest';
import type { KafkaCommand } from '#kafka/commands.ts';
import { decodeLink, encodeLink, type Share, type SharedBranch } from '#scenario/link.ts';
import { scenarioOf } from '#test/story/cluster.ts';

const scenario = scenarioOf({ topics: [{ name: 'orders' }] });

function crashAt(atUs: number): KafkaCommand {
  return { atUs, type: 'broker.crash', data: { broker: 1 } };
}

/** Whether a link with this is taken. */
function isTaken(share: Partial<Share>): boolean {
  return decodeLink(encodeLink({ scenario, commands: [], atUs: 0, ...share })).value !== null;
}

test.each([
  [0, true],
  [1, true],
  [12_000_000, true],
  [-1, false],
  [0.5, false],
  [1e300, false],
])('a command, or the playhead, at %d µs', (atUs, taken) => {
  expect(isTaken({ commands: [crashAt(atUs)] })).toBe(taken);
  expect(isTaken({ atUs })).toBe(taken);
});

test.each([
  [[-1, 0], true],
  [[-1, -1], true],
  [[0, -1], false],
  [[-1, 1], false],
  [[-1, 2], false],
])('branches that come of %j', (origins, taken) => {
  const list = origins.map((from, index): SharedBranch => ({
    name: `b${index}`,
    from,
    forkUs: 0,
    commands: [],
  }));
  expect(isTaken({ branches: { list, main: 0, beside: 1 } })).toBe(taken);
});

test('every letter of a link counts', () => {
  const link = encodeLink({ scenario, commands: [crashAt(5)], atUs: 7 });
  for (let at = 3; at < link.length; at += 7) {
    const other = link[at] === 'a' ? 'b' : 'a';
    const { value } = decodeLink(link.slice(0, at) + other + link.slice(at + 1));
    expect(value, `letter ${at}`).toBeNull();
  }
});
