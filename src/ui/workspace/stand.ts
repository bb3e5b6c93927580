// What a page that leads somebody wants to be open in the workspace.
import type { ViewId } from '#base/view-id.ts';

export interface Stand {
  /** null: whichever is there. */
  readonly view: ViewId | null;
  /** Topic of the Topic view; '': the first. */
  readonly topic: string;
  /** Whether the terminal is open. */
  readonly isTyping: boolean;
}
