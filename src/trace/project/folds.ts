// The fold of every event there is.
import type { TraceEventOf, TraceEventType } from '#kafka/events.ts';
import { BROKER_FOLDS } from './broker.ts';
import { CLIENT_FOLDS } from './client.ts';
import { CONTROLLER_FOLDS } from './controller.ts';
import { ENGINE_FOLDS } from './engine.ts';
import type { Folds } from './fold.ts';
import { GROUP_FOLDS } from './group.ts';
import { MACHINE_FOLDS } from './machine.ts';
import { TOOL_FOLDS } from './tool.ts';
import type { FrameState } from './state.ts';

const FOLDS: Folds<TraceEventType> = {
  ...ENGINE_FOLDS,
  ...MACHINE_FOLDS,
  ...CONTROLLER_FOLDS,
  ...BROKER_FOLDS,
  ...GROUP_FOLDS,
  ...CLIENT_FOLDS,
  ...TOOL_FOLDS,
};

/** Changes the Frame by an event. */
export function fold<T extends TraceEventType>(frame: FrameState, event: TraceEventOf<T>): void {
  FOLDS[event.type]?.(frame, event);
}
