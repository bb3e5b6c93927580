// What Kafka's describing tools print, line by line: each line is recognised by itself, so that the outputs of
// several commands can be pasted one after the other, prompts and all. Of a line that is none of theirs it is said
// what is wrong with it.
import { type Problem, renderValue } from '#base/problem.ts';
import { LIMITS } from '#scenario/limits.ts';

export type Printed =
  | {
      readonly type: 'topic';
      readonly topic: string;
      readonly partitions: number;
      readonly replicationFactor: number;
      readonly configs: readonly (readonly [string, string])[];
    }
  | {
      readonly type: 'partition';
      readonly topic: string;
      readonly partition: number;
      /** null: none. */
      readonly leader: number | null;
      readonly replicas: readonly number[];
      readonly isr: readonly number[];
    }
  | {
      readonly type: 'offset';
      readonly group: string;
      readonly topic: string;
      readonly partition: number;
      /** null: nothing is committed. */
      readonly current: number | null;
      readonly end: number | null;
      /** null: nobody has the partition. */
      readonly member: { readonly id: string; readonly clientId: string } | null;
    }
  /** `--members`: those without a partition, too. */
  | {
      readonly type: 'member';
      readonly group: string;
      readonly id: string;
      readonly clientId: string;
    }
  /** `--state` */
  | { readonly type: 'state'; readonly group: string; readonly assignor: string }
  | {
      readonly type: 'config';
      readonly entity: ConfigEntity;
      readonly name: string;
      readonly value: string;
      /** Somebody set it; else it is a default that `--all` shows. */
      readonly isSet: boolean;
    };

export interface ConfigEntity {
  readonly type: 'topic' | 'broker' | 'group' | 'client';
  /** '': the default of all. */
  readonly name: string;
}

export interface Reading {
  readonly printed: readonly Printed[];
  readonly problems: readonly Problem[];
}

