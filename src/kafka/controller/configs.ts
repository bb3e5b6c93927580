// Dynamic configs, checked and turned into records, with the rules that ELR brings (KIP-966). Follows
// `ConfigurationControlManager` of Apache Kafka 4.3.
import type { RequestBody } from '#kafka/protocol/api.ts';
import type { AlterableConfig } from '#kafka/protocol/api/admin.ts';
import { CONFIG_DEFAULTS } from '#kafka/protocol/config-defaults.ts';
import { checkConfig } from '#kafka/protocol/configs.ts';
import { dynamicConfigProblem } from '#kafka/protocol/dynamic-configs.ts';
import { type ConfigResourceType, configsOf } from '#kafka/protocol/metadata-image.ts';
import type { MetadataRecord } from '#kafka/protocol/metadata-record.ts';
import { type Decision, type Refusal, refuse } from './decision.ts';
import type { ControllerView } from '#kafka/controller/partitions/elections.ts';

type Resource = RequestBody<'IncrementalAlterConfigs'>['resources'][number];

/** One resource of an IncrementalAlterConfigs: all of its configs change, or none. */
export function alterConfigsOf(view: ControllerView, resource: Resource): Decision {
  const { resourceType, resourceName, configs } = resource;
  const records: MetadataRecord[] = [];
  for (const config of configs) {
    const value = newValueOf(view, resource, config);
    if (typeof value === 'object' && value !== null) return value;
    const decision = alterConfig(view, { resourceType, resourceName, name: config.name, value });
    if (decision.errorCode !== 'NONE') return decision;
    records.push(...decision.records);
  }
  return { errorCode: 'NONE', records };
}

/** What a config is to be; null: its default. Only lists can be added to and taken from. */
function newValueOf(
  view: ControllerView,
  { resourceType, resourceName }: Resource,
  { name, configOperation, value }: AlterableConfig,
): string | null | Refusal {
  if (configOperation === 'SET') return value;
  if (configOperation === 'DELETE') return null;
  const row = CONFIG_DEFAULTS[scopeOf(resourceType)][name];
  if (row?.type !== 'LIST') {
    return refuse(
      'INVALID_CONFIG',
      `Can't ${configOperation} to key ${name} because its type is not LIST.`,
    );
  }
  const current = configsOf(view.image, resourceType, resourceName)[name] ?? row.default ?? '';
  const before = itemsOf(current);
  const named = itemsOf(value ?? '');
  const after =
    configOperation === 'APPEND'
      ? [...before, ...named.filter((item) => !before.includes(item))]
      : before.filter((item) => !named.includes(item));
  return after.join(',');
}

function itemsOf(list: string): readonly string[] {
  return list
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

function scopeOf(resourceType: ConfigResourceType): 'topic' | 'group' | 'broker' {
  return resourceType === 'TOPIC' ? 'topic' : resourceType === 'GROUP' ? 'group' : 'broker';
}

/** One value, with the rules that ELR brings (KIP-966). */
function alterConfig(
  view: ControllerView,
  {
    resourceType,
    resourceName,
    name,
    value,
  }: {
    readonly resourceType: ConfigResourceType;
    readonly resourceName: string;
    readonly name: string;
    readonly value: string | null;
  },
): Decision {
  const isMinIsr = name === 'min.insync.replicas';
  if (view.elrEnabled && isMinIsr && resourceType === 'BROKER') {
    if (resourceName !== '') {
      return refuse(
        'INVALID_CONFIG',
        'Broker-level min.insync.replicas cannot be altered while ELR is enabled.',
      );
    }
    if (value === null) {
      return refuse(
        'INVALID_CONFIG',
        'Cluster-level min.insync.replicas cannot be removed while ELR is enabled.',
      );
    }
  }
  const scope = scopeOf(resourceType);
  const problem =
    (value === null ? null : checkConfig(scope, name, value)) ??
    (scope === 'broker' ? dynamicConfigProblem(name) : null);
  if (problem !== null) {
    // What a broker's own check throws turns into an InvalidRequestException (KAFKA-13609).
    return refuse(scope === 'broker' ? 'INVALID_REQUEST' : 'INVALID_CONFIG', problem);
  }
  if (resourceType === 'TOPIC' && !view.image.topics.has(resourceName)) {
    return refuse('UNKNOWN_TOPIC_OR_PARTITION', `The topic '${resourceName}' does not exist.`);
  }
  // Brokers are told again even of what does not change, so that they load it anew (KAFKA-14136).
  const current = configsOf(view.image, resourceType, resourceName)[name] ?? null;
  if (current === value && resourceType !== 'BROKER') return { errorCode: 'NONE', records: [] };
  const records: MetadataRecord[] = [configRecord(resourceType, resourceName, name, value)];
  if (isMinIsr) records.push(...clearedElrs(view, resourceType === 'TOPIC' ? resourceName : ''));
  return { errorCode: 'NONE', records };
}

/** What is wrong with the configs that a new topic brings along; null: nothing. */
export function configProblem(configs: Readonly<Record<string, string>>): string | null {
  for (const [name, value] of Object.entries(configs)) {
    const problem = checkConfig('topic', name, value);
    if (problem !== null) return problem;
  }
  return null;
}

export function configRecord(
  resourceType: ConfigResourceType,
  resourceName: string,
  name: string,
  value: string | null,
): MetadataRecord {
  return { type: 'ConfigRecord', resourceType, resourceName, name, value };
}

/** Who was eligible under another `min.insync.replicas` may not be any more. */
export function clearedElrs(view: ControllerView, topic: string): readonly MetadataRecord[] {
  return view.elrEnabled ? [{ type: 'ClearElrRecord', topic }] : [];
}
