// What answers to *why?* say about the present, read back from their words and held against the Frame
// of that moment.
import { regexOf } from '#base/regex.ts';
import type { Frame, GroupFrame, PartitionFrame } from '#trace/frame.ts';
import { leaderReplica, partitionAt, recordAt } from '#trace/frame.ts';
import type { WhyAnswer } from '#trace/why/why.ts';

export interface Asked {
  readonly type: string;
  readonly id: string;
}

type Check = (frame: Frame, about: Asked, words: readonly string[]) => boolean;

interface Claim {
  readonly says: RegExp;
  readonly holds: Check;
}

function keysOf(partitions: readonly { topic: string; partition: number }[]): readonly string[] {
  return partitions.map(({ topic, partition }) => `${topic}-${partition}`);
}

/** `a, b` or `a and b`; `nothing` is none. */
function listed(words = ''): readonly string[] {
  return words === 'nothing' ? [] : words.split(/, | and /);
}

function groupOf(frame: Frame, { type, id }: Asked): GroupFrame | undefined {
  return frame.groups.get(type === 'group' ? id : (frame.consumers.get(id)?.spec.group ?? ''));
}

function partitionOf(frame: Frame, { id }: Asked): PartitionFrame | undefined {
  return partitionAt(frame, id.split(/[@#]/)[0] ?? '');
}

/** What the coordinator counts as a member's. */
function givenTo(group: GroupFrame | undefined, client: string): readonly string[] {
  return (group?.members ?? [])
    .filter(({ clientId }) => clientId === client)
    .flatMap(({ assignment, toRevoke }) => keysOf([...assignment, ...toRevoke]));
}

/** Partitions that exist, of topics of which the group's members have any. */
function topicsRead(frame: Frame, group: GroupFrame | undefined): readonly string[] {
  const wanted = new Set(
    (group?.members ?? []).flatMap(({ clientId }) => {
      const { topics = [], pattern } = frame.consumers.get(clientId)?.spec ?? {};
      return pattern == null
        ? topics
        : [...frame.topics.keys()].filter((name) => regexOf(pattern).matches(name));
    }),
  );
  return [...wanted].flatMap((topic) => keysOf(frame.topics.get(topic)?.partitions ?? []));
}

function isOwned(group: GroupFrame | undefined, key: string): boolean {
  return (group?.members ?? []).some(({ clientId }) => givenTo(group, clientId).includes(key));
}

/** The statements about the present that answers make. Those about the past bear the event's time. */
const CLAIMS: readonly Claim[] = [
  {
    says: /^(\S+) owns ((?!nothing[:,])[^:]+)\.$/,
    holds: (frame, _, [who = '', what]) =>
      keysOf(frame.consumers.get(who)?.owned ?? []).join(', ') === listed(what).join(', '),
  },
  {
    says: /^(.+) owns? nothing: .* (?:own all (\d+)|own the only one)\.$/,
    holds: (frame, about, [names, all = '1']) => {
      const group = groupOf(frame, about);
      const wanted = topicsRead(frame, group);
      return (
        listed(names).every((name) => givenTo(group, name).length === 0) &&
        wanted.length === Number(all) &&
        wanted.every((key) => isOwned(group, key))
      );
    },
  },
  {
    says: /^(.+) owns? nothing, though (.+) (?:has|have) no owner\.$/,
    holds: (frame, about, [names, keys = '']) => {
      const group = groupOf(frame, about);
      const free = topicsRead(frame, group).filter((key) => !isOwned(group, key));
      const isCounted = /^\d+ partitions$/.test(keys);
      return (
        listed(names).every((name) => givenTo(group, name).length === 0) &&
        (isCounted ? `${free.length} partitions` === keys : free.join(', ') === keys)
      );
    },
  },
  {
    says: /^It waits for (.+) to join again:/,
    holds: (frame, about, [names]) => {
      const group = groupOf(frame, about);
      const members = new Set(group?.members.map(({ clientId }) => clientId));
      return (
        group?.state === 'PreparingRebalance' && listed(names).every((name) => members.has(name))
      );
    },
  },
  {
    says: /^It is not a member of (\S+) (?:yet|any more):/,
    holds: (frame, { id }, [group = '']) =>
      frame.groups.get(group)?.members.every(({ clientId }) => clientId !== id) ?? true,
  },
  {
    says: /^The group has given (\S+) to (\S+):/,
    holds: (frame, about, [key = '', who = '']) =>
      givenTo(groupOf(frame, about), who).includes(key),
  },
  {
    says: /^(\S+) has given it (.+): it takes that over\.$/,
    holds: (frame, { id }, [group = '', keys]) =>
      listed(keys).every((key) => givenTo(frame.groups.get(group), id).includes(key)),
  },
  {
    says: /^(\S+) waits for (.+), which (.+) ha(?:s|ve) yet to give up\.$/,
    holds: (frame, about, [who = '', keys, owners]) => {
      const group = groupOf(frame, about);
      const theirs = listed(owners).flatMap((owner) => givenTo(group, owner));
      return listed(keys).some((key) => theirs.includes(key)) && !listed(owners).includes(who);
    },
  },
  {
    says: /^(\S+) is (\w+), (?:generation|group epoch) (\d+)\.$/,
    holds: (frame, _, [name = '', state, count]) => {
      const group = frame.groups.get(name);
      return group?.state === state && group?.generation === Number(count);
    },
  },
  {
    says: /^It has no members/,
    holds: (frame, about) => groupOf(frame, about)?.members.length === 0,
  },
  {
    says: /^(\S+-\d+) has no leader/,
    holds: (frame, _, [key = '']) => partitionAt(frame, key)?.state.leader === -1,
  },
  {
    says: /^(\S+-\d+) is led by broker (\d+), which does not run\.$/,
    holds: (frame, _, [key = '', broker]) =>
      partitionAt(frame, key)?.state.leader === Number(broker) &&
      frame.brokers.get(Number(broker))?.status !== 'running',
  },
  {
    says: /^Broker (\d+) coordinates it: the leader of (\S+),/,
    holds: (frame, _, [broker, key = '']) =>
      partitionAt(frame, key)?.state.leader === Number(broker),
  },
  {
    says: /^High watermark (\d+), log end offset (\d+)(: nothing waits)?/,
    holds: (frame, about, [watermark, end, nothing]) => {
      const partition = partitionOf(frame, about);
      const leader = partition === undefined ? undefined : leaderReplica(partition);
      return (
        leader?.highWatermark === Number(watermark) &&
        leader?.logEndOffset === Number(end) &&
        (nothing === undefined || Number(watermark) >= Number(end))
      );
    },
  },
  {
    says: /: broker ([\d and]+) holds it back\.$/,
    holds: (frame, about, [brokers]) => {
      const partition = partitionOf(frame, about);
      // The leader goes by the ISR that it has heard of, which may be an older one.
      const isr = partition === undefined ? [] : (leaderReplica(partition)?.isr ?? []);
      return listed(brokers).every((one) => isr.includes(Number(one)));
    },
  },
  {
    says: /^Its preferred leader, broker (\d+), is not in the ISR\.$/,
    holds: (frame, about, [broker]) =>
      partitionOf(frame, about)?.state.isr.includes(Number(broker)) === false,
  },
  {
    says: /^It follows broker (\d+) in (\S+) and has (\d+) of (\d+|\?) records\.$/,
    holds: (frame, { id }, [leader, key = '', end]) => {
      const partition = partitionAt(frame, key);
      const replica = partition?.replicas.get(Number(id.split('@')[1]));
      return (
        partition?.state.leader === Number(leader) &&
        replica?.role !== 'leader' &&
        replica?.logEndOffset === Number(end)
      );
    },
  },
  {
    says: /^Broker (\d+) is (running|crashed|stopped|paused), and (fenced|unfenced|in controlled shutdown|unregistered)/,
    holds: (frame, _, [broker, status, registration = '']) => {
      const one = frame.brokers.get(Number(broker));
      return one?.status === status && one?.registration === registration.replace('in ', '');
    },
  },
  {
    says: /^The controller (?:still )?counts on it/,
    holds: (frame, about) => {
      const broker =
        about.type === 'broker' ? Number(about.id) : (partitionOf(frame, about)?.state.leader ?? 0);
      return frame.brokers.get(broker)?.registration === 'unfenced';
    },
  },
  {
    says: /^In the logs of brokers ([\d, ]+)\.$/,
    holds: (frame, { id }, [brokers]) => {
      const found = recordAt(frame, id);
      const offset = Number(id.split('#')[1]);
      return listed(brokers).every(
        (one) =>
          found?.partition.replicas.get(Number(one))?.log.at(offset)?.id === found?.record.id,
      );
    },
  },
  {
    says: /^It is (below|above) the high watermark:/,
    holds: (frame, about, [where]) => {
      const partition = partitionOf(frame, about);
      const leader = partition === undefined ? undefined : leaderReplica(partition);
      const isBelow = Number(about.id.split('#')[1]) < (leader?.highWatermark ?? 0);
      return isBelow === (where === 'below');
    },
  },
  {
    says: /^Group (\S+) has (?:committed beyond it|not committed it) \((\d+)/,
    holds: (frame, { id }, [group = '', offset]) =>
      frame.groups.get(group)?.committed.get(id.split('#')[0] ?? '') === Number(offset),
  },
  {
    says: /^(\d+) of (\d+) records are acknowledged\.$/,
    holds: (frame, { id }, [acked, made]) => {
      const producer = frame.producers.get(id);
      return producer?.ackedCount === Number(acked) && producer?.createdCount === Number(made);
    },
  },
  {
    says: /^It waits in poll\(\) for records/,
    holds: (frame, { id }) => {
      const consumer = frame.consumers.get(id);
      return consumer?.processing === null && consumer.owned.length > 0;
    },
  },
  {
    says: /^(\d+) records? for (\S+) waits?: the partition has no leader\.$/,
    holds: (frame, _, [, key = '']) => partitionAt(frame, key)?.state.leader === -1,
  },
  {
    says: /^(\d+) records? for (\S+) cannot go: broker (\d+) leads it\.$/,
    holds: (frame, _, [, key = '', broker]) =>
      partitionAt(frame, key)?.state.leader === Number(broker),
  },
];

export interface Untruth {
  readonly about: string;
  readonly says: string;
}

/** Statements of an answer that the Frame contradicts; `heard` takes the claims that were made. */
export function untruths(
  frame: Frame,
  about: Asked,
  answer: WhyAnswer,
  heard: Set<string>,
): readonly Untruth[] {
  const texts = [answer.headline, ...answer.facts.map(({ text }) => text)];
  return texts.flatMap((text) =>
    CLAIMS.flatMap(({ says, holds }) => {
      const match = says.exec(text);
      if (match === null) return [];
      heard.add(String(says));
      const isTrue = holds(frame, about, match.slice(1));
      return isTrue ? [] : [{ about: `${about.type} ${about.id}`, says: text }];
    }),
  );
}

/** How many kinds of statements are known. */
export const CLAIM_COUNT = CLAIMS.length;

/** Everything in a Frame that can be asked about; of each log the last few records. */
export function subjectsOf(frame: Frame): readonly Asked[] {
  const subjects: Asked[] = [
    ...[...frame.brokers.keys()].map((id) => ({ type: 'broker', id: String(id) })),
    ...[...frame.groups.keys()].map((id) => ({ type: 'group', id })),
    ...[...frame.consumers.keys()].map((id) => ({ type: 'consumer', id })),
    ...[...frame.producers.keys()].map((id) => ({ type: 'producer', id })),
  ];
  for (const { name, isInternal, partitions } of frame.topics.values()) {
    if (isInternal) continue;
    for (const partition of partitions) {
      const key = `${name}-${partition.partition}`;
      subjects.push({ type: 'partition', id: key });
      for (const broker of partition.replicas.keys()) {
        subjects.push({ type: 'replica', id: `${key}@${broker}` });
      }
      const end = leaderReplica(partition)?.logEndOffset ?? 0;
      for (const offset of [end - 1, end - 3]) {
        if (offset >= 0) subjects.push({ type: 'record', id: `${key}#${offset}` });
      }
    }
  }
  return subjects;
}
