// The path through the course, the glossary and the index of questions: YAML → data. Read when the
// site is built and in the tests.
import * as v from 'valibot';
import { parse as parseYaml } from 'yaml';
import type { Chapter, GlossaryEntry, LessonEntry, QuestionEntry } from './catalogue.ts';
import type { Lesson } from './lesson.ts';

const text = v.string('must be text');

/** A lesson that is there is its id; one that is to come says what it will be about. */
const placeSchema = v.union([
  text,
  v.strictObject({
    id: text,
    title: text,
    question: text,
    minutes: v.number(),
    coming: text,
  }),
]);

const pathSchema = v.array(
  v.strictObject({
    title: text,
    promise: text,
    lessons: v.array(placeSchema),
    bosses: v.optional(v.array(placeSchema), []),
  }),
);

type Place = v.InferOutput<typeof placeSchema>;

/** The chapters of `path.yaml`. Throws when it names a lesson that is not there. */
export function readPath(yaml: string, lessons: ReadonlyMap<string, Lesson>): readonly Chapter[] {
  return v.parse(pathSchema, parseYaml(yaml)).map(({ title, promise, ...chapter }, index) => ({
    number: index + 1,
    title,
    promise,
    lessons: [
      ...chapter.lessons.map((place) => entryOf(place, false, lessons)),
      ...chapter.bosses.map((place) => entryOf(place, true, lessons)),
    ],
  }));
}

function entryOf(place: Place, isBoss: boolean, lessons: ReadonlyMap<string, Lesson>): LessonEntry {
  if (typeof place !== 'string') return { ...place, isBoss, stepCount: 0 };
  const lesson = lessons.get(place);
  if (lesson === undefined) throw new Error(`lessons/path.yaml: there is no lesson '${place}'`);
  const { id, title, question, minutes, steps } = lesson;
  return {
    id,
    title,
    question,
    minutes,
    stepCount: steps.length,
    isBoss,
    coming: null,
  };
}

const glossarySchema = v.record(
  text,
  v.strictObject({ means: text, lessons: v.array(v.number()) }),
);

/** The words of `glossary.yaml`, in order of the alphabet. */
export function readGlossary(yaml: string): readonly GlossaryEntry[] {
  return Object.entries(v.parse(glossarySchema, parseYaml(yaml)))
    .map(([term, entry]) => ({ term, ...entry }))
    .sort((a, b) => (a.term.toLowerCase() < b.term.toLowerCase() ? -1 : 1));
}

const questionsSchema = v.record(
  text,
  v.array(v.strictObject({ number: v.number(), question: text, steps: v.array(text) })),
);

/** The questions of `questions.yaml`, with the theme under which each stands. */
export function readQuestions(yaml: string): readonly QuestionEntry[] {
  return Object.entries(v.parse(questionsSchema, parseYaml(yaml))).flatMap(([theme, questions]) =>
    questions.map((one) => ({ theme, ...one })),
  );
}
