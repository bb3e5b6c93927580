// What was done by hand and what the scenario will still do, as marks of the timeline.
import type { KafkaCommand, KafkaRequest } from '#kafka/commands.ts';
import type { Scenario } from '#scenario/scenario.ts';
import type { TimelineMark } from '#trace/face/mark.ts';
import { requestWords } from '#trace/sentence/command.ts';
import { nameOf } from '#trace/name.ts';
import type { TraceStore } from '#trace/store.ts';

/** What was done by hand. */
export interface DeedMark extends TimelineMark {
  /** What was asked for, in the imperative: `crash broker 2`. */
  readonly says: string;
}

/** Something that will be asked of the cluster, unless somebody does something else before. */
export interface PlannedMark {
  readonly atUs: number;
  readonly label: string;
}

const PROCESS_WORDS: Readonly<Record<string, string>> = {
  crash: 'crashes',
  restart: 'starts again',
  pause: 'stands still',
  resume: 'goes on',
  stop: 'stops',
  add: 'comes',
  remove: 'goes',
  alter: 'changes',
};

/** What a command makes of the cluster, in as few words as go under a mark. */
export function deedWords({ type, data }: KafkaRequest): string {
  switch (type) {
    case 'record.produce':
      return data.key === null ? 'a record' : `record ${data.key}`;
    case 'partitions.create':
      return `${data.topic}: ${data.count} partitions`;
    case 'topic.create':
      return `topic ${data.topic}`;
    case 'topic.delete':
      return `${data.topic} deleted`;
    case 'link.cut':
      return `${nameOf(data.a)} ✕ ${nameOf(data.b)}`;
    case 'link.heal':
      return `${nameOf(data.a)} and ${nameOf(data.b)} again`;
    case 'disk.set':
      return `broker ${data.broker} disk ${data.appendLatencyMs} ms`;
    case 'config.alter':
      return data.name;
    case 'packet.drop':
      return 'packet dropped';
    case 'fault.arm':
      return `${data.api ?? 'packet'} ${data.kind === 'request' ? '' : 'answer '}to ${data.action}`;
    case 'packet.delay':
      return 'packet delayed';
    case 'network.set':
      return 'network';
    default: {
      const fields: Readonly<Record<string, unknown>> = { ...data };
      const [noun = '', verb = ''] = type.split('.');
      const name = fields[noun] ?? fields['id'];
      const who = noun === 'broker' || noun === 'controller' ? `${noun} ${String(name)}` : name;
      return `${typeof who === 'string' ? who : noun} ${PROCESS_WORDS[verb] ?? verb}`;
    }
  }
}

/** What a deed is, where there is room to say it. */
function deedSentence(request: KafkaRequest): string {
  if (request.type === 'packet.drop') return 'drop a packet';
  if (request.type !== 'record.produce') return requestWords(request);
  const { producer, key, topic } = request.data;
  return `let ${producer} send ${key === null ? 'a record' : `the record ${key}`} to ${topic}`;
}

/** Marks of what was done by hand, at the events that say so. */
export function deedMarks(
  trace: TraceStore,
  commands: readonly KafkaCommand[],
): readonly DeedMark[] {
  return commands.flatMap((command): readonly DeedMark[] => {
    const first = trace.firstAtOrAfter(command.atUs);
    for (let eventId = first; trace.at(eventId)?.atUs === command.atUs; eventId += 1) {
      const event = trace.at(eventId);
      if (event?.type !== 'command.applied' || event.data.command !== command.type) continue;
      const [label, says] = [deedWords(command), deedSentence(command)];
      return [{ eventId, atUs: command.atUs, kind: 'command', label, says }];
    }
    return [];
  });
}

/** What the scenario will do after a moment. */
export function plannedMarks({ commands }: Scenario, afterUs: number): readonly PlannedMark[] {
  return commands
    .map((command) => ({ atUs: command.atMs * 1_000, label: deedWords(command) }))
    .filter(({ atUs }) => atUs > afterUs)
    .sort((one, other) => one.atUs - other.atUs);
}
