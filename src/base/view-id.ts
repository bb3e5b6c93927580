// Names of the stage's views, for the stage that draws them and the lessons that ask for one.

/** In the order of their tabs and number keys. */
export const VIEW_IDS = ['topic', 'cluster', 'groups', 'sequence', 'state', 'ledger'] as const;

export type ViewId = (typeof VIEW_IDS)[number];
