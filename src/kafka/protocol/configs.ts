// Reads configs by Kafka's names: the given value, else Kafka's default. Values are checked when a
// scenario or a command brings them (`checkConfig`), so that the readers here may trust them.
import { msToUs } from '#base/time.ts';
import { assert } from '#base/assert.ts';
import {
  CONFIG_DEFAULTS,
  type ConfigRow,
  type ConfigType,
  type ConfigScope,
  TOPIC_CONFIG_SYNONYMS,
} from './config-defaults.ts';
import type { ModelledConfig } from './modelled-configs.ts';

export type Configs = Readonly<Record<string, string>>;

function rowOf(scope: ConfigScope, name: string): ConfigRow {
  const row = CONFIG_DEFAULTS[scope][name];
  assert(row !== undefined, () => `no ${scope} config ${name}`);
  return row;
}

/** The text of any config, to show it: the given value, else the default ('' when there is none). */
export function configText(scope: ConfigScope, configs: Configs, name: string): string {
  return configs[name] ?? rowOf(scope, name).default ?? '';
}

/** The text of a config that the model acts on. */
export function readConfig<S extends ConfigScope>(
  scope: S,
  configs: Configs,
  name: ModelledConfig<S>,
): string {
  return configText(scope, configs, name);
}

/** A numeric config, in the unit that its name says (ms, bytes). */
export function readNumber<S extends ConfigScope>(
  scope: S,
  configs: Configs,
  name: ModelledConfig<S>,
): number {
  return Number(readConfig(scope, configs, name));
}

export function readBoolean<S extends ConfigScope>(
  scope: S,
  configs: Configs,
  name: ModelledConfig<S>,
): boolean {
  return readConfig(scope, configs, name) === 'true';
}

export function readList<S extends ConfigScope>(
  scope: S,
  configs: Configs,
  name: ModelledConfig<S>,
): readonly string[] {
  const text = readConfig(scope, configs, name);
  return text === '' ? [] : text.split(',').map((item) => item.trim());
}

/**
 * A topic config: the topic's own value, else the broker config behind it, else the default.
 * Follows `LogConfig.extractLogConfigMap`.
 */
export function readTopicConfig(
  topicConfigs: Configs,
  brokerConfigs: Configs,
  name: ModelledConfig<'topic'>,
): string {
  return topicConfigText(topicConfigs, brokerConfigs, name);
}

export function readTopicNumber(
  topicConfigs: Configs,
  brokerConfigs: Configs,
  name: ModelledConfig<'topic'>,
): number {
  return Number(readTopicConfig(topicConfigs, brokerConfigs, name));
}

/** The text of any topic config, found in the same way, to show it. */
export function topicConfigText(
  topicConfigs: Configs,
  brokerConfigs: Configs,
  name: string,
): string {
  const own = topicConfigs[name];
  if (own !== undefined) return own;
  for (const synonym of TOPIC_CONFIG_SYNONYMS[name] ?? []) {
    const value = brokerConfigs[synonym];
    if (value !== undefined) return value;
  }
  return configText('topic', {}, name);
}

/** A config of a group: its own, else the broker config that stands for all groups. */
export function readGroupNumber(
  groupConfigs: Configs,
  brokerConfigs: Configs,
  name: ModelledConfig<'group'>,
): number {
  const own = groupConfigs[name];
  return own === undefined ? readNumber('broker', brokerConfigs, `group.${name}`) : Number(own);
}

/** `connections.max.idle.ms`, in µs; a negative one means never: Infinity. */
export function connectionsMaxIdleUs(
  scope: 'producer' | 'consumer' | 'admin' | 'broker',
  configs: Configs,
): number {
  const ms = readNumber(scope, configs, 'connections.max.idle.ms');
  return ms < 0 ? Infinity : msToUs(ms);
}

/** Kafka's own message when `value` is not legal for `name`; null when it is. */
export function checkConfig(scope: ConfigScope, name: string, value: string): string | null {
  // Not every name that an object answers to is a config: `toString`.
  const row = Object.hasOwn(CONFIG_DEFAULTS[scope], name)
    ? CONFIG_DEFAULTS[scope][name]
    : undefined;
  if (row === undefined) {
    return scope === 'topic'
      ? `Unknown topic config name: ${name}`
      : `Unknown ${scope} config name: ${name}`;
  }
  const { type, valid } = row;
  const complain = (why: string): string =>
    `Invalid value ${value} for configuration ${name}: ${why}`;
  switch (type) {
    case 'BOOLEAN':
      return /^(true|false)$/i.test(value)
        ? null
        : complain('Expected value to be either true or false');
    case 'INT':
    case 'LONG':
    case 'SHORT':
      if (!/^-?\d+$/.test(value)) return complain(`Not a number of type ${type}`);
      return outside(Number(value), type)
        ? complain(`Not a number of type ${type}`)
        : checkRange(Number(value), valid, complain);
    case 'DOUBLE':
      if (value.trim() === '' || Number.isNaN(Number(value)))
        return complain('Not a number of type DOUBLE');
      return checkRange(Number(value), valid, complain);
    case 'STRING':
    case 'LIST':
    case 'CLASS':
    case 'PASSWORD':
      return checkChoice(type, value, valid, complain);
  }
}

const BITS = { SHORT: 15, INT: 31, LONG: 63 } as const;

function outside(value: number, type: keyof typeof BITS): boolean {
  const most = 2 ** BITS[type];
  return value < -most || value >= most;
}

function checkRange(
  value: number,
  valid: string | null,
  complain: (why: string) => string,
): string | null {
  const range = /^\[(-?[\d.]+),\.\.\.(?:,(-?[\d.]+))?\]/.exec(valid ?? '');
  if (range === null) return null;
  const [, least, most] = range;
  const or = / or (-?[\d.]+)$/.exec(valid ?? '')?.[1];
  if (or !== undefined && value === Number(or)) return null;
  if (value < Number(least)) return complain(`Value must be at least ${least}`);
  if (most !== undefined && value > Number(most))
    return complain(`Value must be no more than ${most}`);
  return null;
}

function checkChoice(
  type: ConfigType,
  value: string,
  valid: string | null,
  complain: (why: string) => string,
): string | null {
  if (valid === null) return null;
  const ignoreCase = valid.startsWith('(case insensitive) ');
  const list = /^\[([^\]]+)\]$/.exec(
    ignoreCase ? valid.slice('(case insensitive) '.length) : valid,
  );
  const choices = list?.[1]?.split(', ');
  if (choices === undefined || choices.some((choice) => choice.includes(':'))) return null;
  const given = type === 'LIST' ? value.split(',').map((item) => item.trim()) : [value];
  const isChoice = (item: string): boolean =>
    choices.includes(item) ||
    (ignoreCase && choices.some((choice) => choice.toLowerCase() === item.toLowerCase()));
  return given.every(isChoice) ? null : complain(`String must be one of: ${choices.join(', ')}`);
}
