// Whether what a lesson names is there: in one of its scenarios, or made by a command on the way.
import { hintFor } from '#scenario/suggest.ts';
import type { Scenario } from '#scenario/scenario.ts';
import type { Lesson, LessonStep } from './lesson.ts';
import type { Report } from './report.ts';

type Kind = 'topic' | 'producer' | 'consumer' | 'group' | 'broker';
/** Names of things, by kind. */
type Cast = Readonly<Record<Kind, Set<string>>>;

/** Tells of each name that nothing has. `text` is the whole file. */
export function checkNames(lesson: Lesson, text: string, report: Report): void {
  const cast = castOf(lesson);
  const lines = text.split('\n');
  for (const step of lesson.steps) {
    for (const [kind, name] of namesIn(step)) {
      if (cast[kind].has(name)) continue;
      const found = lines.findIndex((line, index) => index >= step.line && line.includes(name));
      const place = { title: step.title, line: found === -1 ? step.line : found + 1 };
      const hint = hintFor(name, [...cast[kind]]);
      report.add(place, `must name a ${kind} that is there`, `'${name}'`, hint);
    }
  }
}

// ── What is there ───────────────────────────────────────────────────────────────────────────

function castOf({ scenario, steps }: Lesson): Cast {
  const cast: Cast = {
    topic: new Set(),
    producer: new Set(),
    consumer: new Set(),
    group: new Set(),
    broker: new Set(),
  };
  for (const one of [scenario, ...steps.map((step) => step.scenario)]) {
    if (one !== null) enterScenario(cast, one);
  }
  for (const { type, data } of commandsIn(steps)) enterMade(cast, type, data);
  return cast;
}

function enterScenario(cast: Cast, { cluster, topics, producers, consumers }: Scenario): void {
  for (const { id } of cluster.brokers) cast.broker.add(String(id));
  for (const { name } of topics) cast.topic.add(name);
  for (const { id, topic } of producers) {
    cast.producer.add(id);
    cast.topic.add(topic);
  }
  for (const { id, group } of consumers) {
    cast.consumer.add(id);
    if (group !== null) cast.group.add(group);
  }
}

function enterMade(cast: Cast, type: string, data: Fields): void {
  const id = String(data['id']);
  if (type === 'topic.create') cast.topic.add(String(data['topic']));
  if (type === 'broker.add') cast.broker.add(id);
  if (type === 'producer.add') cast.producer.add(id);
  if (type === 'consumer.add') {
    cast.consumer.add(id);
    cast.group.add(String(data['group']));
  }
  if (type !== 'tool.run') return;
  // A tool may make topics and groups, and be a producer or a consumer itself.
  cast.producer.add(id);
  cast.consumer.add(id);
  for (const word of (data['args'] ?? []) as readonly string[]) {
    cast.topic.add(word);
    cast.group.add(word);
  }
}

// ── What is named ───────────────────────────────────────────────────────────────────────────

function namesIn({
  watchFor,
  activity,
  controls,
}: LessonStep): readonly (readonly [Kind, string])[] {
  const watched = watchFor.flatMap((target) => {
    const [, kind, name] =
      /^(topic|producer|consumer|group|broker):([^"'()\s]+)$/.exec(target) ?? [];
    return kind === undefined || name === undefined ? [] : [[kind as Kind, name] as const];
  });
  const asked = commandsIn([activity, controls]).flatMap(({ data }) =>
    (['producer', 'consumer', 'broker'] as const).flatMap((kind) => {
      const name = data[kind];
      return typeof name === 'string' || typeof name === 'number'
        ? [[kind, String(name)] as const]
        : [];
    }),
  );
  return [...watched, ...asked];
}

type Fields = Readonly<Record<string, unknown>>;

interface Command {
  readonly type: string;
  readonly data: Fields;
}

/** All commands anywhere in a tree. */
function commandsIn(tree: unknown): readonly Command[] {
  if (typeof tree !== 'object' || tree === null) return [];
  if (isCommand(tree)) return [tree];
  return Object.values(tree).flatMap(commandsIn);
}

function isCommand(tree: object): tree is Command {
  return 'type' in tree && 'data' in tree && /^[a-z]+\.[a-z]+$/.test(String(tree.type));
}
