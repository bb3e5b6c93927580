// Whether the search is open, and what the page in sight adds to what can be found.
import type { SearchEntry } from './entry.ts';

class Search {
  isOpen = $state(false);
  /** Asked when the search opens: the page in sight may change all the time. */
  private source: () => readonly SearchEntry[] = () => [];

  /** Lets a page add entries; call what is returned when the page goes. */
  offer(source: () => readonly SearchEntry[]): () => void {
    this.source = source;
    return () => {
      if (this.source === source) this.source = () => [];
    };
  }

  get pageEntries(): readonly SearchEntry[] {
    return this.source();
  }
}

export const search = new Search();
