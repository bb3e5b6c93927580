// Which groups kafka-consumer-groups is about, and how it complains.
import type { Admin } from '#kafka/tool/admin/client.ts';
import { type GroupListing, listGroups } from '#kafka/tool/admin/groups.ts';
import type { OptionSet } from '#kafka/tool/options/joptsimple.ts';
import { println, type Run } from '#kafka/tool/tool.ts';

/** The tool prints its errors where it prints everything. */
export function* complain(message: string): Run<void> {
  yield* println(`\nError: ${message}`);
}

/** Consumer groups, and those that nobody has joined yet. */
export function* listConsumerGroups(admin: Admin): Run<readonly GroupListing[]> {
  const groups = yield* listGroups(admin);
  return groups.filter(({ protocolType }) => protocolType === '' || protocolType === 'consumer');
}

/** The groups that the options name, or all. */
export function* groupsNamed(admin: Admin, options: OptionSet): Run<readonly string[]> {
  if (!options.has('all-groups')) return options.all('group');
  return (yield* listConsumerGroups(admin)).map(({ groupId }) => groupId);
}
