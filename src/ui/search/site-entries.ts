// The entries that are there on every page: places, lessons, presets.
import { LESSONS } from '#ui/lesson/lessons.ts';
import { PRESETS } from '#ui/sandbox/presets.ts';
import type { SearchEntry } from './entry.ts';

const PLACES: readonly SearchEntry[] = [
  { id: 'home', kind: 'place', title: 'Start', detail: 'The course and its path', go: '#/' },
  {
    id: 'sandbox',
    kind: 'place',
    title: 'Sandbox',
    detail: 'A cluster of your own, with every knob',
    keywords: 'play experiment new cluster',
    go: '#/sandbox',
  },
  {
    id: 'fidelity',
    kind: 'place',
    title: 'Fidelity',
    detail: 'What is as in Apache Kafka, what is smaller, what is missing',
    keywords: 'true accuracy limits reference',
    go: '#/fidelity',
  },
];

/** Places, lessons and presets. */
export function siteEntries(): readonly SearchEntry[] {
  return [
    ...PLACES,
    ...LESSONS.map(({ id, title, question, minutes }) => ({
      id: `lesson ${id}`,
      kind: 'lesson' as const,
      title,
      detail: `${question} About ${minutes} minutes.`,
      go: `#/learn/${id}`,
    })),
    ...PRESETS.map(({ id, title, theme }) => ({
      id: `preset ${id}`,
      kind: 'preset' as const,
      title,
      detail: theme,
      go: `#/sandbox/${id}`,
    })),
  ];
}
