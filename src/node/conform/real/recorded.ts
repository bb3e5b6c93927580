// Runners of recorded files that hold a scenario: it is carried out once, and each part of what came
// of it is a case.
import type { ConformRunner, FixtureCase } from '#node/conform/runner.ts';
import { differencesIn } from './compare.ts';
import { PARTS, type Part } from './normal-form.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import { isRecording, type Recording } from './recording.ts';
import { simulate } from './simulate.ts';

interface PartCase extends FixtureCase {
  readonly id: Part;
  readonly recording: Recording;
  readonly outcome: () => Outcome;
}

/** The runner `real-broker-kill` of the file `broker-kill.json`. */
export function recordedRunner(file: string): ConformRunner {
  return {
    name: `real-${file}`,
    file,
    readCases: partCases,
    runCase(testCase) {
      const { id, recording, outcome } = testCase as PartCase;
      const differences = differencesIn(id, outcome(), recording);
      // Only what differs, by path: the rest may hold what is not to be compared.
      return {
        got: Object.fromEntries(differences.map(({ path, got }) => [path.slice(1), got])),
        expected: Object.fromEntries(
          differences.map(({ path, expected }) => [path.slice(1), expected]),
        ),
      };
    },
  };
}

function partCases(file: object): readonly PartCase[] {
  if (!isRecording(file)) return [];
  let outcome: Outcome | null = null;
  const simulateOnce = (): Outcome => {
    if (outcome === null) {
      const { events, frame } = simulate(file.scenario, file.until);
      outcome = outcomeOf(events, frame);
    }
    return outcome;
  };
  return PARTS.map((id) => ({ id, recording: file, outcome: simulateOnce }));
}
