// kafka-storage: what it prints of a directory that is not there. Follows
// `kafka.tools.StorageTool` of Apache Kafka 4.3.
import { javaStringHash } from '#base/java-collections.ts';
import { JavaRandom } from '#base/java-random.ts';
import { createUuid } from '#kafka/protocol/uuid.ts';
import {
  argumentError,
  type ArgumentSpec,
  type CommandSpec,
  parseArguments,
} from '#kafka/tool/options/argparse.ts';
import { type Call, note, println, type Run } from '#kafka/tool/tool.ts';

const CONFIG: CommandSpec['options'] = { '--config': 1, '-c': 1 };

const SPEC: ArgumentSpec = {
  options: {},
  commands: {
    info: { options: CONFIG },
    format: {
      options: {
        ...CONFIG,
        ...{ '--cluster-id': 1, '-t': 1, '--add-scram': 1, '-S': 1, '--feature': 1, '-f': 1 },
        ...{ '--ignore-formatted': 0, '-g': 0, '--release-version': 1, '-r': 1 },
        ...{ '--standalone': 0, '-s': 0, '--no-initial-controllers': 0, '-N': 0 },
        ...{ '--initial-controllers': 1, '-I': 1 },
      },
    },
    'version-mapping': { options: { '--release-version': 1, '-r': 1 } },
    'feature-dependencies': { options: { '--feature': 1, '-f': 1 } },
    'random-uuid': { options: {} },
  },
};

/** `log.dirs` of the properties file that comes with Kafka. */
const LOG_DIR = '/tmp/kraft-combined-logs';

export function* storage(call: Call): Run {
  const args = parseArguments(call, SPEC);
  switch (args.command) {
    case 'random-uuid': {
      const random = JavaRandom.ofSeed(javaStringHash(call.id));
      yield* println(createUuid(() => random.nextInt(0x7fff_ffff)));
      return 0;
    }
    case 'format': {
      const clusterId = args.get('--cluster-id') ?? args.get('-t');
      if (clusterId === undefined)
        throw argumentError(call, 'argument --cluster-id/-t is required');
      if (args.get('--config') === undefined && args.get('-c') === undefined) {
        throw argumentError(call, 'argument --config/-c is required');
      }
      yield* println(`Formatting metadata directory ${LOG_DIR} with metadata.version 4.3-IV0.`);
      yield* note('The simulated brokers are formatted already: this changes nothing.');
      return 0;
    }
    default:
      yield* note('The simulated brokers have no directories to look into.');
      return 1;
  }
}
