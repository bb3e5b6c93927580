// `npm run plates`: takes the picture of every plate anew and keeps those that are seen to differ.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { compare, encode, keptPicture, pathOf, takePictures } from './plate-pictures.ts';

let written = 0;
await takePictures((plate, picture) => {
  const kept = keptPicture(plate);
  if (kept !== null && compare(picture, kept).count === 0) return;
  const path = pathOf(plate);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, encode(picture));
  written += 1;
  process.stdout.write(`${path}\n`);
});
process.stdout.write(`${written} pictures written\n`);
