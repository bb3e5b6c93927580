// kafka-configs. Follows `kafka.admin.ConfigCommand` of Apache Kafka 4.3.
import { stringsInJavaHashOrder } from '#base/java-collections.ts';
import type { RequestBody, ResponseBody } from '#kafka/protocol/api.ts';
import type { AlterableConfig } from '#kafka/protocol/api/admin.ts';
import type { ConfigSource, DescribedConfig } from '#kafka/protocol/api/describe.ts';
import type { ConfigResourceType } from '#kafka/protocol/metadata-image.ts';
import { compareText } from '#kafka/protocol/topic-partition.ts';
import { Admin, AdminFailure, check } from '#kafka/tool/admin/client.ts';
import { listGroups } from '#kafka/tool/admin/groups.ts';
import { readProperties } from '#kafka/tool/admin/properties.ts';
import { maybeHelpOrVersion, onlyOneOf, optionsOf, usage } from '#kafka/tool/options/checks.ts';
import { type OptionSet, traceOf } from '#kafka/tool/options/joptsimple.ts';
import { type Call, printError, println, type Run, ToolFailure } from '#kafka/tool/tool.ts';

/** What `--entity-type` may be: of these, the simulated cluster has configs. */
const RESOURCES: Readonly<Record<string, ConfigResourceType>> = {
  topics: 'TOPIC',
  brokers: 'BROKER',
  groups: 'GROUP',
};
const ENTITY_TYPES = [
  ...['topics', 'clients', 'users', 'brokers', 'ips', 'client-metrics', 'groups'],
  'broker-loggers',
];
/** `--topic orders` for `--entity-type topics --entity-name orders`. */
const SHORTHANDS: Readonly<Record<string, string>> = {
  topic: 'topics',
  client: 'clients',
  user: 'users',
  broker: 'brokers',
  'broker-logger': 'broker-loggers',
  ip: 'ips',
  'client-metrics': 'client-metrics',
  group: 'groups',
};

const OWN_SOURCE: Readonly<Record<ConfigResourceType, ConfigSource>> = {
  TOPIC: 'DYNAMIC_TOPIC_CONFIG',
  BROKER: 'DYNAMIC_BROKER_CONFIG',
  GROUP: 'DYNAMIC_GROUP_CONFIG',
};

interface Entity {
  /** `topics` */
  readonly type: string;
  /** null: none is named; '': the default of all. */
  readonly name: string | null;
}

/** A message alone, exit 1 (`IllegalArgumentException`). */
function complaint(message: string): ToolFailure {
  return new ToolFailure([{ stream: 'stderr', text: `${message}\n` }]);
}

export function* configs(call: Call): Run {
  const options = optionsOf(call);
  if (call.args.length === 0)
    throw usage(options.grammar, options.grammar.help.split('\n')[0] ?? '');
  maybeHelpOrVersion(options);
  const action = onlyOneOf(options, ['alter', 'describe']);
  if (action === undefined) {
    throw usage(options.grammar, 'Command must include exactly one action: --describe, --alter');
  }
  const entity = checkEntity(options, action);
  const resource = RESOURCES[entity.type];
  if (resource === undefined) {
    yield { stream: 'note', note: { text: notHere(entity.type), command: null } };
    // Where nothing is set, Kafka's tool prints nothing, and all is well.
    return action === 'describe' ? 0 : 1;
  }
  const admin = new Admin(call);
  try {
    if (action === 'alter') yield* alter(admin, options, entity, resource, call);
    else yield* describe(admin, options, entity, resource);
    return 0;
  } catch (error) {
    if (!(error instanceof AdminFailure)) throw error;
    yield* printError(`Error while executing config command with args '${call.args.join(' ')}'`);
    yield traceOf(`java.util.concurrent.ExecutionException: ${error.message}`);
    return 1;
  }
}

function notHere(type: string): string {
  return `The simulated cluster has no ${type}: it has topics, brokers and groups.`;
}

// ── Which entity ────────────────────────────────────────────────────────────────────────────

