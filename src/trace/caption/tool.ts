// Captions for what command-line tools tell: which one is called, and how it ends. What they print
// stands in the terminal.
import type { ToolEventMap } from '#kafka/events/tool.ts';
import { type CaptionRules, telling } from './rule.ts';

/** `kafka-topics --list …` → `kafka-topics`. */
function nameOf(line: string): string {
  return line.trim().split(/\s+/)[0] ?? line;
}

export const TOOL_CAPTIONS: CaptionRules<keyof ToolEventMap> = {
  'tool.started': {
    rank: 'commit',
    tell: ({ data: { line } }) =>
      telling(`You call ${nameOf(line)}.`, ' It is a client like any other, and asks by requests.'),
  },
  'tool.typed': null,
  'tool.printed': null,
  'tool.noted': null,
  'tool.exited': {
    rank: 'data',
    tell: ({ data: { tool, exitCode } }, { frame }) => {
      const line = frame.tools.get(tool)?.line;
      if (line === undefined) return null;
      return exitCode === 0
        ? telling(`${nameOf(line)} has its answers and ends.`, '')
        : telling(`${nameOf(line)} ends with exit code ${exitCode}.`, ' The terminal says why.');
    },
  },
};
