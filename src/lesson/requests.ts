// Everything that a lesson may ask of its cluster, so that what it needs can be loaded beforehand.
import type { KafkaRequest } from '#kafka/commands.ts';
import type { Activity, Control, Lesson, TimedRequest } from './lesson.ts';

/** The requests of a lesson's scenario, of its controls, runs and solutions. */
export function requestsOf({ scenario, steps }: Lesson): readonly Pick<KafkaRequest, 'type'>[] {
  const timed = steps.flatMap(({ activity, controls }) => [
    ...askedBy(activity),
    ...controls.flatMap(offeredBy),
  ]);
  return [...scenario.commands, ...timed];
}

function offeredBy(control: Control): readonly Pick<KafkaRequest, 'type'>[] {
  switch (control.type) {
    case 'command':
      return control.commands.map(({ request }) => request);
    case 'knob':
      return control.options.map(({ request }) => request);
    default:
      return [];
  }
}

function askedBy(activity: Activity): readonly KafkaRequest[] {
  return timedIn(activity).map(({ request }) => request);
}

function timedIn(activity: Activity): readonly TimedRequest[] {
  switch (activity.type) {
    case 'predict':
      return [
        ...activity.run.commands,
        ...activity.compare.flatMap(({ run }) => run.commands),
        ...activity.variants.flatMap(timedIn),
      ];
    case 'do':
      return activity.solution.commands;
    case 'challenge':
      return [...activity.solutions, ...activity.traps].flatMap(({ commands }) => commands);
    case 'read':
      return [];
  }
}
