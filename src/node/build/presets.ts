// Lists the presets when the site is built, as `virtual:presets`. A document without a place in the
// list stops the build and says what is missing.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Plugin } from 'vite';
import { describeProblem } from '#base/problem.ts';
import { listPresets } from '#scenario/presets.ts';

const PRESETS = 'virtual:presets';

/** The plug-in; `folder` holds the documents. */
export function presets(folder: string): Plugin {
  return {
    name: 'kafkascope-presets',
    resolveId: (id) => (id === PRESETS ? `\0${PRESETS}` : null),
    load(id) {
      if (id !== `\0${PRESETS}`) return null;
      const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
      const { value, problems } = listPresets(
        files.map((file): [string, unknown] => {
          this.addWatchFile(join(folder, file));
          return [basename(file, '.json'), JSON.parse(readFileSync(join(folder, file), 'utf8'))];
        }),
      );
      if (value === null) {
        throw new Error(`${folder}:\n${problems.map(describeProblem).join('\n')}`);
      }
      return `export default ${JSON.stringify(value)};`;
    },
  };
}
