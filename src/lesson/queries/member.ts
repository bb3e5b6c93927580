// Queries about the members of groups: how they are, why they left, what a rebalance took from them.
import { type Frame, isRunning } from '#trace/frame.ts';
import type { Value } from '#lesson/expression.ts';
import { groupOf, listed, query, type QueryTable } from './query.ts';

function runningMembers(frame: Frame, group: Value): number {
  return [...frame.consumers.values()].filter((one) => one.spec.group === group && isRunning(one))
    .length;
}

export const MEMBER_QUERIES = {
  consumerState: query(
    'consumer',
    'Its process: "running", "paused", "stopped" or "crashed"; "" without a consumer.',
    ({ frame }, id = null) => frame.consumers.get(String(id))?.status ?? '',
  ),
  runningMembers: query(
    'group',
    'Consumers of the group whose process runs.',
    ({ frame }, group = null) => runningMembers(frame, group),
  ),
  protocol: query(
    'group',
    'The group’s protocol, "classic" or "consumer"; "" without a group.',
    ({ frame }, group) => groupOf(frame, group)?.protocol ?? '',
  ),
  assignor: query(
    'group',
    'The rule by which the group’s partitions are dealt, such as "range"; "" without a group.',
    ({ frame }, group) => groupOf(frame, group)?.assignor ?? '',
  ),
  memberEpochs: query(
    'group',
    'How many different epochs the members of a group of the new protocol have.',
    ({ frame }, group) =>
      new Set((groupOf(frame, group)?.members ?? []).map(({ memberEpoch }) => memberEpoch)).size,
  ),
  leftFor: query(
    'reason',
    'Consumers that coordinators struck off since the step began because they "left", or for a "session timeout", a "rebalance timeout", or because they were "fenced", as in "a-c1 b-c2".',
    ({ tally }, reason = null) => listed(tally.deeds.membership.leftFor(String(reason))),
  ),
  givenBack: query(
    'group',
    'Partitions that members of the group have given back since the step began, counted each time.',
    ({ tally }, group = null) => tally.deeds.membership.givenBack(String(group)),
  ),
  standstillMs: query(
    'group',
    'How long the group’s newest rebalance since the step began took, in ms, from the first partition given back to the last one handed out; -1 when none is over.',
    ({ tally }, group = null) => tally.deeds.membership.standstillMs(String(group)),
  ),
} satisfies QueryTable;
