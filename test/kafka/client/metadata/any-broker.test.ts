// Whom a client asks when any broker would do.
import { expect, it } from 'vitest';
import { anyBroker, noteReach } from '#kafka/client/metadata/any-broker.ts';
import { readTimeouts } from '#kafka/client/metadata/client-timeouts.ts';
import { createMetadataCache } from '#kafka/client/metadata/known-cluster.ts';
import type { NodePort } from '#sim/node.ts';

/** A port whose random numbers are always the smallest. */
const port = { random: () => ({ nextInt: () => 0 }) } as unknown as NodePort;

it('passes over who was out of reach while there are others', () => {
  const cache = createMetadataCache('client', [1, 2, 3], [], readTimeouts('consumer', {}));
  cache.brokers = [1, 2];
  expect(anyBroker(cache, port, 'any')).toBe(1);
  noteReach(cache, 'broker-1', false);
  expect(anyBroker(cache, port, 'any')).toBe(2);
  noteReach(cache, 'broker-1', true);
  expect(anyBroker(cache, port, 'any')).toBe(1);
});

it('begins again with the bootstrap list when nobody is left', () => {
  const cache = createMetadataCache('client', [3, 4], [], readTimeouts('consumer', {}));
  cache.brokers = [1];
  noteReach(cache, 'broker-1', false);
  expect(anyBroker(cache, port, 'any')).toBe(3);
});

it('knows nobody without a list', () => {
  expect(
    anyBroker(createMetadataCache('client', [], [], readTimeouts('consumer', {})), port, 'any'),
  ).toBeNull();
});
