// The page's style sheets say nothing that the theme's tables say already.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { themeSheet, writeOutWidths } from '#node/build/theme.ts';

const sheets = readdirSync('src/ui', { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.(svelte|css)$/.test(file))
  .map((file): [string, string] => {
    const text = readFileSync(join('src/ui', file), 'utf8');
    return [file, file.endsWith('.css') ? text : text.slice(text.indexOf('<style>'))];
  });

/** Custom properties that the page sets by itself, for a place of it: in a sheet, or on an element. */
const OWN = new Set(
  sheets.flatMap(([file]) => {
    const text = readFileSync(join('src/ui', file), 'utf8');
    return [...text.matchAll(/(--[a-z-]+)[:=]/g)].map(([, name]) => name);
  }),
);

describe('the sheet of the theme', () => {
  const sheet = themeSheet();

  test('gives colours for both themes, type, spaces and radii', () => {
    expect(sheet).toContain('--type-body: 0.875rem;');
    expect(sheet).toContain('--space-3: 0.5rem;');
    expect(sheet).toContain('--radius-card: 8px;');
    expect(sheet.match(/--paper: #/g)).toHaveLength(3);
    expect(sheet.match(/--key-a-follower: rgb\(/g)).toHaveLength(3);
    expect(sheet).toContain('--font-title: 560 1.8125rem/1.12 var(--face-serif);');
  });

  test('has every property that a style sheet of the page asks for', () => {
    for (const [file, text] of sheets) {
      for (const [, name = ''] of text.matchAll(/var\((--[a-z0-9-]+)/g)) {
        expect([file, name, OWN.has(name) || sheet.includes(`${name}:`)]).toEqual([
          file,
          name,
          true,
        ]);
      }
    }
  });
});

describe('a named width', () => {
  test('is written out', () => {
    expect(writeOutWidths('@media (--phone) { a { b: c } }')).toBe(
      '@media (max-width: 759px) { a { b: c } }',
    );
  });

  test('that does not exist stops the build', () => {
    expect(() => writeOutWidths('@media (--watch) {}')).toThrow('there are desk, phone');
  });
});

describe.each(sheets)('%s', (_file, sheet) => {
  test('repeats no colour, size, radius or width by hand', () => {
    const byHand =
      /#[0-9a-f]{3,8}\b(?=[^{]*;)|rgba?\(|font-size: [\d.]+(?:rem|px)|border-radius: [\d.]+px|max-width: [\d.]+px\)/g;
    expect([...sheet.matchAll(byHand)].map(([text]) => text)).toEqual([]);
  });
});
