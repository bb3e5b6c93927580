// The one list of the stage's views: tabs, number keys, the list of keys, lessons and tests are made
// from it. A view is added here and in base/view-id.ts; types hold the two together.
import { VIEW_IDS, type ViewId } from '#base/view-id.ts';
import type { TimeWindow } from '#trace/moment.ts';
import { clusterView } from './cluster/cluster-view.ts';
import { topicView } from './topic/topic-view.ts';
import type { View } from './view.ts';

export interface ViewEntry {
  readonly id: ViewId;
  /** On its tab. */
  readonly label: string;
  /** Key that shows it. */
  readonly key: string;
  /** What it has to know around the moment; null: the Frame is enough. */
  readonly needs: TimeWindow | null;
  readonly layout: View;
}

const ENTRIES: { readonly [Id in ViewId]: Pick<ViewEntry, 'label' | 'needs' | 'layout'> } = {
  topic: { label: 'Topic', needs: null, layout: topicView },
  cluster: { label: 'Cluster', needs: null, layout: clusterView },
};

/** In the order of their tabs; the first is shown by the key 1. */
export const VIEWS: readonly ViewEntry[] = VIEW_IDS.map((id, index) => ({
  id,
  key: String(index + 1),
  ...ENTRIES[id],
}));

/** A view by its id. */
export function viewOf(id: ViewId): Pick<ViewEntry, 'label' | 'needs' | 'layout'> {
  return ENTRIES[id];
}
