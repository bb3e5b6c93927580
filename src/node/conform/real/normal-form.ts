// Outcomes in a form in which two of them can be compared: without order where there is none,
// without repetitions, and without what chance decides in a real cluster.
import { isDeepStrictEqual } from 'node:util';
import type { GroupRecord } from './group-records.ts';
import type { ClientError, Outcome, PartitionEntry } from './outcome.ts';

/** The parts of an outcome, each compared on its own. */
export const PARTS = [
  'partitions',
  'groups',
  'callbacks',
  'polled',
  'produced',
  'errors',
  'refusals',
  'end',
] as const satisfies readonly (keyof Outcome)[];
export type Part = (typeof PARTS)[number];

/** How much of the partitions that somebody has is compared. */
export interface Precision {
  /** How many, not which. */
  readonly countsOnly: boolean;
  /** Whether chance decided anything about a group: then nothing is said of its targets. */
  readonly isChance: (group: string) => boolean;
}

type Names = readonly string[];
type Generation = Extract<GroupRecord, { record: 'generation' }>;
type Current = Extract<GroupRecord, { record: 'current' }>;

/** Stands for a leader of a classic group whom a random order has chosen. */
const ANY_MEMBER = 'any member';

export function normalForm(part: Part, outcome: Outcome, precision: Precision): unknown {
  switch (part) {
    case 'partitions':
      return mapValues(outcome.partitions, (entries) => onceEach(entries.map(withSets)));
    case 'groups':
      return groupsForm(outcome.groups, precision);
    case 'callbacks':
      return mapValues(outcome.callbacks, (calls) =>
        onceEach(calls.map(([kind, partitions]) => [kind, sized(partitions, precision)])),
      );
    case 'polled':
      return mapValues(outcome.polled, (byPartition) =>
        precision.countsOnly ? Object.keys(byPartition).length : byPartition,
      );
    case 'produced':
      return outcome.produced;
    case 'errors':
      return errorsForm(outcome.errors);
    case 'refusals':
      // Kafka's own tool counts an election that was not needed as done.
      return outcome.refusals.filter(({ errorCode }) => errorCode !== 'ELECTION_NOT_NEEDED');
    case 'end':
      return endForm(outcome.end, precision);
  }
}

// ── Partitions ──────────────────────────────────────────────────────────────────────────────

/** The brokers of an ISR and of the eligible leader replicas have no order. */
function withSets(entry: PartitionEntry | 'deleted'): unknown {
  if (entry === 'deleted') return entry;
  return { ...entry, ...brokerSets(entry) };
}

function brokerSets(entry: Pick<PartitionEntry, 'isr' | 'elr' | 'lastKnownElr'>): object {
  const inOrder = (ids: readonly number[]): readonly number[] => ids.toSorted((a, b) => a - b);
  const { isr, elr, lastKnownElr } = entry;
  return { isr: inOrder(isr), elr: inOrder(elr), lastKnownElr: inOrder(lastKnownElr) };
}

// ── Groups ──────────────────────────────────────────────────────────────────────────────────

function groupsForm(groups: Outcome['groups'], precision: Precision): unknown {
  const forms = Object.entries(groups).map(([id, records]): [string, unknown] => {
    const generations = generationsForm(records, precision);
    const isClassic = records.every(({ record }) => record === 'generation');
    if (isClassic) return [id, generations];
    const targets = precision.isChance(id) ? [] : targetsOf(records, precision);
    return [id, { generations, targets, ...consumerGroupForm(records, precision) }];
  });
  return Object.fromEntries(forms.filter(([, form]) => !isDeepStrictEqual(form, [])));
}

/** The generations of a classic group; those without members tell nothing. */
function generationsForm(records: readonly GroupRecord[], precision: Precision): unknown[] {
  const generations = records
    .filter((record): record is Generation => record.record === 'generation')
    .filter(({ members }) => Object.keys(members).length > 0);
  return onceEach(
    withoutChanceLeaders(generations).map(({ record: _record, members, ...fields }) => ({
      ...fields,
      members: mapValues(members, (names) => sized(names, precision)),
    })),
  );
}

/**
 * Once a leader has left, the coordinator takes the first of those who stay, in the order of a hash
 * table of random ids. Who is alone leads for certain.
 */
function withoutChanceLeaders(generations: readonly Generation[]): readonly Generation[] {
  let isChance = false;
  let previous: string | null = null;
  return generations.map((generation) => {
    const { leader, members } = generation;
    if (previous !== null && members[previous] === undefined) isChance = true;
    if (Object.keys(members).length === 1) isChance = false;
    previous = leader;
    return isChance ? { ...generation, leader: ANY_MEMBER } : generation;
  });
}

/** A KIP-848 group: its epochs, those of its targets, and each member's way through them. */
function consumerGroupForm(records: readonly GroupRecord[], precision: Precision): object {
  const members: Record<string, object[]> = {};
  for (const { record: _record, client, ...current } of records.filter(isCurrent)) {
    (members[client] ??= []).push({
      ...current,
      assigned: sized(current.assigned, precision),
      pendingRevocation: sized(current.pendingRevocation, precision),
    });
  }
  const epochsOf = (kind: 'group' | 'target epoch'): readonly number[] =>
    onceEach(records.flatMap((record) => (record.record === kind ? [record.epoch] : [])));
  return {
    epochs: epochsOf('group'),
    targetEpochs: epochsOf('target epoch'),
    members: mapValues(members, onceEach),
  };
}

function isCurrent(record: GroupRecord): record is Current {
  return record.record === 'current';
}

/** What everybody was to own at each target epoch: by member, or only how many. */
function targetsOf(records: readonly GroupRecord[], { countsOnly }: Precision): unknown[] {
  const target = new Map<string, Names>();
  const targets: object[] = [];
  for (const record of records) {
    if (record.record === 'member removed') target.delete(record.client);
    else if (record.record === 'target') target.set(record.client, record.partitions);
    else if (record.record === 'target epoch') {
      const owners = [...target].filter(([, names]) => names.length > 0);
      const sizes = owners.map(([, names]) => names.length).sort((a, b) => a - b);
      const targetOfAll = countsOnly ? sizes : Object.fromEntries(owners);
      targets.push({ epoch: record.epoch, target: targetOfAll });
    }
  }
  return onceEach(targets);
}

// ── The rest ────────────────────────────────────────────────────────────────────────────────

/** An application that polls on may get the same error again and again. */
function errorsForm(errors: readonly ClientError[]): unknown[] {
  const last = new Map<string, string>();
  return errors.flatMap(({ client, error: { errorMessage } }) => {
    if (last.get(client) === errorMessage) return [];
    last.set(client, errorMessage);
    return [{ client, errorMessage }];
  });
}

function endForm({ topics, groups }: Outcome['end'], precision: Precision): object {
  return {
    topics: mapValues(topics, (partition) => ({ ...partition, ...brokerSets(partition) })),
    groups: mapValues(groups, (group) => ({
      ...group,
      members: mapValues(group.members, ({ assignment, target, ...fields }) => ({
        ...fields,
        assignment: sized(assignment, precision),
        target: target === null ? null : sized(target, precision),
      })),
    })),
  };
}

function sized(names: Names, { countsOnly }: Precision): Names | number {
  return countsOnly ? names.length : names.toSorted();
}

/** Equal entries in a row as one. */
function onceEach<T>(entries: readonly T[]): T[] {
  return entries.filter(
    (entry, index) => index === 0 || !isDeepStrictEqual(entry, entries[index - 1]),
  );
}

function mapValues<T, U>(object: Readonly<Record<string, T>>, map: (value: T) => U): object {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value)]));
}
