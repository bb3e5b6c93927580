// The one list of the stage's views: tabs, number keys, the list of keys, lessons and tests are made
// from it. A view is added here and in base/view-id.ts; types hold the two together.
import { VIEW_IDS, type ViewId } from '#base/view-id.ts';
import { clusterView } from './cluster/cluster-view.ts';
import { topicView } from './topic/topic-view.ts';
import type { View } from './view.ts';

export interface ViewEntry {
  readonly id: ViewId;
  /** On its tab. */
  readonly label: string;
  /** Key that shows it. */
  readonly key: string;
  readonly view: View;
}

const LABELLED: { readonly [id in ViewId]: Pick<ViewEntry, 'label' | 'view'> } = {
  topic: { label: 'Topic', view: topicView },
  cluster: { label: 'Cluster', view: clusterView },
};

/** In the order of their tabs; the first is shown by the key 1. */
export const VIEWS: readonly ViewEntry[] = VIEW_IDS.map((id, index) => ({
  id,
  key: String(index + 1),
  ...LABELLED[id],
}));

/** The view of a name. */
export function viewOf(id: ViewId): View {
  return LABELLED[id].view;
}
