// Sentences say what Kafka means by its words.
import { expect, test } from 'vitest';
import { sentenceOf } from '#trace/sentence/sentence.ts';
import { Cluster } from '#test/story/cluster.ts';

test.each([
  ['eager-rebalance', /^Group billing is stable again, in generation \d+\.$/],
  ['consumer-protocol', /^Group billing is stable again, in group epoch \d+\.$/],
])('a group of %s is stable in what its protocol counts', (preset, pattern) => {
  const run = Cluster.preset(preset).at('25s');
  const sentences = run.events('rebalance.completed').map(sentenceOf);
  expect(sentences.length).toBeGreaterThan(0);
  for (const sentence of sentences) expect(sentence).toMatch(pattern);
});

test('a replica that nobody leads is not called offline', () => {
  const run = Cluster.preset('eligible-leader-replicas').at('48s');
  const idle = run.events('replica.role-changed').filter(({ data }) => data.role === 'no leader');
  expect(idle.length).toBeGreaterThan(0);
  for (const event of idle) expect(sentenceOf(event)).toMatch(/has no leader to follow/);
});
