// The server-side uniform assignor: even load, few moves.
// Follows Apache Kafka 4.3 `UniformAssignor`.
import type { GroupSpec, PartitionCounts, TargetAssignment } from './group-spec.ts';
import { assignUniformHeterogeneous } from './server-uniform-heterogeneous.ts';
import { assignUniformHomogeneous } from './server-uniform-homogeneous.ts';

export function assignServerUniform(
  spec: GroupSpec,
  partitionCounts: PartitionCounts,
): TargetAssignment {
  return spec.subscriptionType === 'HOMOGENEOUS'
    ? assignUniformHomogeneous(spec, partitionCounts)
    : assignUniformHeterogeneous(spec, partitionCounts);
}
