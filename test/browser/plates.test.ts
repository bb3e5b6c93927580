// Every plate looks as the kept PNG (test/plate/png); where one does not, test/plate/difference shows
// what is seen now and where it differs. `npm run plates` keeps what is meant.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import type { PNG } from 'pngjs';
import { expect, test } from 'vitest';
import { PLATES } from '#ui/plates/plates.ts';
import { compare, encode, keptPicture, pathOf, takePictures } from './plate-pictures.ts';

/** Blocks that may differ: a letter that another browser draws a little wider. */
const MOST_BLOCKS = 2;
const SHOWN_IN = 'test/plate/difference';

function show(name: string, suffix: string, picture: PNG): void {
  mkdirSync(SHOWN_IN, { recursive: true });
  const file = name.replace('test/plate/png/', '').replaceAll('/', ' ').replace('.png', suffix);
  writeFileSync(`${SHOWN_IN}/${file}`, encode(picture));
}

test('every plate looks as it is kept', async () => {
  rmSync(SHOWN_IN, { recursive: true, force: true });
  const wrong: string[] = [];
  let taken = 0;
  await takePictures((plate, picture) => {
    taken += 1;
    const path = pathOf(plate);
    const kept = keptPicture(plate);
    const found = kept === null ? null : compare(picture, kept);
    if (found !== null && found.count <= MOST_BLOCKS) return;
    show(path, ' now.png', picture);
    if (found !== null) show(path, ' difference.png', found.difference);
    wrong.push(`${path}: ${found === null ? 'not kept' : `${found.count} blocks differ`}`);
  });
  expect(taken).toBe(PLATES.length);
  expect(wrong).toEqual([]);
});
