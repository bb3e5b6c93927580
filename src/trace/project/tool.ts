// Folds what command-line tools tell: what stands in the terminals.
import { AppendLog } from '#base/append-log.ts';
import type { ToolEventMap } from '#kafka/events/tool.ts';
import type { ToolLine } from '#trace/frame.ts';
import type { Folds } from './fold.ts';
import type { FrameState } from './state.ts';

function append(frame: FrameState, tool: string, line: ToolLine): void {
  frame.tools.get(tool)?.lines.push(Object.freeze(line));
}

export const TOOL_FOLDS: Folds<keyof ToolEventMap> = {
  'tool.started'(frame, { atUs, data: { tool, terminal, line, client } }) {
    frame.tools.set(tool, {
      ...{ id: tool, terminal, line, client, startedUs: atUs },
      lines: AppendLog.empty(),
      exitCode: null,
    });
  },
  'tool.typed'(frame, { atUs, data: { tool, text } }) {
    if (text !== null) append(frame, tool, { type: 'typed', atUs, text });
  },
  'tool.printed'(frame, { atUs, data: { tool, stream, text } }) {
    append(frame, tool, { type: stream, atUs, text });
  },
  'tool.noted'(frame, { atUs, data: { tool, note } }) {
    append(frame, tool, { type: 'note', atUs, note });
  },
  'tool.exited'(frame, { data: { tool, exitCode } }) {
    const known = frame.tools.get(tool);
    if (known !== undefined) known.exitCode = exitCode;
  },
};
