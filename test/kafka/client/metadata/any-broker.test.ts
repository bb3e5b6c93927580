// Whom a client asks when any broker would do.
import { expect, it } from 'vitest';
import type { ClientPort } from '#kafka/client/connection/client-port.ts';
import { anyBroker } from '#kafka/client/metadata/any-broker.ts';
import { readTimeouts } from '#kafka/client/metadata/client-timeouts.ts';
import { createMetadataCache } from '#kafka/client/metadata/known-cluster.ts';

const TIMEOUTS = readTimeouts('consumer', {});

/** A port that may only ask these nodes. */
function portTo(...possible: readonly string[]): ClientPort {
  const leastLoadedNode = (nodes: readonly string[]): string | undefined =>
    nodes.find((node) => possible.includes(node));
  return { random: () => null, leastLoadedNode } as unknown as ClientPort;
}

it('is one of those that the metadata names', () => {
  const cache = createMetadataCache('client', [1, 2, 3], [], TIMEOUTS);
  cache.brokers = [2];
  expect(anyBroker(cache, portTo('broker-1', 'broker-2'), 'any')).toBe(2);
});

it('begins again with the bootstrap list when none of them can be asked', () => {
  const cache = createMetadataCache('client', [3, 4], [], TIMEOUTS);
  cache.brokers = [1];
  expect(anyBroker(cache, portTo('broker-3'), 'any')).toBe(3);
});

it('is nobody while all wait out a backoff', () => {
  expect(anyBroker(createMetadataCache('client', [1], [], TIMEOUTS), portTo(), 'any')).toBeNull();
});
