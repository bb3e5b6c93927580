// Which state machines belong to what is selected.
import type { Frame, MachineFrame } from '#trace/frame.ts';

/** A machine of the model, told apart from others of its kind by whose it is. */
export interface MachineOf {
  readonly machine: MachineFrame['machine'];
  /** As the trace names it: `broker-1`, `orders-0@broker-1`, a group, a client. */
  readonly subject: string;
  readonly state: MachineFrame['state'];
}

/** A thing of the stage by its name (`group:billing`). */
interface Named {
  readonly type: string;
  readonly id: string;
}

/** `group:billing` in its parts. */
export function namedBy(name: string): Named {
  const colon = name.indexOf(':');
  return { type: name.slice(0, Math.max(0, colon)), id: name.slice(colon + 1) };
}

/** Under which name the trace tells of the state machines of a thing; '' when it has none. */
export function subjectOf({ type, id }: Named): string {
  switch (type) {
    case 'broker':
      return `broker-${id}`;
    case 'controller':
      return `controller-${id}`;
    case 'replica':
      return id.replace('@', '@broker-');
    case 'producer':
    case 'consumer':
    case 'group':
      return id;
    default:
      return '';
  }
}

/** A machine that a person would look at first comes first. */
const ORDER: readonly MachineFrame['machine'][] = [
  'classic group',
  'consumer group',
  'classic membership',
  'consumer protocol membership',
  'broker lifecycle',
  'quorum voter',
  'broker registration',
  'replica role',
  'transaction manager',
  'application',
  'fetch state',
  'consumer group member',
  'connection',
];

function rankOf({ machine }: MachineOf): number {
  return ORDER.indexOf(machine);
}

/** The machines of a selected thing, the most telling first. */
export function machinesOf(frame: Frame, selected: string): readonly MachineOf[] {
  const named = namedBy(selected);
  const subject = subjectOf(named);
  if (subject === '') return [];
  const found: MachineOf[] = [];
  for (const [key, { machine, state }] of frame.machines) {
    const whose = key.slice(machine.length + 1);
    // A consumer has one more for each of its partitions, a voter one in its broker's process.
    const isOwn = whose === subject;
    const isPart = named.type === 'consumer' && whose.endsWith(`@${subject}`);
    const isVoter = named.type === 'broker' && whose === `controller-${named.id}`;
    if (isOwn || isPart || isVoter) found.push({ machine, subject: whose, state });
  }
  return found.sort((a, b) => rankOf(a) - rankOf(b));
}

/** How a machine is chosen among those of a thing. */
export function choiceOf({ machine, subject }: MachineOf): string {
  return `${machine} ${subject}`;
}

/** The machine that is drawn: the chosen one, else the first; null: the thing has none. */
export function chosenMachine(frame: Frame, selected: string, choice: string): MachineOf | null {
  const machines = machinesOf(frame, selected);
  return machines.find((one) => choiceOf(one) === choice) ?? machines[0] ?? null;
}
