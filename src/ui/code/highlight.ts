// Colours of a program, by the grammar of its language (lezer). A chunk of its own, and each grammar one more,
// fetched when somebody looks at code; until they are here the text stands without colours.
import type { Parser } from '@lezer/common';
import { highlightCode, tagHighlighter, tags } from '@lezer/highlight';
import type { Language } from '#code/client.ts';
import { type Piece, shellPieces, type Tone } from './pieces.ts';

const HIGHLIGHTER = tagHighlighter([
  { tag: [tags.keyword, tags.operatorKeyword, tags.modifier], class: 'keyword' },
  { tag: [tags.string, tags.special(tags.string), tags.character], class: 'text' },
  { tag: [tags.number, tags.bool, tags.null], class: 'number' },
  { tag: tags.comment, class: 'comment' },
]);

async function grammarOf(language: Exclude<Language, 'shell'>): Promise<Parser> {
  switch (language) {
    case 'python':
      return (await import('@lezer/python')).parser;
    case 'java':
      return (await import('@lezer/java')).parser;
    case 'javascript':
      return (await import('@lezer/javascript')).parser;
  }
}

/** The pieces of each line. */
export async function highlight(
  language: Language,
  text: string,
): Promise<readonly (readonly Piece[])[]> {
  if (language === 'shell') return text.split('\n').map(shellPieces);
  const grammar = await grammarOf(language);
  const lines: Piece[][] = [[]];
  highlightCode(
    text,
    grammar.parse(text),
    HIGHLIGHTER,
    (piece, tone) =>
      lines.at(-1)?.push({ text: piece, tone: tone === '' ? 'plain' : (tone as Tone) }),
    () => lines.push([]),
  );
  return lines;
}
