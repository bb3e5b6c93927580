// Queries about the command line: what was typed into terminals, and what tools printed there.
import type { Frame, ToolFrame } from '#trace/frame.ts';
import { query, type QueryTable, type Situation } from './query.ts';

/** What tools have printed since the step began, one after the other. */
function printedSince({ frame, before }: Situation): string {
  return toolsOf(frame)
    .flatMap((tool) => textsOf(tool, 'stdout', before.atUs))
    .join('');
}

/** Lines that were typed since the step began: into a shell, and into the tools that it ran. */
function typedSince({ frame, before }: Situation): readonly string[] {
  return toolsOf(frame).flatMap((tool) => [
    ...(tool.startedUs > before.atUs ? [tool.line] : []),
    ...textsOf(tool, 'typed', before.atUs),
  ]);
}

function toolsOf({ tools }: Frame): readonly ToolFrame[] {
  return [...tools.values()];
}

function textsOf({ lines }: ToolFrame, type: 'stdout' | 'typed', afterUs: number): string[] {
  return [...lines].flatMap((line) =>
    line.type === type && line.atUs > afterUs ? [line.text] : [],
  );
}

export const TERMINAL_QUERIES = {
  printed: query(
    'text',
    'Whether the tools of the terminals have printed that text since the step began.',
    (situation, text = null) => printedSince(situation).includes(String(text)),
  ),
  typed: query(
    'text',
    'How many lines with that text were typed since the step began, into a shell or into a tool.',
    (situation, text = null) =>
      typedSince(situation).filter((line) => line.includes(String(text))).length,
  ),
} satisfies QueryTable;
