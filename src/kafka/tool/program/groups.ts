// kafka-groups. Follows `org.apache.kafka.tools.GroupsCommand` of Apache Kafka 4.3.
import { Admin, AdminFailure } from '#kafka/tool/admin/client.ts';
import { type GroupListing, listGroups } from '#kafka/tool/admin/groups.ts';
import { left, widest } from '#kafka/tool/admin/table.ts';
import {
  maybeHelpOrVersion,
  optionsOf,
  requireOptions,
  usage,
} from '#kafka/tool/options/checks.ts';
import type { OptionSet } from '#kafka/tool/options/joptsimple.ts';
import { type Call, println, type Run } from '#kafka/tool/tool.ts';

const TYPES: Readonly<Record<string, string>> = { classic: 'Classic', consumer: 'Consumer' };
/** Groups that only hold offsets count as consumers'. */
const CONSUMER_PROTOCOL = 'consumer';

export function* groups(call: Call): Run {
  const options = optionsOf(call);
  if (call.args.length === 0) throw usage(options.grammar, 'List groups of all types.');
  maybeHelpOrVersion(options);
  if (!options.has('list')) {
    throw usage(options.grammar, 'Command must include exactly one action: --list.');
  }
  requireOptions(options, 'bootstrap-server');
  try {
    const listed = yield* listGroups(new Admin(call));
    yield* printGroups(listed.filter((group) => isWanted(group, options)));
    return 0;
  } catch (error) {
    if (!(error instanceof AdminFailure)) throw error;
    yield* println(`Error while executing groups command : ${error.exception.message}`);
    return 1;
  }
}

function isWanted({ groupType, protocolType }: GroupListing, options: OptionSet): boolean {
  const type = options.get('group-type')?.toLowerCase();
  const protocol = options.get('protocol');
  if (type !== undefined && type !== groupType) return false;
  if (protocol !== undefined && protocol !== (protocolType || CONSUMER_PROTOCOL)) return false;
  // No group of the other kinds is here.
  if (options.has('share') || options.has('streams')) return false;
  return !options.has('consumer') || (protocolType || CONSUMER_PROTOCOL) === CONSUMER_PROTOCOL;
}

function* printGroups(listed: readonly GroupListing[]): Run<void> {
  const rows = listed.map(({ groupId, groupType, protocolType }) => [
    groupId,
    TYPES[groupType] ?? groupType,
    protocolType || CONSUMER_PROTOCOL,
  ]);
  const width = widest(20, rows.flat());
  const header = ['GROUP', 'TYPE', 'PROTOCOL'].map((title) => left(title, width)).join(' ');
  yield* println(header);
  for (const cells of rows) {
    yield* println(cells.map((cell) => `${left(cell, width)} `).join(''));
  }
}
