// Kafka's configs as its ConfigDefs print them, against the table that the cluster reads.
import {
  CONFIG_DEFAULTS,
  type ConfigRow,
  type ConfigScope,
  TOPIC_CONFIG_SYNONYMS,
} from '#kafka/protocol/config-defaults.ts';
import type { ConformRunner, FixtureCase } from './runner.ts';

/** A line of a ConfigDef in the file, where a validator that is none is left out. */
type ShownConfig = Omit<ConfigRow, 'valid' | 'internal'> & {
  readonly valid?: string;
  readonly internal?: true;
};

type ConfigCase = { readonly id: string } & (
  | { readonly scope: ConfigScope; readonly config: ShownConfig }
  | { readonly scope: ConfigScope; readonly names: readonly string[] }
  | { readonly topicConfig: string; readonly synonyms: readonly string[] }
);

const SYNONYMS = 'topicConfigBrokerSynonyms';

/** A case for each config, one for the names of each scope, and one for each topic config's synonyms. */
function readCases(file: object): readonly ConfigCase[] {
  const cases: ConfigCase[] = [];
  for (const [section, content] of Object.entries(file) as [string, unknown][]) {
    if (section === SYNONYMS) {
      const synonymsOf = content as Readonly<Record<string, readonly string[]>>;
      for (const [topicConfig, synonyms] of Object.entries(synonymsOf)) {
        cases.push({ id: `synonyms of ${topicConfig}`, topicConfig, synonyms });
      }
    } else if (section !== 'header') {
      const scope = section as ConfigScope;
      const configs = content as readonly ShownConfig[];
      cases.push({ id: `names of ${scope}`, scope, names: configs.map(({ name }) => name) });
      for (const config of configs) cases.push({ id: `${scope} ${config.name}`, scope, config });
    }
  }
  return cases;
}

function show(row: ConfigRow | undefined): ShownConfig | null {
  if (row === undefined) return null;
  const { valid, internal, ...shown } = row;
  return { ...shown, ...(valid !== null && { valid }), ...(internal && { internal }) };
}

export const configDefaultsRunner: ConformRunner = {
  name: 'config-defaults',
  readCases,
  runCase(testCase: FixtureCase) {
    const asked = testCase as ConfigCase;
    if ('topicConfig' in asked) {
      return { got: TOPIC_CONFIG_SYNONYMS[asked.topicConfig], expected: asked.synonyms };
    }
    const known = CONFIG_DEFAULTS[asked.scope];
    return 'names' in asked
      ? { got: Object.keys(known), expected: asked.names }
      : { got: show(known[asked.config.name]), expected: asked.config };
  },
};
