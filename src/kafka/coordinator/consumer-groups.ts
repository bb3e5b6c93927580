// The door to groups by the consumer protocol (KIP-848), as far as the coordinator asks anything of them:
// runs whose groups are all classic do without.
import { partNamed } from '#base/part.ts';
import type { ConsumerGroups } from './consumer-groups-part.ts';

const part = partNamed<ConsumerGroups>('groups by the consumer protocol');

export function installConsumerGroups(groups: ConsumerGroups): void {
  part.install(groups);
}

export function consumerGroups(): ConsumerGroups {
  return part.get();
}
