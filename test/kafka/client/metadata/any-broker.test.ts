// Whom a client asks when any broker would do.
import { expect, it } from 'vitest';
import type { ClientPort } from '#kafka/client/connection/client-port.ts';
import { anyBroker, anyBrokerOrBootstrap } from '#kafka/client/metadata/any-broker.ts';
import { readTimeouts } from '#kafka/client/metadata/client-timeouts.ts';
import { createMetadataCache } from '#kafka/client/metadata/known-cluster.ts';

const TIMEOUTS = readTimeouts('consumer', {});

/** A port that may only ask these nodes; `ready` has a connection, busy or not. */
function portTo(possible: readonly string[], ready: readonly string[] = []): ClientPort {
  const leastLoadedNode = (nodes: readonly string[]): string | undefined =>
    nodes.find((node) => possible.includes(node));
  const hasReady = (nodes: readonly string[]): boolean => nodes.some((one) => ready.includes(one));
  return { random: () => null, leastLoadedNode, hasReady } as unknown as ClientPort;
}

function cacheOf(bootstrap: readonly number[], brokers: readonly number[]) {
  const cache = createMetadataCache('client', bootstrap, [], TIMEOUTS);
  cache.brokers = brokers;
  return cache;
}

it('is one of those that the metadata names', () => {
  const asked = anyBroker(cacheOf([1, 2, 3], [2]), portTo(['broker-1', 'broker-2']), 'any');
  expect(asked).toEqual({ node: 'broker-2', channel: '' });
});

it('is a bootstrap server before the cluster is known, on a connection of its own', () => {
  const asked = anyBroker(cacheOf([3, 4], []), portTo(['broker-4']), 'any');
  expect(asked).toEqual({ node: 'broker-4', channel: 'bootstrap' });
});

it('is nobody while all wait out a backoff', () => {
  expect(anyBroker(cacheOf([1], []), portTo([]), 'any')).toBeNull();
  expect(anyBroker(cacheOf([3], [1]), portTo(['broker-3']), 'any')).toBeNull();
});

it('for Metadata is a bootstrap server again when none of the others can be reached', () => {
  const cache = cacheOf([3, 4], [1]);
  const asked = anyBrokerOrBootstrap(cache, portTo(['broker-3']), 'any');
  expect(asked).toEqual({ node: 'broker-3', channel: 'bootstrap' });
  expect(cache.brokers).toEqual([]);
});

it('for Metadata is nobody while those that are connected are only busy', () => {
  const cache = cacheOf([3, 4], [1]);
  expect(anyBrokerOrBootstrap(cache, portTo(['broker-3'], ['broker-1']), 'any')).toBeNull();
  expect(cache.brokers).toEqual([1]);
});
