// Sentences about what differs between two runs.
import type { KafkaCommand } from '#kafka/commands.ts';
import type { TraceEvent } from '#kafka/events.ts';
import { requestWords } from '#trace/sentence/command.ts';
import { sentenceOf } from '#trace/sentence/sentence.ts';
import { type FirstDifference, NUMBERING } from './difference.ts';

type Names = readonly [left: string, right: string];

/** `12.003 s` */
function at(us: number): string {
  return `${(us / 1_000_000).toFixed(3)} s`;
}

/** Where two runs part, in a sentence or two; `names` are those of the runs. */
export function wordsOfFirst({ atUs, left, right }: FirstDifference, names: Names): string {
  const isLeft = left?.atUs === atUs;
  const [one, other] = isLeft ? [left, right] : [right, left];
  const [name, otherName] = isLeft ? names : [names[1], names[0]];
  const said = one === undefined ? '' : sentenceOf(one);
  if (other === undefined) return `At ${at(atUs)}, only in ${name}: ${said}`;
  const instead = sentenceOf(other);
  if (other.atUs !== atUs) {
    const next = instead.replace(/\.$/, '');
    return `At ${at(atUs)}, only in ${name}: ${said} The next in ${otherName}: ${next}, at ${at(other.atUs)}.`;
  }
  if (said !== instead) return `At ${at(atUs)}, in ${name}: ${said} In ${otherName}: ${instead}`;
  const field = one === undefined ? null : firstField(one, other);
  const how =
    field === null
      ? ''
      : ` ${field.name} is ${field.left} in ${name}, ${field.right} in ${otherName}.`;
  return `At ${at(atUs)}, in both: ${said}${how}`;
}

interface Field {
  readonly name: string;
  readonly left: string;
  readonly right: string;
}

/** The first plain field in which the data of two events differ; null: none does. */
function firstField({ data: left }: TraceEvent, { data: right }: TraceEvent): Field | null {
  return fieldOf('', left, right);
}

function fieldOf(name: string, left: unknown, right: unknown): Field | null {
  if (Object.is(left, right) || NUMBERING.has(name)) return null;
  if (!isTree(left) || !isTree(right)) {
    return { name, left: String(left), right: String(right) };
  }
  for (const key of Object.keys(left)) {
    const isIndex = /^\d+$/.test(key);
    const field = fieldOf(isIndex ? name : key, left[key], right[key]);
    if (field !== null) return field;
  }
  return null;
}

function isTree(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** What was done by hand, in few words: `p1: acks=1`, `crash broker 2`. */
export function wordsOfDeed(command: KafkaCommand): string {
  if (command.type === 'producer.alter') {
    const { producer, changes } = command.data;
    return `${producer}: ${settings(changes.configs ?? {}, changes)}`;
  }
  if (command.type === 'consumer.alter') {
    const { consumer, changes } = command.data;
    return `${consumer}: ${settings(changes.configs ?? {}, changes)}`;
  }
  return requestWords(command);
}

function settings(configs: object, changes: object): string {
  const others = Object.entries(changes).filter(([name]) => name !== 'configs');
  const all = [...others, ...Object.entries(configs)];
  return all.map(([name, value]) => `${name}=${String(value)}`).join(', ');
}
