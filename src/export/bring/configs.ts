// Configs of a real cluster that a scenario can have: those of Apache Kafka, with values that Kafka takes.
import { CONFIG_DEFAULTS, type ConfigScope } from '#kafka/protocol/config-defaults.ts';
import { checkConfig, type Configs } from '#kafka/protocol/configs.ts';

/** Properties that say where a broker is and what it is, which the scenario says in its own way. */
const OF_THE_PLACE =
  /^(?:node\.id|broker\.id|broker\.rack|process\.roles|(?:advertised\.)?listener|inter\.broker\.listener|control(?:ler)?\.|log\.dir|metadata\.log\.dir|ssl\.|sasl\.|security\.|zookeeper\.|authorizer|super\.users)/;

/** Of these those that a scenario can have; of the others it is told once. */
export function usableConfigs(
  scope: ConfigScope,
  configs: Configs,
  whose: string,
  told: string[],
): Configs {
  const usable: Record<string, string> = {};
  const foreign: string[] = [];
  for (const [name, value] of Object.entries(configs)) {
    if (scope === 'broker' && OF_THE_PLACE.test(name)) continue;
    const isKnown = CONFIG_DEFAULTS[scope][name] !== undefined;
    if (isKnown && checkConfig(scope, name, value) === null) usable[name] = value;
    else foreign.push(name);
  }
  if (foreign.length > 0) {
    told.push(
      `${foreign.join(', ')} of ${whose}: no config of Apache Kafka 4.3, or not with that value; left out.`,
    );
  }
  return usable;
}
