// The views of the stage that the page offers, in the order of their tabs and number keys.

export type StageView = 'topic' | 'cluster';

export const STAGE_VIEWS: readonly { readonly id: StageView; readonly label: string }[] = [
  { id: 'topic', label: 'Topic' },
  { id: 'cluster', label: 'Cluster' },
];
