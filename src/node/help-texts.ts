// The help texts of Kafka's tools, for runs without a page.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { HelpTexts } from '#kafka/tool/help.ts';

const FOLDER = fileURLToPath(new URL('../kafka/tool/help/', import.meta.url));

/** Reads them all. */
export function readHelpTexts(): HelpTexts {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.txt'));
  return Object.fromEntries(
    files.map((file) => [basename(file, '.txt'), readFileSync(join(FOLDER, file), 'utf8')]),
  );
}
