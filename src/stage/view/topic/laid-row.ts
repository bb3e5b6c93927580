// A partition's row of the Topic view, once its log has its place.
import type { LogWindow } from '#stage/layout/log.ts';
import type { PartitionFrame } from '#trace/frame.ts';

/** A log as it was laid out. */
export interface LaidRow {
  readonly partition: PartitionFrame;
  readonly window: LogWindow;
  /** Upper edge of the row. */
  readonly y: number;
}
