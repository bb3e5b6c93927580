// What a worker, a browser and Node run to compare their traces.
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

/** The same with several seeds, one after the other in the same place. */
export function hashesOfRuns(
  scenarioText: string,
  seeds: readonly number[],
  untilUs: number,
): string[] {
  return seeds.map((seed) =>
    hashOfRun(JSON.stringify({ ...(JSON.parse(scenarioText) as object), seed }), untilUs),
  );
}
