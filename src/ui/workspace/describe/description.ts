// What a description in the inspector is made of: states, named values, configs.
import type { Configs } from '#kafka/protocol/configs.ts';
import { CONFIG_DEFAULTS, type ConfigScope } from '#kafka/protocol/config-defaults.ts';
import { configText } from '#kafka/protocol/configs.ts';
import { hasEffect } from '#kafka/protocol/modelled-configs.ts';
import { isIdempotent } from '#kafka/protocol/producer-configs.ts';

export interface StateWord {
  readonly text: string;
  readonly tone: 'good' | 'bad' | 'plain';
}

export interface NamedValue {
  readonly name: string;
  readonly value: string;
}

export interface Description {
  readonly title: string;
  readonly states: readonly StateWord[];
  readonly facts: readonly NamedValue[];
  readonly configs: readonly ConfigValue[];
  /** The sim node whose RPCs belong to it; null when it has none. */
  readonly nodeId: string | null;
}

/** A config of Kafka as it stands. */
export interface ConfigValue extends NamedValue {
  /** Nothing here reads it. */
  readonly hasNoEffect: boolean;
}

/** A description without the title, which comes from the target. */
export type Body = Omit<Description, 'title'>;

/** Configs worth showing: those that were set, then the usual suspects with Kafka's defaults. */
export function configsOf(
  scope: ConfigScope,
  given: Configs,
  usual: readonly string[],
): ConfigValue[] {
  const names = [...Object.keys(given), ...usual.filter((name) => !(name in given))];
  return names
    .filter((name) => name in CONFIG_DEFAULTS[scope])
    .map((name) => ({
      name,
      value: effectiveValue(scope, given, name),
      hasNoEffect: !hasEffect(scope, name),
    }));
}

/** What a config comes to: a producer's other configs may turn its idempotence off. */
function effectiveValue(scope: ConfigScope, given: Configs, name: string): string {
  if (scope === 'producer' && name === 'enable.idempotence') return String(isIdempotent(given));
  return configText(scope, given, name);
}

export function list(items: readonly (number | string)[]): string {
  return items.length === 0 ? 'none' : `{${items.join(', ')}}`;
}

export function facts(values: Readonly<Record<string, string | number>>): NamedValue[] {
  return Object.entries(values).map(([name, value]) => ({ name, value: String(value) }));
}

export const NOTHING: Body = { states: [], facts: [], configs: [], nodeId: null };
