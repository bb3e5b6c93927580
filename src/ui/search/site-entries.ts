// The entries that are there on every page: places, lessons, questions, words, presets.
import reference from 'virtual:glossary';
import { LESSONS } from '#ui/lesson/course.ts';
import { addressOf } from '#ui/lesson/lessons.ts';
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
    id: 'bring',
    kind: 'place',
    title: 'Bring your cluster',
    detail: 'What Kafka’s tools print becomes a sandbox; old compose files, line by line',
    keywords: 'import paste describe zookeeper docker compose own real',
    go: '#/bring',
  },
  {
    id: 'fidelity',
    kind: 'place',
    title: 'Fidelity',
    detail: 'What is as in Apache Kafka, what is smaller, what is missing',
    keywords: 'true accuracy limits reference',
    go: '#/fidelity',
  },
  {
    id: 'glossary',
    kind: 'place',
    title: 'Glossary',
    detail: 'Kafka’s words, one sentence each',
    keywords: 'terms words meaning',
    go: '#/glossary',
  },
  {
    id: 'questions',
    kind: 'place',
    title: 'Questions',
    detail: 'What people ask, and the lesson that answers',
    keywords: 'why how index',
    go: '#/questions',
  },
];

/** Questions that a lesson answers which is there. */
function questionEntries(): readonly SearchEntry[] {
  return reference.questions.flatMap(({ number, theme, question, steps }) => {
    const step = steps.find((one) => addressOf(one) !== null);
    const go = step === undefined ? null : addressOf(step);
    if (step === undefined || go === null) return [];
    return [{ id: `question ${number}`, kind: 'question', title: question, detail: theme, go }];
  });
}

/** Places, lessons, questions, words and presets. */
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
    ...questionEntries(),
    ...reference.glossary.map(({ term, means }) => ({
      id: `term ${term}`,
      kind: 'term' as const,
      title: term,
      detail: means,
      go: `#/glossary`,
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