/** Lines that say nothing about the cluster: prompts, logs, what tools say beside their tables. */
const BESIDE = [
  /^\s*$/,
  /^\s*(?:[\w.@~:/\\-]*[$#>%]\s|(?:docker|bin\/|\.\/|kafka-|sudo |C:\\))/,
  /^\s*\[?\d{4}-\d{2}-\d{2}[T ]/,
  /^\s*(?:WARN|INFO|ERROR|DEBUG|SLF4J|OpenJDK)\b/,
  /^(?:Consumer )?[Gg]roup '.*' (?:has no active members|is rebalancing)/,
  /^Warning: Consumer group '.*' is rebalancing/,
  /^Error: (?:Consumer group '.*'|Executing consumer group command failed)/,
  /^\s*--(?:bootstrap-server|describe|all|topic|entity)/,
  /^#/,
];

/** Reads whatever was pasted. Never throws. */
export function readLines(text: string): Reading {
  const printed: Printed[] = [];
  const problems: Problem[] = [];
  let columns: readonly string[] | null = null;
  let entity: ConfigEntity | null = null;
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.replaceAll('\u00a0', ' ');
    const heading = entityOf(line);
    if (heading !== null) {
      entity = heading;
      continue;
    }
    if (/^\s*GROUP\s+(?:TOPIC\s+PARTITION|CONSUMER-ID|COORDINATOR)/.test(line)) {
      columns = line.trim().split(/\s+/);
      continue;
    }
    const read = topicOf(line) ?? partitionOf(line) ?? configOf(line, entity);
    const one = read ?? (columns === null ? null : rowOf(line, columns));
    if (one !== null && isTooLarge(one)) problems.push(tooLarge(line, index + 1));
    else if (one !== null) printed.push(one);
    else if (!BESIDE.some((pattern) => pattern.test(line))) problems.push(unknown(line, index + 1));
  }
  return { printed, problems };
}

function topicOf(line: string): Printed | null {
  const found =
    /^\s*Topic:\s*(\S+)\s+(?:TopicId:\s*\S+\s+)?PartitionCount:\s*(\d+)\s+ReplicationFactor:\s*(\d+)(?:\s+Configs:\s*(.*))?$/.exec(
      line,
    );
  if (found === null) return null;
  const [, topic = '', partitions, replicationFactor, configs = ''] = found;
  return {
    type: 'topic',
    topic,
    partitions: Number(partitions),
    replicationFactor: Number(replicationFactor),
    configs: pairsOf(configs.trim()),
  };
}

/** `a=1,b=x,y` → a and b; a comma inside a value stays in it. */
function pairsOf(text: string): readonly (readonly [string, string])[] {
  if (text === '') return [];
  return text.split(/,(?=[a-z][\w.]*=)/).map((pair) => {
    const at = pair.indexOf('=');
    return at === -1 ? ([pair, ''] as const) : ([pair.slice(0, at), pair.slice(at + 1)] as const);
  });
}

function partitionOf(line: string): Printed | null {
  const found =
    /^\s*Topic:\s*(\S+)\s+Partition:\s*(\d+)\s+Leader:\s*(\S+)\s+Replicas:\s*([\d,]*)\s+Isr:\s*([\d,]*)/.exec(
      line,
    );
  if (found === null) return null;
  const [, topic = '', partition, leader = '', replicas = '', isr = ''] = found;
  return {
    type: 'partition',
    topic,
    partition: Number(partition),
    leader: /^\d+$/.test(leader) ? Number(leader) : null,
    replicas: numbersOf(replicas),
    isr: numbersOf(isr),
  };
}

function numbersOf(text: string): readonly number[] {
  return text === '' ? [] : text.split(',').map(Number);
}

/** A row of kafka-consumer-groups, by the columns that its heading names. */
function rowOf(line: string, columns: readonly string[]): Printed | null {
  if (columns.includes('PARTITION')) return offsetOf(line, columns);
  return columns.includes('CONSUMER-ID') ? memberOf(line, columns) : stateOf(line);
}

/** Without the columns that `--verbose` has behind the number of partitions. */
function memberOf(line: string, columns: readonly string[]): Printed | null {
  const cells = line.trim().split(/\s+/);
  const cell = (name: string): string => cells[columns.indexOf(name)] ?? '';
  if (cells.length < 5 || !/^\d+$/.test(cell('#PARTITIONS'))) return null;
  return {
    type: 'member',
    group: cell('GROUP'),
    id: cell('CONSUMER-ID'),
    clientId: cell('CLIENT-ID'),
  };
}

/**
 * `billing  localhost:9092 (1)  range  Stable  2`; a group without members has no assignor. With `--verbose`
 * two epochs stand before the number of members.
 */
function stateOf(line: string): Printed | null {
  const found = /^\s*(\S+)\s+\S+\s+\(\d+\)\s+(?:(\S+)\s+)?([A-Za-z]\w*)(?:\s+[\d-]+){1,3}\s*$/.exec(
    line,
  );
  if (found === null) return null;
  const [, group = '', assignor = ''] = found;
  return { type: 'state', group, assignor };
}

/** A partition of a group: what is committed, what there is, who has it. */
function offsetOf(line: string, columns: readonly string[]): Printed | null {
  const cells = line.trim().split(/\s+/);
  const cell = (name: string): string => cells[columns.indexOf(name)] ?? '-';
  const partition = cell('PARTITION');
  if (cells.length < columns.length || !/^\d+$/.test(partition)) return null;
  const memberId = cell('CONSUMER-ID');
  // The last column may hold spaces.
  const clientId = cells.slice(columns.indexOf('CLIENT-ID')).join(' ');
  return {
    type: 'offset',
    group: cell('GROUP'),
    topic: cell('TOPIC'),
    partition: Number(partition),
    current: offsetNumber(cell('CURRENT-OFFSET')),
    end: offsetNumber(cell('LOG-END-OFFSET')),
    member: memberId === '-' ? null : { id: memberId, clientId },
  };
}

function offsetNumber(text: string): number | null {
  return /^\d+$/.test(text) ? Number(text) : null;
}

/** `Dynamic configs for topic orders are:`, `Default configs for brokers in the cluster are:` */
function entityOf(line: string): ConfigEntity | null {
  const some =
    /^(?:All|Dynamic|Static) configs for (topic|broker|group|client-metric|user|ip)\S* (.*?) are:\s*$/.exec(
      line,
    );
  if (some !== null) {
    const [, type = '', name = ''] = some;
    return { type: typeOf(type), name: name.trim() };
  }
  const all =
    /^(?:All |Dynamic )?[Dd]efault configs for (topic|broker|group|\S+?)s? in the cluster are:/.exec(
      line,
    );
  return all === null ? null : { type: typeOf(all[1] ?? ''), name: '' };
}

function typeOf(text: string): ConfigEntity['type'] {
  return text === 'topic' || text === 'broker' || text === 'group' ? text : 'client';
}

/** Where a value can come from without anybody having set it. */
const UNSET = /synonyms=\{(?:DEFAULT_CONFIG:[^}]*)?\}/;

function configOf(line: string, entity: ConfigEntity | null): Printed | null {
  const found = /^\s+([\w.-]+)=(.*?) sensitive=(?:true|false) synonyms=\{.*\}\s*$/.exec(line);
  if (found === null || entity === null) return null;
  const [, name = '', value = ''] = found;
  const isSet = !UNSET.test(line) && setIn(line, entity);
  return { type: 'config', entity, name, value, isSet };
}

/** What stands first among the synonyms is what counts; a topic's default may be the broker's. */
function setIn(line: string, { type }: ConfigEntity): boolean {
  const [, first = ''] = /synonyms=\{([A-Z_]+):/.exec(line) ?? [];
  if (type === 'topic') return first === 'DYNAMIC_TOPIC_CONFIG';
  if (type === 'group') return first === 'DYNAMIC_GROUP_CONFIG';
  return first.startsWith('DYNAMIC') || first === 'STATIC_BROKER_CONFIG';
}

/** Numbers beyond what a scenario may hold. */
function isTooLarge(one: Printed): boolean {
  switch (one.type) {
    case 'topic':
      return one.partitions > LIMITS.partitions.most || one.replicationFactor > LIMITS.brokers.most;
    case 'partition':
      return (
        one.partition >= LIMITS.partitions.most ||
        one.replicas.some((id) => id > LIMITS.nodeId.most)
      );
    case 'offset':
      return one.partition >= LIMITS.partitions.most;
    default:
      return false;
  }
}

function tooLarge(line: string, number: number): Problem {
  return {
    path: '',
    line: number,
    rule: `holds numbers beyond what fits here: ${LIMITS.partitions.most} partitions of a topic, broker ids up to ${LIMITS.nodeId.most}`,
    got: renderValue(line.trim()),
    hint: 'Take the line away; the rest can be opened without it.',
  };
}

function unknown(line: string, number: number): Problem {
  const shown = line.trim();
  return {
    path: '',
    line: number,
    rule: 'is no line that kafka-topics, kafka-consumer-groups or kafka-configs prints with --describe',
    got: renderValue(shown),
    hint: hintFor(shown),
  };
}

/** How to mend what people paste instead. */
function hintFor(line: string): string {
  if (line.startsWith('{') || line.startsWith('[')) {
    return 'This looks like JSON: a scenario document is opened in the sandbox, not here.';
  }
  if (/^Topic:/.test(line)) {
    return 'It looks cut off: paste the line whole, from Topic: to Isr: or Configs:.';
  }
  if (/^\S+\s+\S+\s+\d+\s/.test(line)) {
    return 'It looks like a row of kafka-consumer-groups: paste the heading that begins with GROUP as well.';
  }
  if (/sensitive=/.test(line)) {
    return 'It looks like a row of kafka-configs: paste the line above it as well, which says whose configs they are.';
  }
  return 'Take the line away, or paste the whole output of the command once more.';
}
