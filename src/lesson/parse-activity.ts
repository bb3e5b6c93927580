// What a learner does in a step: YAML → prediction, task or challenge, with its expressions parsed and
// its texts made into HTML.
import { type Expression } from './expression.ts';
import type {
  Activity,
  Challenge,
  Choice,
  Hint,
  Prediction,
  RunPlan,
  Solution,
  Task,
} from './lesson.ts';
import { constant } from './parse-expression.ts';
import type { Place, Report } from './report.ts';
import {
  predictSchema,
  type WrittenPrediction,
  type WrittenRun,
  type WrittenStep,
} from './schema.ts';

/** A target as an author writes it down, such as `group:billing`. */
const TARGET = /^[a-z]+:[^"'()\s]+$/;

/** Answer types that offer something to choose from. */
const OFFERING: ReadonlySet<string> = new Set(['choice', 'point', 'order', 'set']);

/** Reads what a step's block asks for. */
export function readActivity(written: WrittenStep, place: Place, report: Report): Activity {
  const { predict, do: task, challenge } = written;
  const asked = [predict, task, challenge].filter((one) => one !== undefined);
  if (asked.length > 1) {
    report.add(place, 'may be one of predict, do and challenge', '', 'Make two steps.');
  }
  if (predict !== undefined) return readPrediction(predict, place, report) ?? { type: 'read' };
  if (task !== undefined) return readTask(task, place, report);
  if (challenge !== undefined) return readChallenge(challenge, place, report);
  return { type: 'read' };
}

// ── Predictions ─────────────────────────────────────────────────────────────────────────────

/** The question as it is first asked, with its variants. */
function readPrediction(written: unknown, place: Place, report: Report): Prediction | null {
  const [first = {}, ...others] = variantsOf(written);
  const main = readVariant(fill(written, first), place, report);
  if (main === null) return null;
  const variants = others.flatMap(
    (values) => readVariant(fill(written, values), place, report) ?? [],
  );
  return { ...main, variants };
}

function variantsOf(written: unknown): readonly Readonly<Record<string, unknown>>[] {
  if (typeof written !== 'object' || written === null || !('variants' in written)) return [];
  return Array.isArray(written.variants) ? written.variants : [];
}

/** Puts values where `${name}` stands, in texts anywhere in a tree; alone, a number stays one. */
function fill(tree: unknown, values: Readonly<Record<string, unknown>>): unknown {
  if (typeof tree === 'string') {
    const alone = /^\$\{(\w+)\}$/.exec(tree)?.[1];
    if (alone !== undefined && alone in values) return values[alone];
    return tree.replace(/\$\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
  }
  if (Array.isArray(tree)) return tree.map((one) => fill(one, values));
  if (typeof tree !== 'object' || tree === null) return tree;
  return Object.fromEntries(
    Object.entries(tree)
      .filter(([name]) => name !== 'variants')
      .map(([name, one]) => [String(fill(name, values)), fill(one, values)]),
  );
}

function readVariant(written: unknown, place: Place, report: Report): Prediction | null {
  const { lineAt } = place;
  const parsed = report.parsed(predictSchema, written, {
    ...place,
    title: `${place.title}: predict`,
    ...(lineAt === undefined ? {} : { lineAt: (path) => lineAt(['predict', ...path]) }),
  });
  if (parsed === null) return null;
  const { answerType, choices } = parsed;
  if (OFFERING.has(answerType) && Object.keys(choices).length < 2) {
    report.add(place, 'must offer at least two choices');
  }
  return {
    type: 'predict',
    question: report.markdown(parsed.question, place),
    answerType,
    choices: Object.entries(choices).map(([value, choice]) =>
      readChoice(value, choice, place, report),
    ),
    tolerance: parsed.tolerance,
    unit: parsed.unit,
    run: readRun(parsed, place, report),
    answer: report.expression(parsed.answer, place),
    explanation: report.markdown(parsed.explanation, place),
    because: becauseOf(parsed, place, report),
    evidence: parsed.evidence.map((target) => readTarget(target, place, report)),
    compare: parsed.compare.map(({ label, ...run }) => ({
      label,
      run: readRun(run, place, report),
    })),
    variants: [],
    recalls: parsed.recalls ?? null,
  };
}

function readChoice(
  value: string,
  choice: WrittenPrediction['choices'][string],
  place: Place,
  report: Report,
): Choice {
  const { label, target = null } = typeof choice === 'string' ? { label: choice } : choice;
  const own = TARGET.test(value) ? value : null;
  return {
    value,
    target: target ?? own,
    label: report.inlineMarkdown(label, place),
  };
}

function becauseOf(
  { because, choices }: WrittenPrediction,
  place: Place,
  report: Report,
): Readonly<Record<string, string>> {
  const all = { ...because };
  for (const [value, choice] of Object.entries(choices)) {
    if (typeof choice !== 'string' && choice.because !== undefined) all[value] = choice.because;
  }
  return Object.fromEntries(
    Object.entries(all).map(([value, text]) => [value, report.markdown(text, place)]),
  );
}

function readTarget(target: string, place: Place, report: Report): Expression {
  return TARGET.test(target) ? constant(target) : report.expression(target, place);
}

function readRun(
  { commands, until, for: forMs }: WrittenRun,
  place: Place,
  report: Report,
): RunPlan {
  return {
    commands,
    until: until === undefined ? null : report.expression(until, place),
    forMs,
  };
}

// ── Tasks and challenges ────────────────────────────────────────────────────────────────────

function readTask(written: NonNullable<WrittenStep['do']>, place: Place, report: Report): Task {
  return {
    type: 'do',
    task: report.markdown(written.task, place),
    check: report.expression(written.check, place),
    hints: readHints(written.hints, place, report),
    solution: { name: '', commands: written.solution, takesMs: written.solutionTakes },
    explanation: report.markdown(written.explanation, place),
  };
}

function readHints(
  hints: NonNullable<WrittenStep['do']>['hints'],
  place: Place,
  report: Report,
): readonly Hint[] {
  if (hints.length > 3) report.add(place, 'may have three hints at most', String(hints.length));
  return hints.map(({ when, say }) => ({
    when: when === undefined ? null : report.expression(when, place),
    say: report.markdown(say, place),
  }));
}

function readChallenge(
  written: NonNullable<WrittenStep['challenge']>,
  place: Place,
  report: Report,
): Challenge {
  const { star } = written;
  return {
    type: 'challenge',
    task: report.markdown(written.task, place),
    goal: report.expression(written.goal, place),
    always: written.always.map(({ condition, say }) => ({
      condition: report.expression(condition, place),
      say,
    })),
    withinMs: written.within,
    par: written.par,
    star: star === undefined ? null : { goal: report.expression(star.goal, place), say: star.say },
    hints: readHints(written.hints, place, report),
    solutions: written.solutions.map(readSolution),
    traps: written.traps.map(({ shows, say, ...trap }) => ({
      ...readSolution(trap),
      shows: report.expression(shows, place),
      say: report.markdown(say, place),
    })),
    explanation: report.markdown(written.explanation, place),
  };
}

function readSolution({
  name,
  commands,
  takes,
}: NonNullable<WrittenStep['challenge']>['solutions'][number]): Solution {
  return { name, commands, takesMs: takes };
}
