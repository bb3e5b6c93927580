// Typefaces: those that are needed first are fetched first, and none but the four files is built in.
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { preloads } from '#node/build/fonts.ts';
import { FACES } from '#stage/theme.ts';

const sheet = readFileSync('src/ui/theme/fonts.css', 'utf8');

test('the faces of controls and numbers are fetched with the page', () => {
  const links = preloads([
    'assets/martian-mono-latin-wdth-normal-1Tq.woff2',
    'assets/instrument-sans-latin-wght-normal-Bbz.woff2',
    'assets/newsreader-latin-wght-normal-CCV.woff2',
  ]);
  expect(links.map(({ attrs }) => attrs?.['href'])).toEqual([
    './assets/instrument-sans-latin-wght-normal-Bbz.woff2',
    './assets/martian-mono-latin-wdth-normal-1Tq.woff2',
  ]);
});

test('a face that was not built stops the build', () => {
  expect(() => preloads(['assets/index.css'])).toThrow('no built file is named instrument-sans');
});

test('there are four files, and each is in its package', () => {
  const files = [...sheet.matchAll(/url\('([^']+)'\)/g)].map(([, file = '']) => file);
  expect(files.length).toBe(4);
  for (const file of files) expect(existsSync(`node_modules/${file}`), file).toBe(true);
});

test('every face waits for no file: words stand at once, in a stand-in of the same size', () => {
  const faces = sheet.split('@font-face').slice(1);
  for (const face of faces) {
    expect(face).toMatch(face.includes('url(') ? /font-display: swap/ : /size-adjust: [\d.]+%/);
  }
  for (const list of Object.values(FACES)) {
    const [face = '', standIn = ''] = list.split(', ');
    expect(standIn).toBe(`'${face.replaceAll("'", '')} stand-in'`);
    expect(sheet).toContain(`font-family: ${standIn};`);
  }
});
