// Words of the glossary in a text: which there are, and where they stand.
import type { GlossaryEntry } from './catalogue.ts';

/** A piece of a text; with the glossary's word where it is one. */
export interface Piece {
  readonly text: string;
  /** As the glossary has it; null: plain text. */
  readonly term: string | null;
}

/** Of several words in one entry, shorter ones are words of every day. */
const LEAST_LETTERS = 8;

/** How an entry is written in a text: `follower / leader` is two words, `(HW)` stands for the whole. */
export function wordsOf(term: string): readonly string[] {
  const [, main = '', short = ''] = /^([^(]+?)(?: \((.+)\))?$/.exec(term) ?? [];
  // Such as `acknowledgement (share)`: elsewhere the word means something else.
  if (short !== '' && short !== short.toUpperCase() && !/^[A-Z]/.test(short)) return [];
  const listed = main
    .split(', ')
    .filter((one, _, all) => all.length === 1 || one.length >= LEAST_LETTERS);
  return [...listed.flatMap((one) => one.split(' / ')), ...(short === '' ? [] : [short])];
}

/** Finds the glossary's words. */
export class TermFinder {
  private readonly terms = new Map<string, string>();
  private readonly pattern: RegExp;

  constructor(glossary: readonly Pick<GlossaryEntry, 'term'>[]) {
    for (const { term } of glossary) {
      for (const word of wordsOf(term)) this.terms.set(word.toLowerCase(), term);
    }
    // The longest first: `log end offset` is not `log`.
    const words = [...this.terms.keys()].sort((one, other) => other.length - one.length);
    const any = words.map((word) => word.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')).join('|');
    this.pattern = new RegExp(`(?<![\\w.-])(${any})(?:e?s)?(?![\\w-]|\\.\\w)`, 'gi');
  }

  /** The text in pieces. Each word is found once, unless it is among `known`; found ones join those. */
  pieces(text: string, known: Set<string> = new Set()): readonly Piece[] {
    const pieces: Piece[] = [];
    let end = 0;
    for (const match of text.matchAll(this.pattern)) {
      const term = this.terms.get((match[1] ?? '').toLowerCase());
      if (term === undefined || known.has(term)) continue;
      known.add(term);
      if (match.index > end) pieces.push({ text: text.slice(end, match.index), term: null });
      pieces.push({ text: match[0], term });
      end = match.index + match[0].length;
    }
    if (end < text.length) pieces.push({ text: text.slice(end), term: null });
    return pieces;
  }
}

/** Elements whose words are not explained: they are links, buttons, code or headings themselves. */
const APART = new Set(['a', 'button', 'code', 'pre', 'label', 'h1', 'h2', 'h3', 'h4', 'th']);

/** HTML with the glossary's words marked, so that the page explains them. */
export function markTerms(html: string, finder: TermFinder): string {
  const known = new Set<string>();
  let apart = 0;
  return html
    .split(/(<[^>]+>)/)
    .map((part) => {
      const tag = /^<(\/?)([a-z0-9]+)/i.exec(part);
      if (tag === null) return apart > 0 ? part : marked(finder.pieces(part, known));
      if (APART.has((tag[2] ?? '').toLowerCase())) apart += tag[1] === '' ? 1 : -1;
      return part;
    })
    .join('');
}

function marked(pieces: readonly Piece[]): string {
  return pieces
    .map(({ text, term }) =>
      term === null
        ? text
        : `<span class="term" role="term" tabindex="0" data-term="${term.replaceAll('"', '&quot;')}">${text}</span>`,
    )
    .join('');
}
