// The client-side assignors by their names.
import type { AssignorName } from '#kafka/protocol/assignor-name.ts';
import type { ConsumerPartitionAssignor } from './assignor.ts';
import { cooperativeStickyAssignor } from './cooperative-sticky.ts';
import { rangeAssignor } from './range.ts';
import { roundRobinAssignor } from './round-robin.ts';
import { stickyAssignor } from './sticky.ts';

const ASSIGNORS: Readonly<Record<AssignorName, ConsumerPartitionAssignor>> = {
  range: rangeAssignor,
  roundrobin: roundRobinAssignor,
  sticky: stickyAssignor,
  'cooperative-sticky': cooperativeStickyAssignor,
};

/** The assignor that a group calls by this name. */
export function assignorByName(name: AssignorName): ConsumerPartitionAssignor {
  return ASSIGNORS[name];
}
