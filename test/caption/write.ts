// Writes the caption track of every preset, to be read as prose: `npm run captions`.
import { readdirSync, writeFileSync } from 'node:fs';
import { captionTrack } from './track.ts';

for (const file of readdirSync('public/scenarios')) {
  const name = file.replace('.json', '');
  writeFileSync(`test/caption/${name}.txt`, captionTrack(name));
}
