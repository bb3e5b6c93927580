// Sentences for what command-line tools tell.
import type { ToolEventMap } from '#kafka/events/tool.ts';
import type { Sentences } from './words.ts';

/** Longer output is cut. */
const SHOWN_LENGTH = 80;

function shortened(text: string): string {
  const [line = ''] = text.trim().split('\n');
  return line.length > SHOWN_LENGTH ? `${line.slice(0, SHOWN_LENGTH)}…` : line;
}

export const TOOL_SENTENCES: Sentences<keyof ToolEventMap> = {
  'tool.started': ({ data: { terminal, line } }) => `Terminal ${terminal}: ${shortened(line)}`,
  'tool.typed': ({ data: { tool, text } }) =>
    text === null ? `The input of ${tool} ended.` : `Somebody typed “${text}” into ${tool}.`,
  'tool.printed': ({ data: { tool, text } }) => `${tool} printed “${shortened(text)}”.`,
  'tool.noted': ({ data: { tool, note } }) => `About ${tool}: ${note.text}`,
  'tool.exited': ({ data: { tool, exitCode } }) => `${tool} ended with exit code ${exitCode}.`,
};
