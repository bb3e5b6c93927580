// What the controls of a step do, and whether anything came of it.
import type { Control } from '#lesson/lesson.ts';
import type { PlannedRequest } from '#session/branch.ts';
import type { Session } from '#session/session.ts';
import type { TraceEvent } from '#kafka/events.ts';

const US_PER_MS = 1_000;
/** So long after a control was used its effect is waited for, in µs. */
const EFFECT_US = 5_000_000;
/** How much is simulated at a time: most effects are there at once. */
const SLICE_US = 500_000;

type Plan = readonly PlannedRequest[];

/** What each press of a control does; nothing for one that only shows something. */
function plansOf(control: Control): readonly Plan[] {
  switch (control.type) {
    case 'produce': {
      const { producer, topic } = control;
      const data = { producer, topic, key: 'somebody', value: 'x', partition: null };
      return [[{ afterUs: 0, request: { type: 'record.produce', data } }]];
    }
    case 'command':
      return [
        control.commands.map(({ afterMs, request }) => ({ afterUs: afterMs * US_PER_MS, request })),
      ];
    case 'knob':
      return control.options.map(({ request }) => [{ afterUs: 0, request }]);
    case 'fault':
      return [[{ afterUs: 0, request: control.request }]];
    case 'murmur2':
    case 'seats':
      return [];
  }
}

function nameOf(control: Control): string {
  return 'label' in control ? control.label : control.type;
}

/** An event without its place in the trace, which any earlier event moves. */
function contentOf({ atUs, node, type, data }: TraceEvent): string {
  return JSON.stringify([atUs, node, type, data]);
}

/** What happened after a moment, without the note that a command was given. */
function happenedAfter({ trace }: Session, fromUs: number): readonly TraceEvent[] {
  const events: TraceEvent[] = [];
  for (let id = trace.countUntil(fromUs); id < trace.length; id += 1) {
    const event = trace.at(id);
    if (event !== undefined && event.type !== 'command.applied') events.push(event);
  }
  return events;
}

/** Whether the run, from a moment on, is another than it would have been. */
function differs(session: Session, fromUs: number, idle: readonly string[]): boolean {
  let seen = 0;
  for (let atUs = fromUs + SLICE_US; atUs <= fromUs + EFFECT_US; atUs += SLICE_US) {
    session.main.course.extend(atUs);
    const events = happenedAfter(session, fromUs);
    for (; seen < events.length; seen += 1) {
      const event = events[seen];
      if (event === undefined || contentOf(event) !== idle[seen]) return true;
    }
  }
  return seen !== idle.length;
}

/** Whether something comes of a plan that would not have happened; else what is wrong with it. */
function comesOf(session: Session, plan: Plan): string | null {
  const fromUs = session.playheadUs;
  session.main.course.extend(fromUs + EFFECT_US);
  const idle = happenedAfter(session, fromUs).map(contentOf);
  const problems = session.plan(plan);
  if (problems.length > 0) return JSON.stringify(problems);
  const isDifferent = differs(session, fromUs, idle);
  session.undo();
  return isDifferent ? null : 'nothing comes of it';
}

/** As `comesOf`, a while after another control was used: who is to be started must have been stopped. */
function comesOfBoth(session: Session, first: Plan, plan: Plan): string | null {
  if (session.plan(first).length > 0) return 'another control has problems';
  session.seek(session.playheadUs + EFFECT_US);
  const complaint = comesOf(session, plan);
  session.undo();
  return complaint;
}

/** Controls that cannot be used where the session stands, or of which nothing comes. */
export function idleControls(session: Session, controls: readonly Control[]): readonly string[] {
  return controls.flatMap((control, index) => {
    const others = [...controls.slice(0, index).reverse(), ...controls.slice(index + 1)];
    const complaints = plansOf(control).flatMap((plan) => {
      const complaint = comesOf(session, plan);
      const isSecond = () =>
        others.flatMap(plansOf).some((first) => comesOfBoth(session, first, plan) === null);
      return complaint === null || isSecond() ? [] : `${nameOf(control)}: ${complaint}`;
    });
    // What a knob says may stand already, or fit another patient; one of its positions must do something.
    const isKnob = control.type === 'knob' && complaints.length < plansOf(control).length;
    return isKnob ? [] : complaints;
  });
}
