// What can be found on the site: one line of the list that the search shows.

/** Kinds of entries, in the order in which equal hits are shown, with the word beside each. */
export const ENTRY_KINDS = {
  action: 'do',
  lesson: 'lesson',
  question: 'question',
  preset: 'preset',
  term: 'term',
  config: 'config',
  place: 'place',
} as const;

export type EntryKind = keyof typeof ENTRY_KINDS;

export interface SearchEntry {
  /** Unique among all entries. */
  readonly id: string;
  readonly kind: EntryKind;
  readonly title: string;
  /** One sentence, or the numbers that matter. */
  readonly detail: string;
  /** Further words by which it is found. */
  readonly keywords?: string;
  /** Where it leads; or what it does. */
  readonly go: string | (() => void);
}
