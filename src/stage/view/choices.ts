// What a person chooses to see in a view that shows a part of what there is.
import type { ExchangeKind } from '#trace/chronicle/kind.ts';

export interface ViewChoices {
  /** Sequence: families of RPCs that are drawn. */
  readonly kinds: readonly ExchangeKind[];
  /** Sequence: nodes that have a lane; null: those that matter. */
  readonly lanes: readonly string[] | null;
  /** State: which of a thing's machines; '': the first. */
  readonly machine: string;
  /** Groups: the group; '': the first. */
  readonly group: string;
}

/** What is shown until somebody chooses: what goes on all the time is folded away. */
export const FIRST_CHOICES: ViewChoices = {
  kinds: ['produce', 'fetch', 'group', 'offsets', 'controllers', 'administration'],
  lanes: null,
  machine: '',
  group: '',
};