function checkEntity(options: OptionSet, action: string): Entity {
  if (!options.has('bootstrap-server') && !options.has('bootstrap-controller')) {
    throw complaint('Either --bootstrap-server or --bootstrap-controller must be specified.');
  }
  const entity = entityOf(options);
  const { type, name } = entity;
  if (type === 'brokers' && name !== null && name !== '' && !/^\d+$/.test(name)) {
    throw complaint(
      `The entity name for brokers must be a valid integer broker id, but it is: ${name}`,
    );
  }
  if (action !== 'alter') return entity;
  if (name === null) {
    throw complaint(
      type === 'brokers'
        ? 'An entity-name or default entity must be specified with --alter of users, clients, brokers or ips'
        : `An entity name must be specified with --alter of ${type}`,
    );
  }
  const additions = ['add-config', 'add-config-file'].filter((one) => options.has(one));
  if (additions.length > 1) {
    throw complaint('Only one of --add-config or --add-config-file must be specified');
  }
  if (additions.length === 0 && !options.has('delete-config')) {
    throw complaint(
      'At least one of --add-config, --add-config-file, or --delete-config must be specified with --alter',
    );
  }
  return entity;
}

function entityOf(options: OptionSet): Entity {
  const types = options.all('entity-type');
  const flags = Object.entries(SHORTHANDS).filter(([flag]) => options.has(flag));
  const isBrokerDefault = options.has('broker-defaults');
  if (types.length > 0 && (flags.length > 0 || isBrokerDefault)) {
    throw complaint(
      '--entity-{type,name,default} should not be used in conjunction with specific entity flags',
    );
  }
  if (isBrokerDefault) return { type: 'brokers', name: '' };
  const [flag] = flags;
  if (flag !== undefined) return { type: flag[1], name: options.get(flag[0]) ?? null };
  const [type, second] = types;
  if (type === undefined) throw complaint('At least one entity type must be specified');
  for (const one of types) {
    if (ENTITY_TYPES.includes(one)) continue;
    throw complaint(
      `Invalid entity type ${one}, the entity type must be one of ${ENTITY_TYPES.join(', ')} with a --bootstrap-server or --bootstrap-controller argument`,
    );
  }
  if (second === type) throw complaint(`Duplicate entity type(s) specified: ${type}`);
  if (second !== undefined && !['users', 'clients'].includes(type)) {
    throw complaint("Only 'users' and 'clients' entity types may be specified together");
  }
  if (options.has('entity-default')) return { type, name: '' };
  return { type, name: options.get('entity-name') ?? null };
}

/** `topic orders`, `broker 1`. */
function nameOf({ type, name }: Entity): string {
  return `${type.slice(0, -1)} ${name ?? ''}`;
}

// ── Describe ────────────────────────────────────────────────────────────────────────────────

function* describe(
  admin: Admin,
  options: OptionSet,
  entity: Entity,
  resourceType: ConfigResourceType,
): Run<void> {
  const isAll = options.has('all');
  for (const name of yield* namesOf(admin, entity)) {
    const one: Entity = { type: entity.type, name };
    if (resourceType === 'TOPIC' && !(yield* exists(admin, name))) {
      yield* println(`The topic '${name}' doesn't exist and doesn't have dynamic config.`);
      continue;
    }
    const kind = isAll ? 'All' : 'Dynamic';
    yield* println(
      name === ''
        ? `Default configs for ${entity.type} in the cluster are:`
        : `${kind} configs for ${nameOf(one)} are:`,
    );
    const isOwn = ownSource(resourceType, name);
    const described = yield* describeResource(admin, resourceType, name);
    const shown = described.filter(({ configSource }) => isAll || configSource === isOwn);
    for (const config of shown.toSorted((a, b) => compareText(a.name, b.name))) {
      yield* println(configLine(config));
    }
  }
}

function ownSource(resourceType: ConfigResourceType, name: string): ConfigSource {
  if (resourceType === 'BROKER' && name === '') return 'DYNAMIC_DEFAULT_BROKER_CONFIG';
  return OWN_SOURCE[resourceType];
}

function configLine({ name, value, isSensitive, synonyms }: DescribedConfig): string {
  const others = synonyms.map((one) => `${one.source}:${one.name}=${one.value ?? 'null'}`);
  return `  ${name}=${value ?? 'null'} sensitive=${isSensitive} synonyms={${others.join(', ')}}`;
}

