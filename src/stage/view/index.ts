// The one list of the stage's views: tabs, number keys, the list of keys, lessons and tests are made
// from it. A view is added here and in base/view-id.ts; types hold the two together.
import { VIEW_IDS, type ViewId } from '#base/view-id.ts';
import type { TimeWindow } from '#trace/moment.ts';
import { clusterView } from './cluster/cluster-view.ts';
import { groupsView } from './groups/groups-view.ts';
import { ledgerView } from './ledger/ledger-view.ts';
import { sequenceView } from './sequence/sequence-view.ts';
import { stateView } from './state/state-view.ts';
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
  /** It changes as time goes by, even while nothing happens. */
  readonly isTimed: boolean;
  readonly layout: View;
}

type Entry = Pick<ViewEntry, 'label' | 'needs' | 'isTimed' | 'layout'>;

const ENTRIES: { readonly [Id in ViewId]: Entry } = {
  topic: { label: 'Topic', needs: null, isTimed: false, layout: topicView },
  cluster: { label: 'Cluster', needs: null, isTimed: false, layout: clusterView },
  groups: { label: 'Groups', needs: null, isTimed: true, layout: groupsView },
  ledger: { label: 'Ledger', needs: null, isTimed: false, layout: ledgerView },
  sequence: { label: 'Sequence', needs: null, isTimed: true, layout: sequenceView },
  state: { label: 'State', needs: null, isTimed: true, layout: stateView },
};

/** In the order of their tabs; the first is shown by the key 1. */
export const VIEWS: readonly ViewEntry[] = VIEW_IDS.map((id, index) => ({
  id,
  key: String(index + 1),
  ...ENTRIES[id],
}));

/** A view by its id. */
export function viewOf(id: ViewId): Entry {
  return ENTRIES[id];
}
