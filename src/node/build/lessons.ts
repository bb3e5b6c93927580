// Makes lessons when the site is built: `lessons/*.md` import as finished Lesson objects, and
// `virtual:lesson-catalogue` lists them by chapter. A lesson with problems stops the build and says
// where; while the site is being written, the page shows the problems instead.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Plugin } from 'vite';
import { describeProblem, type Parsed } from '#base/problem.ts';
import { type Chapter, placeOf } from '#lesson/catalogue.ts';
import type { Lesson } from '#lesson/lesson.ts';
import { parseLesson } from '#lesson/parse.ts';
import { markTerms, TermFinder } from '#lesson/terms.ts';
import { readGlossary, readPath, readQuestions } from '#lesson/path.ts';

const CATALOGUE = 'virtual:lesson-catalogue';
const GLOSSARY = 'virtual:glossary';

function parse(file: string): Parsed<Lesson> {
  return parseLesson(basename(file, '.md'), readFileSync(file, 'utf8'));
}

/** Problems of a lesson, as an error that stops the build. */
function failure(file: string, { problems }: Parsed<Lesson>): Error {
  return new Error(`${file}:\n${problems.map(describeProblem).join('\n')}`);
}

/** All lessons of a folder that have no problems, by id; with `isStrict` the others stop it. */
export function loadLessons(folder: string, isStrict: boolean): ReadonlyMap<string, Lesson> {
  const lessons = new Map<string, Lesson>();
  for (const file of readdirSync(folder).sort()) {
    if (!file.endsWith('.md')) continue;
    const parsed = parse(join(folder, file));
    if (parsed.value !== null) lessons.set(parsed.value.id, parsed.value);
    else if (isStrict) throw failure(file, parsed);
  }
  return lessons;
}

/** The chapters, as `path.yaml` has them; with `isStrict` what is wrong with a lesson stops it. */
export function loadChapters(folder: string, isStrict: boolean): readonly Chapter[] {
  return readPath(readFileSync(join(folder, 'path.yaml'), 'utf8'), loadLessons(folder, isStrict));
}

/** A lesson whose text has the words of the glossary marked. */
function explained({ value, problems }: Parsed<Lesson>, folder: string): Parsed<Lesson> {
  if (value === null) return { value, problems };
  const finder = new TermFinder(readGlossary(readFileSync(join(folder, 'glossary.yaml'), 'utf8')));
  const steps = value.steps.map((step) => ({ ...step, html: markTerms(step.html, finder) }));
  return {
    value: { ...value, introHtml: markTerms(value.introHtml, finder), steps },
    problems: [],
  };
}

/** The plug-in; `folder` holds the lessons' Markdown. */
export function lessons(folder: string): Plugin {
  let isServing = false;
  let chapters: readonly Chapter[] | null = null;
  return {
    name: 'kafkascope-lessons',
    configResolved: ({ command }) => {
      isServing = command === 'serve';
    },
    resolveId: (id) => ([CATALOGUE, GLOSSARY].includes(id) ? `\0${id}` : null),
    load(id) {
      if (id === `\0${CATALOGUE}`) {
        chapters ??= loadChapters(folder, !isServing);
        return `export default ${JSON.stringify(chapters)};`;
      }
      if (id === `\0${GLOSSARY}`) {
        const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
        const glossary = readGlossary(read('glossary.yaml'));
        const questions = readQuestions(read('questions.yaml'));
        return `export default ${JSON.stringify({ glossary, questions })};`;
      }
      const [path = ''] = id.split('?');
      if (!path.endsWith('.md') || !path.startsWith(folder) || !existsSync(path)) return null;
      const parsed = parse(path);
      if (parsed.value === null && !isServing) throw failure(path, parsed);
      chapters ??= loadChapters(folder, !isServing);
      const place = placeOf(basename(path, '.md'), chapters);
      return `export default ${JSON.stringify({ ...explained(parsed, folder), place })};`;
    },
  };
}
