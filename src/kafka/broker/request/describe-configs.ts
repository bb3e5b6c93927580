// Configs with where each value comes from: the resource's own, the cluster's, the broker's file, or
// Kafka's default. Follows `ConfigHelper` and `DynamicBrokerConfig`.
import { respond } from '#kafka/port.ts';
import type { RequestBody, ResponseBody } from '#kafka/protocol/api.ts';
import type { ConfigSource, ConfigSynonym, DescribedConfig } from '#kafka/protocol/api/describe.ts';
import {
  CONFIG_DEFAULTS,
  type ConfigRow,
  TOPIC_CONFIG_SYNONYMS,
} from '#kafka/protocol/config-defaults.ts';
import { type Configs, configText } from '#kafka/protocol/configs.ts';
import { configsOf } from '#kafka/protocol/metadata-image.ts';
import type { RequestDelivery } from '#sim/node.ts';
import type { Broker } from '#kafka/broker/state/broker-state.ts';

type Result = ResponseBody<'DescribeConfigs'>['results'][number];
type Resource = RequestBody<'DescribeConfigs'>['resources'][number];

export function handleDescribeConfigs(
  broker: Broker,
  request: RequestDelivery,
  { resources }: RequestBody<'DescribeConfigs'>,
): void {
  const results = resources.map((resource) => describeResource(broker, resource));
  respond(broker.port, request, { api: 'DescribeConfigs', results });
}

function describeResource(broker: Broker, resource: Resource): Result {
  const { image } = broker.memory;
  const { resourceType, resourceName } = resource;
  const answer = (configs: readonly DescribedConfig[]): Result => ({
    ...resource,
    errorCode: 'NONE',
    errorMessage: null,
    configs,
  });
  switch (resourceType) {
    case 'TOPIC':
      if (image.topics.has(resourceName)) return answer(topicConfigs(broker, resourceName));
      return {
        ...resource,
        errorCode: 'UNKNOWN_TOPIC_OR_PARTITION',
        errorMessage: null,
        configs: [],
      };
    case 'GROUP':
      return answer(groupConfigs(broker, resourceName));
    case 'BROKER': {
      if (resourceName === '') return answer(defaultBrokerConfigs(broker));
      if (resourceName === String(broker.disk.id)) return answer(brokerConfigs(broker));
      const errorMessage = `Unexpected broker id, expected ${broker.disk.id} or empty string, but received ${resourceName}`;
      return { ...resource, errorCode: 'INVALID_REQUEST', errorMessage, configs: [] };
    }
  }
}

// ── Where a broker config may stand ─────────────────────────────────────────────────────────

/** A set of broker configs, and what its values are called. */
interface Layer {
  readonly source: ConfigSource;
  readonly configs: Configs;
}

/** With ELR (KIP-966) this one always has a cluster-wide value: what the controllers began with. */
const ALWAYS_CLUSTER_WIDE = 'min.insync.replicas';

/** What is set at run time and in the broker's file; what holds comes first. */
function layersOf({ disk, memory }: Broker): readonly Layer[] {
  const initial = configText('broker', disk.configs, ALWAYS_CLUSTER_WIDE);
  const clusterWide = configsOf(memory.image, 'BROKER', '');
  return [
    {
      source: 'DYNAMIC_BROKER_CONFIG',
      configs: configsOf(memory.image, 'BROKER', String(disk.id)),
    },
    {
      source: 'DYNAMIC_DEFAULT_BROKER_CONFIG',
      configs: { [ALWAYS_CLUSTER_WIDE]: initial, ...clusterWide },
    },
    { source: 'STATIC_BROKER_CONFIG', configs: { ...disk.configs, ...ownFileOf(disk) } },
  ];
}

/** What stands in the file of this broker alone. */
function ownFileOf({ id, rack }: Broker['disk']): Configs {
  return { 'node.id': String(id), ...(rack !== null && { 'broker.rack': rack }) };
}

