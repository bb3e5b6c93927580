// Words of the glossary in texts.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readGlossary } from '#lesson/path.ts';
import { markTerms, TermFinder, wordsOf } from '#lesson/terms.ts';

const finder = new TermFinder(readGlossary(readFileSync('lessons/glossary.yaml', 'utf8')));

function found(text: string): readonly (string | null)[] {
  return finder.pieces(text).flatMap(({ term }) => (term === null ? [] : [term]));
}

describe('an entry of the glossary', () => {
  test.each([
    ['high watermark (HW)', ['high watermark', 'HW']],
    ['follower / leader', ['follower', 'leader']],
    ['producer id, epoch, sequence', ['producer id', 'sequence']],
    ['window, grace', []],
    ['acknowledgement (share)', []],
    ['KRaft', ['KRaft']],
  ])('%s is written as', (term, words) => {
    expect(wordsOf(term)).toEqual(words);
  });
});

describe('in a text', () => {
  test('a word is found with its plural, whatever its case, and the longest counts', () => {
    expect(found('Rebalances move partitions.')).toEqual(['rebalance', 'partition']);
    expect(found('The log end offset of a log')).toEqual(['log end offset (LEO)', 'log']);
  });

  test('a word is found once', () => {
    expect(found('A leader leads; the leader and its ISR.')).toEqual([
      'follower / leader',
      'in-sync replicas (ISR)',
    ]);
  });

  test('parts of other words and of names are none', () => {
    expect(found('topical, offset.storage, my-topic-name, dialog')).toEqual([]);
  });

  test('nothing is lost of it', () => {
    const text = 'c1 commits 24: a successor begins at that offset.';
    expect(
      finder
        .pieces(text)
        .map((piece) => piece.text)
        .join(''),
    ).toBe(text);
  });
});

describe('in HTML', () => {
  test('words are marked, but not those of links, code and buttons', () => {
    const html =
      '<p>A <strong>topic</strong>, <a href="#/offset">offsets</a>, <code>key</code>.</p>';
    expect(markTerms(html, finder)).toBe(
      '<p>A <strong><span class="term" role="term" tabindex="0" data-term="topic">topic</span></strong>, <a href="#/offset">offsets</a>, <code>key</code>.</p>',
    );
  });

  test('attributes stay as they are', () => {
    const html = '<img alt="a topic" /><em>plain</em>';
    expect(markTerms(html, finder)).toBe(html);
  });
});
