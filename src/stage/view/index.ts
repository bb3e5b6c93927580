// The one list of the stage's views: tabs, number keys, the list of keys, lessons and tests are made
// from it. A view is added here and in base/view-id.ts; types hold the two together. Each is a chunk of
// its own: the page fetches the one that is to be seen.
import { VIEW_IDS, type ViewId } from '#base/view-id.ts';
import type { TimeWindow } from '#trace/moment.ts';
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
  /** Fetches the view. */
  readonly load: () => Promise<View>;
}

type Entry = Omit<ViewEntry, 'id' | 'key'>;

const ENTRIES: { readonly [Id in ViewId]: Entry } = {
  topic: {
    label: 'Topic',
    needs: null,
    isTimed: false,
    load: async () => (await import('./topic/topic-view.ts')).topicView,
  },
  cluster: {
    label: 'Cluster',
    needs: null,
    isTimed: false,
    load: async () => (await import('./cluster/cluster-view.ts')).clusterView,
  },
  groups: {
    label: 'Groups',
    needs: null,
    isTimed: true,
    load: async () => (await import('./groups/groups-view.ts')).groupsView,
  },
  ledger: {
    label: 'Ledger',
    needs: null,
    isTimed: false,
    load: async () => (await import('./ledger/ledger-view.ts')).ledgerView,
  },
  sequence: {
    label: 'Sequence',
    needs: null,
    isTimed: true,
    load: async () => (await import('./sequence/sequence-view.ts')).sequenceView,
  },
  state: {
    label: 'State',
    needs: null,
    isTimed: true,
    load: async () => (await import('./state/state-view.ts')).stateView,
  },
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
