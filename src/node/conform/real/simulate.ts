// Carries out a scenario document and says what came of it.
import { describeProblem } from '#base/problem.ts';
import { msToUs } from '#base/time.ts';
import type { TraceEvent } from '#kafka/events.ts';
import { parseDuration } from '#scenario/duration.ts';
import { parseScenario } from '#scenario/parse.ts';
import { Session } from '#session/session.ts';
import type { Frame } from '#trace/frame.ts';

/** A run up to some moment: all its events, and how things stand after them. */
export interface Run {
  readonly events: readonly TraceEvent[];
  readonly frame: Frame;
}

/** Runs from the cluster's start `until` then. Throws when the document or the time is none. */
export function simulate(document: unknown, until: string): Run {
  const { value: scenario, problems } = parseScenario(document);
  if (scenario === null) throw new Error(problems.map(describeProblem).join('\n'));
  const untilMs = parseDuration(until);
  if (untilMs === null) throw new Error(`until: '${until}' is not a duration`);
  const untilUs = Math.round(msToUs(untilMs));
  const session = Session.open({ ...scenario, startAt: 'boot' });
  const frame = session.frameAt(untilUs);
  return { events: [...session.trace].slice(0, frame.nextEventId), frame };
}
