// Lets the page import scenarios of its own: `home.scenario.yaml` arrives parsed and checked. One with
// problems stops the build and says where.
import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';
import { parse } from 'yaml';
import { describeProblem } from '#base/problem.ts';
import { parseScenario } from '#scenario/parse.ts';

const ENDING = '.scenario.yaml';

/** The plug-in. */
export function scenarios(): Plugin {
  return {
    name: 'kafkascope-scenarios',
    load(id) {
      if (!id.endsWith(ENDING)) return null;
      const { value, problems } = parseScenario(parse(readFileSync(id, 'utf8')));
      if (value === null) throw new Error(`${id}:\n${problems.map(describeProblem).join('\n')}`);
      return `export default ${JSON.stringify(value)};`;
    },
  };
}
