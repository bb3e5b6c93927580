// Faces of what command-line tools tell.
import type { ToolEventMap } from '#kafka/events/tool.ts';
import type { Faces } from './face.ts';

export const TOOL_FACES: Faces<keyof ToolEventMap> = {
  'tool.started': { weight: 1, why: 'reason' },
  'tool.typed': { weight: 1, why: 'reason' },
  'tool.printed': { weight: 1, why: 'reason' },
  'tool.noted': { weight: 0, why: 'link' },
  'tool.exited': { weight: 0, why: 'reason' },
};
