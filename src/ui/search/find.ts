// Which entries answer a query: by words and their beginnings, one slip of the finger allowed.
// MiniSearch does the matching; ties are broken by kind and by the order of the list.
import MiniSearch from 'minisearch';
import { ENTRY_KINDS, type EntryKind, type SearchEntry } from './entry.ts';

/** How many answers are shown. */
const MOST = 12;
/** Words shorter than this must be spelled right. */
const FUZZY_FROM = 4;

const KINDS = Object.keys(ENTRY_KINDS) as EntryKind[];

/** Finds entries; made anew when the list of entries changes. */
export function createSearch(
  entries: readonly SearchEntry[],
): (query: string) => readonly SearchEntry[] {
  const byId = new Map(entries.map((entry, index) => [entry.id, { entry, index }]));
  const index = new MiniSearch<SearchEntry>({
    fields: ['title', 'keywords', 'detail'],
    // Names of configs and topics are found by their parts as well as whole.
    tokenize: (text) => text.toLowerCase().split(/[^\p{L}\p{N}]+/u),
    searchOptions: {
      boost: { title: 3, keywords: 2 },
      prefix: true,
      fuzzy: (term) => (term.length >= FUZZY_FROM ? 0.2 : false),
      combineWith: 'AND',
    },
  });
  index.addAll([...entries]);
  return (query) => {
    if (query.trim() === '') return entries.filter(isSuggestion).slice(0, MOST);
    return index
      .search(query)
      .flatMap(({ id, score }) => {
        const found = byId.get(String(id));
        return found === undefined ? [] : [{ ...found, score }];
      })
      .toSorted(
        (one, other) =>
          other.score - one.score ||
          KINDS.indexOf(one.entry.kind) - KINDS.indexOf(other.entry.kind) ||
          one.index - other.index,
      )
      .slice(0, MOST)
      .map(({ entry }) => entry);
  };
}

/** What is shown before anything is typed: where one can go. */
function isSuggestion({ kind }: SearchEntry): boolean {
  return kind === 'place' || kind === 'lesson';
}
