// The views of the stage: the one list from which tabs, number keys and tests are made.
import type { TimeWindow } from '#trace/moment.ts';
import { clusterView } from './cluster/cluster-view.ts';
import { topicView } from './topic/topic-view.ts';
import type { View } from './view.ts';

export type ViewName = 'topic' | 'cluster';

export interface ViewEntry {
  readonly id: ViewName;
  /** On its tab. */
  readonly label: string;
  /** What it has to know around the moment; null: the Frame is enough. */
  readonly needs: TimeWindow | null;
  readonly layout: View;
}

/** In the order of their tabs; the first has the number key 1. */
export const VIEWS: readonly ViewEntry[] = [
  { id: 'topic', label: 'Topic', needs: null, layout: topicView },
  { id: 'cluster', label: 'Cluster', needs: null, layout: clusterView },
];

/** A view by its name. */
export function viewOf(name: ViewName): ViewEntry {
  const found = VIEWS.find(({ id }) => id === name);
  if (found === undefined) throw new Error(`there is no view ${name}`);
  return found;
}
