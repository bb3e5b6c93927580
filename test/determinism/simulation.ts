// What the worker of worker.test.ts runs, and the test itself for comparison.
import '#kafka/part/now.ts';
import { parseScenarioText } from '#scenario/parse.ts';
import { Session } from '#session/session.ts';

/** Fingerprint of the trace of a scenario (JSON text) up to `untilUs`. */
export function hashOfRun(scenarioText: string, untilUs: number): string {
  const { value, problems } = parseScenarioText(scenarioText);
  if (value === null) throw new Error(JSON.stringify(problems));
  const session = Session.open({ ...value, startAt: 'boot' });
  session.seek(untilUs);
  return session.hash(untilUs);
}
