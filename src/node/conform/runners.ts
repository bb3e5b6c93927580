// Every golden-data runner, in the order in which they run.
import '#kafka/parts';
import { classicGroupRunner } from './classic-group.ts';
import {
  cooperativeStickyRunner,
  rangeRunner,
  roundRobinRunner,
  stickyRunner,
} from './client-assignors.ts';
import { cliOutputRunner } from './cli-output.ts';
import { configDefaultsRunner } from './config-defaults.ts';
import { controllerTracesRunner } from './controller-traces.ts';
import { consumerGroupRunner } from './consumer-group.ts';
import { javaHashOrderRunner } from './java-hash-order.ts';
import { murmur2Runner, stickyPartitionerRunner } from './partitioner.ts';
import { replicaPlacerRunner } from './replica-placer.ts';
import { leaderEpochCacheRunner, partitionChangeRunner } from './replication.ts';
import type { ConformRunner } from './runner.ts';
import { serverRangeRunner, serverUniformRunner } from './server-assignors.ts';

export const CONFORM_RUNNERS: readonly ConformRunner[] = [
  javaHashOrderRunner,
  murmur2Runner,
  stickyPartitionerRunner,
  replicaPlacerRunner,
  rangeRunner,
  roundRobinRunner,
  stickyRunner,
  cooperativeStickyRunner,
  partitionChangeRunner,
  controllerTracesRunner,
  leaderEpochCacheRunner,
  serverRangeRunner,
  serverUniformRunner,
  configDefaultsRunner,
  cliOutputRunner,
  classicGroupRunner,
  consumerGroupRunner,
];
