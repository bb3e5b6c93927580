// The scenarios that come with the site. Each document in public/scenarios says under which theme it
// stands and where; the list of them is made when the site is built.
import * as v from 'valibot';
import { type Parsed, type Problem, renderValue } from '#base/problem.ts';

/** What a preset may be about, in the order in which the page shows it. */
export const PRESET_THEMES = [
  { name: 'Basics', about: 'Topics, keys, partitions, lag.' },
  {
    name: 'Replication',
    about: 'What followers, the ISR and leader elections do when brokers slow down or fail.',
  },
  { name: 'KRaft', about: 'Controllers, and how brokers learn what they decide.' },
  {
    name: 'Consumers and groups',
    about: 'Who reads what, what is committed, and what a change costs.',
  },
] as const;

export type PresetTheme = (typeof PRESET_THEMES)[number]['name'];

export const THEME_NAMES: readonly PresetTheme[] = PRESET_THEMES.map(({ name }) => name);

/** One line of the list. */
export interface Preset {
  /** File name without `.json`. */
  readonly id: string;
  readonly title: string;
  readonly theme: PresetTheme;
}

/** The preset that the sandbox opens with. */
export const DEFAULT_PRESET = 'three-brokers';

/** What the list needs of a document; the rest of it is for parse.ts. */
const listedSchema = v.object({
  name: v.string('must be text'),
  theme: v.picklist(THEME_NAMES, `must be one of: ${THEME_NAMES.join(', ')}`),
  /** Presets of a theme are shown in order of it. */
  order: v.number('must be a number'),
});

type Listed = v.InferOutput<typeof listedSchema> & { readonly id: string };

/** The list of presets, by theme and order, from file names without `.json` and documents. */
export function listPresets(
  documents: Iterable<readonly [id: string, json: unknown]>,
): Parsed<readonly Preset[]> {
  const listed: Listed[] = [];
  const problems: Problem[] = [];
  for (const [id, json] of documents) {
    const parsed = v.safeParse(listedSchema, json);
    if (parsed.success) listed.push({ id, ...parsed.output });
    else {
      for (const { path, message, input } of parsed.issues) {
        const field = path?.map(({ key }) => String(key)).join('.') ?? '';
        problems.push({
          path: `${id}: ${field}`,
          rule: input === undefined ? 'is missing' : message,
          got: renderValue(input),
          hint: '',
        });
      }
    }
  }
  listed.sort(byPlace);
  listed.forEach((one, index) => {
    const before = listed[index - 1];
    if (before === undefined || byPlace(before, one) !== 0) return;
    const hint = 'Numbers between the neighbours’ are free.';
    const rule = `must differ from that of ${before.id}`;
    problems.push({ path: `${one.id}: order`, rule, got: renderValue(one.order), hint });
  });
  if (problems.length > 0) return { value: null, problems };
  return {
    value: listed.map(({ id, name: title, theme }) => ({ id, title, theme })),
    problems: [],
  };
}

function byPlace(a: Listed, b: Listed): number {
  return THEME_NAMES.indexOf(a.theme) - THEME_NAMES.indexOf(b.theme) || a.order - b.order;
}
