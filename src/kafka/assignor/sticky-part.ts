// The door to the sticky assignment: any consumer can propose it, as Kafka's defaults do, but only
// groups that choose it run it.
import { partNamed } from '#base/part.ts';
import type { assignStickily } from './assign-stickily.ts';

export const stickyAssignment = partNamed<typeof assignStickily>('the sticky assignors');
