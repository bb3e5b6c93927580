// `npm run lesson -- new "Title"` makes the file of a lesson that already passes, as a draft;
// `npm run lesson -- check` says what is wrong with all of them.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describeProblem } from '#base/problem.ts';
import { parseLesson } from '#lesson/parse.ts';
import { SKELETON } from './lesson-skeleton.ts';

const FOLDER = 'lessons';

const USAGE = `npm run lesson -- new "Title of the lesson"
npm run lesson -- check`;

/** `Growing a topic` → `growing-a-topic`. */
function slugOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}

/** The number of the last lesson that has one. */
function lastNumber(): number {
  const numbers = readdirSync(FOLDER).map((file) => Number(/^(\d+)-/.exec(file)?.[1] ?? 0));
  return Math.max(0, ...numbers);
}

function create(title: string): number {
  const number = String(lastNumber() + 1).padStart(2, '0');
  const file = join(FOLDER, `${number}-${slugOf(title)}.md`);
  if (existsSync(file)) {
    process.stderr.write(`${file} is there already\n`);
    return 1;
  }
  writeFileSync(file, SKELETON.replace('TITLE', JSON.stringify(title)));
  process.stdout.write(`${file}
Open http://localhost:5173/#/learn/${basename(file, '.md')} while \`npm run dev\` runs.
It is a draft: give it a place in ${FOLDER}/path.yaml when it is done.
`);
  return 0;
}

function check(): number {
  let problemCount = 0;
  for (const file of readdirSync(FOLDER).filter((name) => name.endsWith('.md'))) {
    const text = readFileSync(join(FOLDER, file), 'utf8');
    const { problems } = parseLesson(basename(file, '.md'), text);
    for (const problem of problems) process.stdout.write(`${file}: ${describeProblem(problem)}\n`);
    problemCount += problems.length;
  }
  return problemCount === 0 ? 0 : 1;
}

const [command, title] = process.argv.slice(2);
if (command === 'new' && title !== undefined) process.exitCode = create(title);
else if (command === 'check') process.exitCode = check();
else {
  process.stderr.write(`${USAGE}\n`);
  process.exitCode = 2;
}
