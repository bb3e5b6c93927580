// The terminal of a scenario without a page: types one line after the other, and lets time pass until
// each has ended.
import type { Scenario } from '#scenario/scenario.ts';
import { Session } from '#session/session.ts';
import { Desk } from '#terminal/desk.ts';
import type { Row } from '#terminal/rows.ts';
import { Terminal } from '#terminal/terminal.ts';

/** How far the playhead goes before somebody looks again. */
const STEP_US = 50_000;

interface Options {
  /** null: when the scenario is ready. */
  readonly atUs: number | null;
  /** So long a command may take before Ctrl-C ends it. */
  readonly patienceUs: number;
}

/** Prints what the commands print; gives the exit code of the last. */
export function runShell(
  scenario: Scenario,
  commands: readonly string[],
  { atUs, patienceUs }: Options,
): number {
  const session = Session.open(scenario);
  if (atUs !== null) session.seek(atUs);
  const terminal = new Terminal(session, new Desk(), 1);
  const shown = new Set<string>();
  for (const command of commands) {
    terminal.submit(command);
    const interruptUs = session.playheadUs + patienceUs;
    const giveUpUs = interruptUs + patienceUs;
    let isInterrupted = false;
    while (!terminal.isIdle && session.playheadUs < giveUpUs) {
      session.seek(session.playheadUs + STEP_US);
      terminal.goOn();
      if (isInterrupted || session.playheadUs < interruptUs) continue;
      terminal.interrupt();
      isInterrupted = true;
    }
    terminal.goOn();
    show(terminal.rows(), shown);
  }
  return terminal.exitCode;
}

function show(rows: readonly Row[], shown: Set<string>): void {
  for (const { key, kind, text, command } of rows) {
    if (shown.has(key)) continue;
    shown.add(key);
    if (kind === 'stdout') process.stdout.write(`${text}\n`);
    if (kind === 'stderr') process.stderr.write(`${text}\n`);
    if (kind === 'note') {
      process.stderr.write(`[kafkascope] ${text}${command === null ? '' : ` Try: ${command}`}\n`);
    }
  }
}
