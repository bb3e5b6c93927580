// What a page that leads somebody wants to be open in the workspace.
import type { ViewId } from '#base/view-id.ts';

export interface Stand {
  /** null: whichever is there. */
  readonly view: ViewId | null;
  /** Whether the terminal is open. */
  readonly isTyping: boolean;
}