/** All values that the first of these names has, or another one that stands for it. */
function brokerSynonyms(broker: Broker, names: readonly string[]): readonly ConfigSynonym[] {
  const set = layersOf(broker).flatMap(({ source, configs }) =>
    names.flatMap((name) => {
      const value = configs[name];
      return value === undefined ? [] : [{ name, value, source }];
    }),
  );
  // Only the first name's default counts: what `log.retention.hours` begins with is not listed.
  const [first = ''] = names;
  const value = CONFIG_DEFAULTS.broker[first]?.default ?? null;
  if (value === null || value === '<required>') return set;
  return [...set, { name: first, value, source: 'DEFAULT_CONFIG' }];
}

function isSensitive({ type }: ConfigRow): boolean {
  return type === 'PASSWORD';
}

/** A config by the first of its values; `fallback` when it has none. */
function described(
  row: ConfigRow,
  synonyms: readonly ConfigSynonym[],
  fallback: string | null,
): DescribedConfig {
  const isSecret = isSensitive(row);
  const [first] = synonyms;
  return {
    name: row.name,
    value: isSecret ? null : (first?.value ?? fallback),
    configSource: first?.source ?? 'DEFAULT_CONFIG',
    isSensitive: isSecret,
    synonyms: isSecret ? synonyms.map((one) => ({ ...one, value: null })) : synonyms,
  };
}

function rowsOf(scope: 'topic' | 'broker' | 'group'): readonly ConfigRow[] {
  return Object.values(CONFIG_DEFAULTS[scope]).filter(({ internal }) => !internal);
}

// ── Topics, groups, brokers ─────────────────────────────────────────────────────────────────

function topicConfigs(broker: Broker, topic: string): readonly DescribedConfig[] {
  const own = configsOf(broker.memory.image, 'TOPIC', topic);
  return rowsOf('topic').map((row) => {
    const { name } = row;
    const inherited = brokerSynonyms(broker, TOPIC_CONFIG_SYNONYMS[name] ?? []);
    const synonyms = [...ownSynonym(own, name, 'DYNAMIC_TOPIC_CONFIG'), ...inherited];
    const config = described(row, synonyms, row.default);
    return { ...config, value: inTopicUnit(synonyms[0], row.default) };
  });
}

const MS_PER_MINUTE = 60_000;
const MS_PER_HOUR = 3_600_000;

/** The broker may say in hours or minutes what a topic says in ms. */
function inTopicUnit(first: ConfigSynonym | undefined, fallback: string | null): string | null {
  if (first === undefined || first.source === 'DEFAULT_CONFIG') return fallback;
  const { name, value } = first;
  if (name.endsWith('.hours')) return String(Number(value) * MS_PER_HOUR);
  return name.endsWith('.minutes') ? String(Number(value) * MS_PER_MINUTE) : value;
}

function groupConfigs(broker: Broker, group: string): readonly DescribedConfig[] {
  const own = configsOf(broker.memory.image, 'GROUP', group);
  return rowsOf('group').map((row) => {
    const synonyms = [
      ...ownSynonym(own, row.name, 'DYNAMIC_GROUP_CONFIG'),
      ...brokerSynonyms(broker, [`group.${row.name}`]),
    ];
    return described(row, synonyms, row.default);
  });
}

function ownSynonym(own: Configs, name: string, source: ConfigSource): readonly ConfigSynonym[] {
  const value = own[name];
  return value === undefined ? [] : [{ name, value, source }];
}

function brokerConfigs(broker: Broker): readonly DescribedConfig[] {
  return rowsOf('broker').map((row) =>
    described(row, brokerSynonyms(broker, [row.name]), row.default),
  );
}

/** Of the cluster-wide default there is only what was set. */
function defaultBrokerConfigs(broker: Broker): readonly DescribedConfig[] {
  const layers = layersOf(broker);
  const set = layers.find(({ source }) => source === 'DYNAMIC_DEFAULT_BROKER_CONFIG')?.configs;
  return Object.entries(set ?? {}).flatMap(([name, value]) => {
    const row = CONFIG_DEFAULTS.broker[name];
    if (row === undefined) return [];
    return [described(row, [{ name, value, source: 'DYNAMIC_DEFAULT_BROKER_CONFIG' }], null)];
  });
}
