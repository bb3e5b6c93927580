// Which options of kafka-topics go together. Follows `TopicCommand.TopicCommandOptions.checkArgs`.
import { forbidWith, onlyOneOf, requireOptions, usage } from '#kafka/tool/options/checks.ts';
import { type OptionSet, stackTrace } from '#kafka/tool/options/joptsimple.ts';

const ACTIONS = ['create', 'list', 'alter', 'describe', 'delete'] as const;
/** In the order in which the tool names them. */
const ALL_ACTIONS = ['alter', 'create', 'describe', 'list', 'delete'] as const;
const REPORTS = [
  'under-replicated-partitions',
  'under-min-isr-partitions',
  'at-min-isr-partitions',
  'unavailable-partitions',
] as const;

type Action = (typeof ALL_ACTIONS)[number];

function otherThan(...actions: readonly Action[]): readonly string[] {
  return ALL_ACTIONS.filter((action) => !actions.includes(action));
}

export function checkTopicOptions(options: OptionSet): void {
  if (onlyOneOf(options, ACTIONS) === undefined) {
    throw usage(
      options.grammar,
      'Command must include exactly one action: --list, --describe, --create, --alter or --delete',
    );
  }
  checkRequired(options);
  checkForbidden(options);
}

function checkRequired(options: OptionSet): void {
  if (!options.has('bootstrap-server')) {
    throw stackTrace('java.lang.IllegalArgumentException', '--bootstrap-server must be specified');
  }
  if (options.has('create') || options.has('alter') || options.has('delete')) {
    requireOptions(options, 'topic');
  }
  if (!options.has('alter')) return;
  if (options.has('config')) {
    throw usage(
      options.grammar,
      'Option combination "[[config], [bootstrap-server]]" can\'t be used with option "[alter]" (To alter topic configurations, the kafka-configs tool can be used.)',
    );
  }
  requireOptions(options, 'partitions');
}

function checkForbidden(options: OptionSet): void {
  forbidWith(options, 'config', otherThan('alter', 'create'));
  forbidWith(options, 'delete-config', [...otherThan('alter'), 'bootstrap-server']);
  forbidWith(options, 'partitions', otherThan('alter', 'create'));
  forbidWith(options, 'replication-factor', otherThan('create'));
  forbidWith(options, 'replica-assignment', otherThan('alter', 'create'));
  if (options.has('create')) {
    forbidWith(options, 'replica-assignment', ['partitions', 'replication-factor']);
  }
  for (const report of REPORTS) {
    const others = REPORTS.filter((other) => other !== report);
    forbidWith(options, report, [...otherThan('describe'), ...others, 'topics-with-overrides']);
  }
  forbidWith(options, 'topics-with-overrides', otherThan('describe'));
  forbidWith(options, 'if-exists', otherThan('alter', 'delete', 'describe'));
  forbidWith(options, 'if-not-exists', otherThan('create'));
  forbidWith(options, 'exclude-internal', otherThan('list', 'describe'));
}
