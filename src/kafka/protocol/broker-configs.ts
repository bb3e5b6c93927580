// What a broker's configs mean together. Follows the constructor of `GroupCoordinatorConfig`: with such
// configs a broker of Kafka would not start.
import { type Configs, readNumber } from './configs.ts';
import type { ModelledConfig } from './modelled-configs.ts';

type Name = ModelledConfig<'broker'>;

/** A config of consumer groups that has to lie between two others. */
const BETWEEN: readonly { readonly name: Name; readonly least: Name; readonly most: Name }[] = [
  {
    name: 'group.consumer.heartbeat.interval.ms',
    least: 'group.consumer.min.heartbeat.interval.ms',
    most: 'group.consumer.max.heartbeat.interval.ms',
  },
  {
    name: 'group.consumer.session.timeout.ms',
    least: 'group.consumer.min.session.timeout.ms',
    most: 'group.consumer.max.session.timeout.ms',
  },
  {
    name: 'group.consumer.assignment.interval.ms',
    least: 'group.consumer.min.assignment.interval.ms',
    most: 'group.consumer.max.assignment.interval.ms',
  },
];

interface ConfigProblem {
  readonly name: string;
  readonly message: string;
}

/** Why Kafka would not start a broker with these configs, in its words. */
export function brokerConfigProblems(configs: Configs): readonly ConfigProblem[] {
  const read = (name: Name): number => readNumber('broker', configs, name);
  const problems: ConfigProblem[] = [];
  const require = (isRight: boolean, name: string, rule: string): void => {
    if (!isRight) problems.push({ name, message: `${name} must be ${rule}` });
  };
  for (const { name, least, most } of BETWEEN) {
    require(read(most) >= read(least), most, `greater than or equal to ${least}`);
    require(read(name) >= read(least), name, `greater than or equal to ${least}`);
    require(read(name) <= read(most), name, `less than or equal to ${most}`);
  }
  const interval = 'group.consumer.heartbeat.interval.ms';
  const session = 'group.consumer.session.timeout.ms';
  require(read(interval) < read(session), interval, `less than ${session}`);
  return problems;
}
