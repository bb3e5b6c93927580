// Makes lessons when the site is built: `lessons/*.md` import as finished Lesson objects, and
// `virtual:lesson-catalogue` lists them. A lesson with problems stops the build and says where.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Plugin } from 'vite';
import { describeProblem } from '#base/problem.ts';
import type { LessonEntry } from '#lesson/catalogue.ts';
import type { Lesson } from '#lesson/lesson.ts';
import { parseLesson } from '#lesson/parse.ts';

const CATALOGUE = 'virtual:lesson-catalogue';

function compile(file: string): Lesson {
  const parsed = parseLesson(basename(file, '.md'), readFileSync(file, 'utf8'));
  if (parsed.value === null) {
    throw new Error(`${file}:\n${parsed.problems.map(describeProblem).join('\n')}`);
  }
  return parsed.value;
}

function entryOf({ id, title, question, minutes, steps }: Lesson): LessonEntry {
  return { id, title, question, minutes, stepCount: steps.length };
}

/** The plug-in; `folder` holds the lessons' Markdown. */
export function lessons(folder: string): Plugin {
  return {
    name: 'kafkascope-lessons',
    resolveId: (id) => (id === CATALOGUE ? `\0${CATALOGUE}` : null),
    load(id) {
      if (id === `\0${CATALOGUE}`) {
        const files = readdirSync(folder)
          .filter((file) => file.endsWith('.md'))
          .sort();
        const entries = files.map((file) => entryOf(compile(join(folder, file))));
        return `export default ${JSON.stringify(entries)};`;
      }
      const [path = ''] = id.split('?');
      if (!path.endsWith('.md') || !path.startsWith(folder)) return null;
      return `export default ${JSON.stringify(compile(path))};`;
    },
  };
}
