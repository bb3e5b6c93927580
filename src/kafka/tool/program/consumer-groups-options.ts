// Which options of kafka-consumer-groups go together. Follows
// `ConsumerGroupCommandOptions.checkArgs` of Apache Kafka 4.3.
import { forbidWith, requireOptions, usage } from '#kafka/tool/options/checks.ts';
import type { OptionSet } from '#kafka/tool/options/joptsimple.ts';
import { printError, type Run } from '#kafka/tool/tool.ts';

/** The ways to say where a group's offsets go. */
export const SCENARIOS = [
  ...['shift-by', 'to-offset', 'to-earliest', 'to-current', 'to-latest', 'by-duration'],
  ...['to-datetime', 'from-file'],
];

const EXECUTE_WARNING =
  'WARN: No action will be performed as the --execute option is missing. In version 5.0, this command will require either --dry-run or --execute to be specified. You should add the --dry-run option explicitly if you are scripting this command and want to keep the current default behavior without prompting.';

export function* checkGroupOptions(options: OptionSet): Run<void> {
  if (!options.has('validate-regex')) requireOptions(options, 'bootstrap-server');
  if (options.has('describe')) checkDescribe(options);
  if (options.has('delete')) checkDelete(options);
  if (options.has('delete-offsets') && !(options.has('group') && options.has('topic'))) {
    const message = 'Option [delete-offsets] takes the following options: [topic], [group]';
    throw usage(options.grammar, message);
  }
  if (options.has('reset-offsets')) yield* checkReset(options);
  forbidWith(options, 'group', ['all-groups', 'list']);
  forbidWith(options, 'topic', ['list', 'describe']);
}

function requireGroups(options: OptionSet, action: string): void {
  if (options.has('group') || options.has('all-groups')) return;
  const message = `Option [${action}] takes one of these options: [all-groups], [group]`;
  throw usage(options.grammar, message);
}

function checkDescribe(options: OptionSet): void {
  requireGroups(options, 'describe');
  const views = ['members', 'offsets', 'state'].filter((name) => options.has(name));
  if (views.length > 1) {
    const message =
      'Option [describe] takes at most one of these options: [members], [offsets], [state]';
    throw usage(options.grammar, message);
  }
  if (options.all('state').length > 0) {
    throw usage(options.grammar, 'Option [describe] does not take a value for [state]');
  }
}

function checkDelete(options: OptionSet): void {
  requireGroups(options, 'delete');
  if (!options.has('topic')) return;
  const message =
    'The consumer does not support topic-specific offset deletion from a consumer group.';
  throw usage(options.grammar, message);
}

function* checkReset(options: OptionSet): Run<void> {
  if (options.has('dry-run') && options.has('execute')) {
    const message = 'Option [reset-offsets] only accepts one of [execute] and [dry-run]';
    throw usage(options.grammar, message);
  }
  if (!options.has('dry-run') && !options.has('execute')) yield* printError(EXECUTE_WARNING);
  requireGroups(options, 'reset-offsets');
  const order = ['to-offset', 'to-datetime', 'by-duration', 'to-earliest', 'to-latest'];
  for (const scenario of [...order, 'to-current', 'shift-by', 'from-file']) {
    const others = SCENARIOS.filter((other) => other !== scenario);
    forbidWith(options, scenario, others);
  }
}
