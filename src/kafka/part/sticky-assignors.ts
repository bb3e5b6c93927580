// What both sticky assignors run.
import { assignStickily } from '#kafka/assignor/assign-stickily.ts';
import { stickyAssignment } from '#kafka/assignor/sticky-part.ts';

stickyAssignment.install(assignStickily);
