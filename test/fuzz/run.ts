// Random faults: `npm run --silent fuzz -- --minutes 10`. Each seed is a scenario with everything that the
// model has; what breaks is printed as the smallest scenario that still shows it, with its link.
// Exit code 1: something was found.
import { parseArgs } from 'node:util';
import { encodeLink } from '#scenario/link.ts';
import { parseScenario } from '#scenario/parse.ts';
import { judge } from './judge.ts';
import { randomScenario } from './random-scenario.ts';
import { shrink, type Shrunk } from './shrink.ts';

const USAGE = `Usage: npm run --silent fuzz -- [--runs N] [--seed S] [--minutes M]

  --runs N      so many scenarios (default: 300, or what --minutes allows)
  --seed S      the first seed; each further scenario has the next (default: 1)
  --minutes M   ends after so many minutes`;

/** So many faults are enough for one run. */
const MOST_FAULTS = 10;

function readOptions(): { runs: number; seed: number; untilMs: number } {
  const { values } = parseArgs({
    options: { runs: { type: 'string' }, seed: { type: 'string' }, minutes: { type: 'string' } },
  });
  const numberOf = (text: string | undefined, otherwise: number): number => {
    const number = text === undefined ? otherwise : Number(text);
    if (Number.isNaN(number) || number < 0) throw new Error(USAGE);
    return number;
  };
  const minutes = numberOf(values.minutes, Infinity);
  return {
    runs: numberOf(values.runs, Number.isFinite(minutes) ? Infinity : 300),
    seed: numberOf(values.seed, 1),
    untilMs: performance.now() + minutes * 60_000,
  };
}

function print({ document, endMs, finding }: Shrunk, seed: number): void {
  const lines = [
    `seed ${seed}: ${finding.name}, at ${finding.atUs / 1_000_000} s of ${endMs / 1_000} s`,
    `  ${finding.message.split('\n').slice(0, 12).join('\n  ')}`,
    `  ${JSON.stringify(document)}`,
  ];
  const { value: scenario } = parseScenario(document);
  if (scenario !== null) {
    lines.push(`  #/s/${encodeLink({ scenario, commands: [], atUs: finding.atUs })}`);
  }
  process.stdout.write(`${lines.join('\n')}\n\n`);
}

function main(): void {
  const { runs, seed: first, untilMs } = readOptions();
  const known = new Set<string>();
  let [count, events, ended] = [0, 0, 0];
  for (; count < runs && performance.now() < untilMs && known.size < MOST_FAULTS; count += 1) {
    const seed = first + count;
    const { document, endMs } = randomScenario(seed);
    const verdict = judge(document, endMs);
    events += verdict.events;
    ended += Number(verdict.isEnded);
    for (const finding of verdict.findings) {
      if (known.has(finding.name)) continue;
      known.add(finding.name);
      print(shrink(document, endMs, finding), seed);
    }
  }
  const standing = ended === 0 ? '' : `; in ${ended} time stood still`;
  process.stdout.write(
    `${count} scenarios, ${events} events, ${known.size} kinds of faults${standing}.\n`,
  );
  process.exitCode = known.size === 0 ? 0 : 1;
}

try {
  main();
} catch (error) {
  process.stderr.write(
    `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  process.exitCode = 2;
}
