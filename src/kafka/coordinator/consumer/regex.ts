// Subscriptions by regular expression: the coordinator looks up the topics' names, soon after a new
// expression or a new topic has come. Follows `GroupMetadataManager` of Apache Kafka 4.3
// (maybeUpdateRegularExpressions, refreshRegularExpressions), where a background thread does it.
import { compileRegex } from '#base/regex.ts';
import { readNumber } from '#kafka/protocol/configs.ts';
import { compareText } from '#kafka/protocol/topic-partition.ts';
import { bumpGroupEpoch, type ConsumerGroup, type ConsumerGroupMember, draftOf } from './group.ts';
import { type Refusal, refuse } from './checks.ts';
import { lookUpRegexesSoon } from './timers.ts';
import type { ConsumerHost } from './host.ts';
import type { Outcome } from './outcome.ts';

/** `REGEX_BATCH_REFRESH_MIN_INTERVAL_MS`: several changes make one rebalance. */
const LEAST_INTERVAL_MS = 10_000;

function matching(source: string, host: ConsumerHost): readonly string[] {
  const compiled = compileRegex(source);
  if (compiled.type === 'invalid') return [];
  return host
    .topicNames()
    .filter((name) => compiled.regex.matches(name))
    .sort(compareText);
}

function subscribedRegexes(group: ConsumerGroup): Set<string> {
  const regexes = new Set<string>();
  for (const { subscribedTopicRegex } of group.members.values()) {
    if (subscribedTopicRegex !== '') regexes.add(subscribedTopicRegex);
  }
  return regexes;
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}

/** A regular expression that is new to the group must be one. */
export function checkRegex(
  group: ConsumerGroup,
  { subscribedTopicRegex: regex }: ConsumerGroupMember,
): Refusal | null {
  if (regex === '' || subscribedRegexes(group).has(regex)) return null;
  const compiled = compileRegex(regex);
  if (compiled.type === 'regex') return null;
  return refuse(
    'INVALID_REGULAR_EXPRESSION',
    `SubscribedTopicRegex \`${regex}\` is not a valid regular expression: ${compiled.description}.`,
  );
}

/** Forgets what nobody subscribes to, and has the rest looked up when that is due. */
export function maybeRefreshRegexes(draft: ConsumerGroup, host: ConsumerHost): void {
  const regexes = subscribedRegexes(draft);
  for (const regex of draft.regexes.keys()) if (!regexes.has(regex)) draft.regexes.delete(regex);
  if (regexes.size === 0) return;
  const [resolved] = draft.regexes.values();
  const lastMs = resolved?.resolvedMs ?? Number.NEGATIVE_INFINITY;
  if (host.nowMs <= lastMs + LEAST_INTERVAL_MS) return;
  const mostMs = readNumber('broker', host.configs, 'group.consumer.regex.refresh.interval.ms');
  const isDue =
    host.nowMs > lastMs + mostMs ||
    [...regexes].some((regex) => {
      const known = draft.regexes.get(regex);
      return known === undefined || !isSameList(known.topics, matching(regex, host));
    });
  if (isDue) lookUpRegexesSoon(draft, host);
}

/** The names are looked up; if that changed the subscription, there is a new group epoch. */
export function refreshRegexes(group: ConsumerGroup, host: ConsumerHost): Outcome {
  const draft = draftOf(group);
  let hasChanged = false;
  for (const regex of subscribedRegexes(draft)) {
    const topics = matching(regex, host);
    hasChanged ||= !isSameList(draft.regexes.get(regex)?.topics ?? [], topics);
    draft.regexes.set(regex, Object.freeze({ topics, resolvedMs: host.nowMs }));
  }
  bumpGroupEpoch(draft, hasChanged, host);
  const reason = 'the topics of a regular expression are known';
  return { draft, answer: null, reason, afterwards: () => undefined };
}
