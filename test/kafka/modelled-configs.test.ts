// The list of configs that the model reads says neither too much nor too little: readers take only
// what is listed (the compiler sees to that), and what is listed is named where the model acts.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CONFIG_DEFAULTS, type ConfigScope } from '#kafka/protocol/config-defaults.ts';
import { hasEffect, modelledConfigs } from '#kafka/protocol/modelled-configs.ts';

const ROOT = 'src/kafka';
/** Tables of names: to stand in them is not to be read. */
const TABLES = ['config-defaults.ts', 'modelled-configs.ts', 'dynamic-configs.ts'];

const CODE = readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !TABLES.some((table) => file.endsWith(table)))
  .map((file) => readFileSync(`${ROOT}/${file}`, 'utf8'))
  .join('\n');

const SCOPES = Object.keys(CONFIG_DEFAULTS) as ConfigScope[];

/** Broker configs that stand for all groups are read under the group's own name. */
function isNamed(scope: ConfigScope, name: string): boolean {
  const ofGroups = scope === 'broker' && name.startsWith('group.') ? name.slice(6) : name;
  return CODE.includes(`'${name}'`) || CODE.includes(`'${ofGroups}'`);
}

describe.each(SCOPES)('the list of %s configs', (scope) => {
  test('has names of Kafka, and each once', () => {
    const names = modelledConfigs(scope);
    expect(names.filter((name) => CONFIG_DEFAULTS[scope][name] === undefined)).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
  });

  test('has only what the model reads', () => {
    expect(modelledConfigs(scope).filter((name) => !isNamed(scope, name))).toEqual([]);
  });
});

test('nobody goes past the readers to a config that is not listed', () => {
  const listed = new Set(SCOPES.flatMap((scope) => modelledConfigs(scope)));
  const direct = [...CODE.matchAll(/[cC]onfigs\[?'([a-z.]+)'\]/g)].map(([, name]) => name ?? '');
  // Whether it is set decides only what Kafka refuses.
  const checked = new Set(['transactional.id']);
  expect(direct.filter((name) => !listed.has(name) && !checked.has(name))).toEqual([]);
});

test('a broker config that topics take over has an effect like the topics’ own', () => {
  expect(hasEffect('broker', 'message.max.bytes')).toBe(true);
  expect(hasEffect('broker', 'log.retention.ms')).toBe(false);
  expect(hasEffect('topic', 'retention.ms')).toBe(false);
  expect(hasEffect('producer', 'compression.type')).toBe(false);
});