function* exists(admin: Admin, topic: string): Run<boolean> {
  const topics = yield* admin.listTopics();
  return topics.some(({ name }) => name === topic);
}

/** The entity that is named, or all of its type; of brokers the default as well. */
function* namesOf(admin: Admin, { type, name }: Entity): Run<readonly string[]> {
  if (name !== null) return [name];
  switch (type) {
    case 'topics':
      return stringsInJavaHashOrder((yield* admin.listTopics()).map((topic) => topic.name));
    case 'groups':
      return (yield* listGroups(admin)).map(({ groupId }) => groupId);
    default: {
      const cluster: ResponseBody<'DescribeCluster'> = yield* admin.ask<'DescribeCluster'>({
        api: 'DescribeCluster',
      });
      return [...cluster.brokers.map(({ brokerId }) => String(brokerId)), ''];
    }
  }
}

function* describeResource(
  admin: Admin,
  resourceType: ConfigResourceType,
  resourceName: string,
): Run<readonly DescribedConfig[]> {
  const resources = [{ resourceType, resourceName }];
  const body: RequestBody<'DescribeConfigs'> = { api: 'DescribeConfigs', resources };
  // A broker knows its own configs only.
  const isBroker = resourceType === 'BROKER' && resourceName !== '';
  const answer: ResponseBody<'DescribeConfigs'> = isBroker
    ? yield* admin.askBroker<'DescribeConfigs'>(Number(resourceName), body)
    : yield* admin.ask<'DescribeConfigs'>(body);
  const [result] = answer.results;
  if (result === undefined) return [];
  check(result);
  return result.configs;
}

// ── Alter ───────────────────────────────────────────────────────────────────────────────────

function* alter(
  admin: Admin,
  options: OptionSet,
  entity: Entity,
  resourceType: ConfigResourceType,
  call: Call,
): Run<void> {
  const resourceName = entity.name ?? '';
  const added = addedConfigs(options, call);
  const changes: readonly AlterableConfig[] = [
    ...added.map(([name, value]) => ({ name, configOperation: 'SET' as const, value })),
    ...options
      .all('delete-config')
      .flatMap((names) => names.split(','))
      .map((name) => ({ name: name.trim(), configOperation: 'DELETE' as const, value: null })),
  ];
  const answer: ResponseBody<'IncrementalAlterConfigs'> =
    yield* admin.ask<'IncrementalAlterConfigs'>({
      api: 'IncrementalAlterConfigs',
      resources: [{ resourceType, resourceName, configs: changes }],
    });
  check(answer);
  for (const result of answer.responses) check(result);
  yield* println(
    resourceName === ''
      ? `Completed updating default config for ${entity.type} in the cluster.`
      : `Completed updating config for ${nameOf(entity)}.`,
  );
}

const BAD_FORMAT =
  'requirement failed: Invalid entity config: all configs to be added must be in the format "key=val" or  "key=[val1,val2]" to group values which contain commas.';

function addedConfigs(options: OptionSet, call: Call): readonly (readonly [string, string])[] {
  const file = options.get('add-config-file');
  if (file !== undefined) return Object.entries(readProperties(call.files, file));
  const text = options.get('add-config');
  return text === undefined ? [] : splitConfigs(text).map(parseConfig);
}

/** At commas, but not at those in brackets. */
function splitConfigs(text: string): readonly string[] {
  return text
    .split(/,(?=(?:[^[\]]*\[[^\]]*\])*[^\]]*$)/)
    .map((one) => one.trim())
    .filter((one) => one !== '');
}

function parseConfig(entry: string): readonly [string, string] {
  const equals = entry.indexOf('=');
  if (equals === -1) throw complaint(BAD_FORMAT);
  const key = entry.slice(0, equals).trim();
  if (!/^[\w.\-]*$/.test(key)) throw complaint(`Invalid character found for config key: ${key}`);
  return [
    key,
    entry
      .slice(equals + 1)
      .trim()
      .replace(/^\[(.*)\]$/s, '$1'),
  ];
}
