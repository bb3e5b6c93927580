// Captions: the sentences that they are to speak, and that whatever they say holds.
import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { KafkaRequest } from '#kafka/commands.ts';
import { Narration } from '#session/narration.ts';
import { Session } from '#session/session.ts';
import { type Caption, captionOf, idleCaption, textOf } from '#trace/caption/caption.ts';
import { leaderReplica, partitionAt, type Frame } from '#trace/frame.ts';
import { scenarioOf } from '#test/story/cluster.ts';
import { lineOf, listen, openPreset, type SpokenCaption } from './track.ts';

const PRESETS = readdirSync('public/scenarios').map((file) => file.replace('.json', ''));

interface Told {
  readonly caption: Caption;
  readonly text: string;
  readonly frame: Frame;
}

/** Calls `onTold` with the caption of each event of a stretch, at the end of its moment. */
function eachCaption(session: Session, lengthUs: number, onTold: (told: Told) => void): void {
  const { trace, startUs } = session;
  session.frameAt(startUs + lengthUs);
  const end = trace.countUntil(startUs + lengthUs);
  for (let id = trace.countUntil(startUs); id < end; id += 1) {
    const event = trace.at(id);
    if (event === undefined) return;
    session.seek(event.atUs);
    const moment = { trace, frame: session.frame() };
    const caption = captionOf(event, moment);
    if (caption !== null) onTold({ caption, text: textOf(caption), frame: moment.frame });
  }
}

function allTexts(session: Session, lengthUs = 40_000_000): ReadonlySet<string> {
  const texts = new Set<string>();
  eachCaption(session, lengthUs, ({ text }) => texts.add(text));
  return texts;
}

const wordsOf = (text: string): number =>
  text.split(/\s+/).filter((word) => /\w/.test(word)).length;
/** A full stop within a number or a name ends no sentence. */
const sentencesOf = (text: string): number => (text.match(/[.?!](?:\s|$)/g) ?? []).length;

/** Statements of captions, and what a Frame must say for each to be true. */
const CLAIMS: readonly {
  readonly says: RegExp;
  readonly holds: (match: RegExpMatchArray, told: Told) => boolean;
}[] = [
  {
    says: /^(?:Both followers (?:have|had)|All followers in the ISR (?:have|had)|Broker \d+ (?:has|had)) records? (?:\d+ to )?(\d+)(?: of \S+)?(?: in time)?\. The waterline rises/,
    holds: ([, last], { caption, frame }) => {
      const partition = partitionAt(frame, partitionOf(caption));
      if (partition === undefined) return false;
      const { state, replicas } = partition;
      return (
        state.isr.every((broker) => (replicas.get(broker)?.logEndOffset ?? 0) > Number(last)) &&
        (leaderReplica(partition)?.highWatermark ?? 0) > Number(last)
      );
    },
  },
  {
    says: /^Broker (\d+) has written records? (?:\d+ to )?(\d+)(?: of \S+)?\. (?:It is|They are) not visible(?: yet)?: brokers? ([\d, and]+) (?:has not|have not|lacks?) /,
    holds: ([, broker, last, behind = ''], { caption, frame }) => {
      const partition = partitionAt(frame, partitionOf(caption));
      const end = (id: number): number => partition?.replicas.get(id)?.logEndOffset ?? 0;
      const leader = partition === undefined ? undefined : leaderReplica(partition);
      return (
        end(Number(broker)) > Number(last) &&
        (leader?.highWatermark ?? 0) <= Number(last) &&
        (behind.match(/\d+/g) ?? []).every((id) => end(Number(id)) <= Number(last))
      );
    },
  },
  {
    says: /^Broker (\d+) now leads (\S+), epoch (\d+)\./,
    holds: ([, broker, key = '', epoch], { frame }) => {
      const state = partitionAt(frame, key)?.state;
      return state?.leader === Number(broker) && state.leaderEpoch === Number(epoch);
    },
  },
  {
    says: /^The controller lets broker (\d+) lead \S+, though it is silent/,
    holds: ([, broker], { frame }) => {
      const { status, registration } = frame.brokers.get(Number(broker)) ?? {};
      return status !== 'running' && registration === 'unfenced';
    },
  },
  {
    says: /next in the replica list and in sync/,
    holds: (_, { caption, frame }) => {
      const state = partitionAt(frame, partitionOf(caption))?.state;
      return state?.replicas.find((one) => state.isr.includes(one)) === state?.leader;
    },
  },
  {
    says: /fences broker (\d+) and takes it out of every ISR/,
    holds: ([, broker], { frame }) =>
      [...frame.topics.values()]
        .flatMap(({ partitions }) => partitions)
        .every(({ state }) => !state.isr.includes(Number(broker))),
  },
  {
    says: /(\S+) commits (\d+)(?: of (\S+))?\. A successor/,
    holds: ([, , offset, key], { caption, frame }) =>
      [...frame.groups.values()].some(
        ({ committed }) => committed.get(key ?? partitionOf(caption)) === Number(offset),
      ),
  },
  {
    says: /bookmark still stands at (\d+)/,
    holds: ([, offset], { caption, frame }) =>
      [...frame.groups.values()].some(
        ({ committed }) => committed.get(partitionOf(caption)) === Number(offset),
      ),
  },
  {
    says: /put down, and nobody works/,
    holds: (_, { caption, frame }) => {
      const group = idOf(caption, 'group');
      const members = [...frame.consumers.values()].filter(({ spec }) => spec.group === group);
      return members.every(({ owned, status }) => owned.length === 0 || status !== 'running');
    },
  },
  {
    says: /is stable, (?:generation|epoch) (\d+)\. Every partition has its owner/,
    holds: ([, generation], { caption, frame }) => {
      const group = frame.groups.get(idOf(caption, 'group'));
      return group?.state === 'Stable' && group.generation === Number(generation);
    },
  },
  {
    says: /is given nothing to read: others own all/,
    holds: (_, { caption, frame }) =>
      frame.consumers.get(idOf(caption, 'consumer'))?.owned.length === 0,
  },
  {
    says: /^Broker (\d+) is gone\. The controller does not know yet/,
    holds: ([, broker], { frame }) => {
      const { status, registration } = frame.brokers.get(Number(broker)) ?? {};
      return status === 'crashed' && registration !== 'fenced';
    },
  },
  {
    says: /No living broker has (?:it|them)/,
    holds: (_, { caption, frame }) => partitionAt(frame, partitionOf(caption)) !== undefined,
  },
  {
    says: /^Nothing (?:after record (\d+) )?of (\S+) can become visible: broker (\d+) is silent/,
    holds: ([, last = '-1', key = '', broker], { frame }) => {
      const partition = partitionAt(frame, key);
      if (partition === undefined) return false;
      const isSilent = frame.brokers.get(Number(broker))?.status !== 'running';
      const highWatermark = leaderReplica(partition)?.highWatermark;
      return (
        isSilent &&
        partition.state.isr.includes(Number(broker)) &&
        highWatermark === Number(last) + 1
      );
    },
  },
  {
    says: /(?:Nobody else is in the ISR|There is no other replica)/,
    holds: (_, { caption, frame }) =>
      partitionAt(frame, partitionOf(caption))?.state.isr.length === 1,
  },
  {
    says: /^(\S+) asks for more; there is nothing, so broker (\d+) holds/,
    holds: ([, consumer = '', broker], { frame }) => {
      if (frame.brokers.get(Number(broker))?.status !== 'running') return false;
      return [...(frame.consumers.get(consumer)?.positions ?? [])].every(([key, position]) => {
        const partition = partitionAt(frame, key);
        if (partition?.state.leader !== Number(broker)) return true;
        return (leaderReplica(partition)?.highWatermark ?? 0) <= position;
      });
    },
  },
  {
    says: /^Broker (\d+) (?:keeps|holds)/,
    holds: ([, broker], { frame }) => frame.brokers.get(Number(broker))?.status === 'running',
  },
  {
    says: /^(\S+) has no leader/,
    holds: ([, key = ''], { frame }) => partitionAt(frame, key)?.state.leader === -1,
  },
];

function idOf({ about }: Caption, type: string): string {
  const name = about.find((one) => one.startsWith(`${type}:`)) ?? '';
  return name.slice(type.length + 1);
}

function partitionOf(caption: Caption): string {
  return idOf(caption, 'partition');
}

function check(told: Told): void {
  const { text } = told;
  for (const { says, holds } of CLAIMS) {
    const match = says.exec(text);
    if (match !== null) expect(holds(match, told), text).toBe(true);
  }
  expect(wordsOf(text), text).toBeLessThanOrEqual(20);
  expect(sentencesOf(text), text).toBeLessThanOrEqual(2);
  expect(text).toMatch(/\.$/);
  expect(text).not.toMatch(/!| {2}|undefined|NaN|(?<!\w)-1\b/);
}

describe.each(PRESETS)('in %s', (name) => {
  let session: Session;
  let track: readonly SpokenCaption[];
  beforeAll(() => {
    session = openPreset(name);
    const spoken: SpokenCaption[] = [];
    listen(session, (one) => spoken.push(one));
    track = spoken;
  });

  test('the caption track is as it was read last (npm run captions writes it anew)', () => {
    const lines = track.map((one) => `${lineOf(one)}\n`).join('');
    expect(lines).toBe(readFileSync(`test/caption/${name}.txt`, 'utf8'));
  });

  test('whatever is said holds while it is said', () => {
    for (const { atUs, caption } of track) {
      session.seek(atUs);
      check({ caption, text: textOf(caption), frame: session.frame() });
    }
  });

  test('and at each event', () => {
    eachCaption(session, 30_000_000, check);
  });
});

const SCENARIO = {
  cluster: { brokers: 3 },
  topics: [{ name: 'orders', partitions: 3, replicationFactor: 3 }],
  producers: [{ id: 'p1', topic: 'orders', recordsPerSecond: 0 }],
  groups: [{ id: 'billing', topics: ['orders'], consumers: 3 }],
};
const PRODUCE: KafkaRequest = {
  type: 'record.produce',
  data: { producer: 'p1', topic: 'orders', key: 'h', value: 'v', partition: null },
};

function open(written: object = SCENARIO): Session {
  return Session.open(scenarioOf(written));
}

function produced(written?: object): Session {
  const session = open(written);
  session.dispatch(PRODUCE);
  return session;
}

/** Texts of all moments of a stretch at which nothing happens. */
function idleTexts(session: Session, lengthUs: number, stepUs: number): readonly string[] {
  const texts: string[] = [];
  session.frameAt(session.playheadUs + lengthUs);
  for (let us = session.playheadUs; us < session.startUs + lengthUs; us += stepUs) {
    session.seek(us);
    texts.push(textOf(idleCaption({ trace: session.trace, frame: session.frame() })));
  }
  return texts;
}

/** Drops the answer to the first Produce request, once it is on its way. */
function withLostAnswer(): Session {
  const session = produced();
  for (let us = 0; us < 30_000; us += 100) {
    session.seek(session.playheadUs + 100);
    const answer = [...session.frame().packets.values()].find(
      ({ api, kind }) => api === 'Produce' && kind === 'response',
    );
    if (answer === undefined) continue;
    session.dispatch({ type: 'packet.drop', data: { packet: answer.packet } });
    return session;
  }
  throw new Error('no answer was on its way');
}

describe('the sentences of the design', () => {
  const handMade = allTexts(produced(), 3_000_000);
  const crash = allTexts(openPreset('broker-crash'));

  test.each([
    [
      1,
      handMade,
      /^The record h goes to orders-\d, because murmur2 of its key, modulo 3, is \d\.$/,
    ],
    [
      3,
      handMade,
      /^Broker \d has written record 0 of orders-\d\. It is not visible yet: broker \d has not fetched it\.$/,
    ],
    [
      4,
      handMade,
      /^Both followers have record 0 of orders-\d\. The waterline rises, and p1 is told\.$/,
    ],
    [
      5,
      handMade,
      /^billing-c\d asks for more; there is nothing, so broker \d holds its Fetch for up to 500 ms\.$/,
    ],
    [
      6,
      handMade,
      /^billing-c\d has one record in hand\. (?:Its bookmark still stands at \d+|It has committed nothing yet)\.$/,
    ],
    [
      8,
      crash,
      /^Broker 2 is gone\. The controller does not know yet: its session runs out in \d\.\d s\.$/,
    ],
    [10, crash, /^The controller fences broker 2 and takes it out of every ISR\.$/],
    [
      11,
      crash,
      /^Broker 3 now leads orders-1, epoch 1\. It was next in the replica list and in sync\.$/,
    ],
  ] as const)('number %i comes', (_, texts, sentence) => {
    expect([...texts].filter((text) => sentence.test(text))).not.toEqual([]);
  });

  test('number 2: a batch that waits for company', () => {
    const texts = idleTexts(produced(), 5_000, 500);
    expect(texts).toContain('p1 waits 2 ms more: another record may still join this batch.');
  });

  test('number 7: a commit', () => {
    const texts = allTexts(produced(), 8_000_000);
    expect([...texts].join('\n')).toMatch(
      /billing-c\d commits 1\. A successor would begin there now\./,
    );
  });

  test('number 9: a silent broker in the ISR holds the watermark back', () => {
    const texts = idleTexts(openPreset('broker-crash'), 9_000_000, 100_000);
    expect(texts.join('\n')).toMatch(
      /Nothing after record \d+ of orders-\d can become visible: broker 2 is silent, but still in the ISR\./,
    );
  });

  test('numbers 12 and 13: what was promised is lost, and cut off', () => {
    const texts = [...allTexts(openPreset('unclean-election'), 50_000_000)].join('\n');
    expect(texts).toMatch(
      /p1 was told that 28 records are safe\. No living broker has them: they are lost\./,
    );
    expect(texts).toMatch(
      /Broker 1 is back as a follower and must cut off records \d+ to \d+, which the others never had\./,
    );
  });

  test('a leader that is gone is no leader for whoever reads', () => {
    const texts = [...allTexts(openPreset('not-enough-replicas'))].join('\n');
    expect(texts).toMatch(/The controller lets broker 3 lead orders-1, though it is silent/);
    expect(texts).not.toMatch(/Broker 3 now leads/);
    expect(texts).toMatch(/the ISR is smaller than min\.insync\.replicas \(NOT_ENOUGH_REPLICAS\)/);
  });

  test('number 14: a member joins', () => {
    const texts = [...allTexts(openPreset('eager-rebalance'))].join('\n');
    expect(texts).toMatch(
      /billing-c3 joins\. Every member will hear of it with its next heartbeat\./,
    );
  });

  test('number 15: eager', () => {
    const texts = [...allTexts(openPreset('eager-rebalance'))].join('\n');
    expect(texts).toMatch(
      /Eager: all six partitions are put down, and nobody works until the new deal\./,
    );
  });

  test('number 16: cooperative', () => {
    const texts = [...allTexts(openPreset('cooperative-rebalance'))].join('\n');
    expect(texts).toMatch(
      /Cooperative: billing-c1 and billing-c2 give up orders-\d and orders-\d; the other \w+ are read all the while\./,
    );
  });

  test('numbers 17 and 18: an answer is lost, and the same batch comes again', () => {
    const session = withLostAnswer();
    const dropped = [...allTexts(session, 60_000_000)].join('\n');
    expect(dropped).toMatch(
      /The answer to p1 is lost on the way\. p1 will wait [\d.]+ m?s, then send again\./,
    );
    expect(dropped).toMatch(
      /Sequence 0 is known\. Broker \d answers with offset 0 and writes nothing\./,
    );
  });

  test('number 20: work without poll()', () => {
    const texts = [...allTexts(openPreset('zombie-commit'))].join('\n');
    expect(texts).toMatch(
      /billing-c1 has worked for 6 s without poll\(\)\. It leaves the group, though it is alive\./,
    );
  });
});

describe('the narrator', () => {
  test('tells of the moment that somebody goes to, not of what lies between', () => {
    const session = openPreset('unclean-election');
    const narration = new Narration(session);
    session.play();
    for (let frame = 0; frame < 30; frame += 1) session.advance(33);
    narration.caption();
    session.advance(33);
    session.pause();
    session.seek(45_000_000);
    const { eventId } = narration.caption();
    const atUs = eventId === null ? 45_000_000 : (session.trace.at(eventId)?.atUs ?? 0);
    expect(atUs).toBeGreaterThan(44_900_000);
  });

  test('holds a caption long enough to be read, unless something graver comes', () => {
    const ranks: { atMs: number; rank: Caption['rank']; isIdle: boolean }[] = [];
    listen(openPreset('broker-crash'), ({ wallMs, caption }) => {
      ranks.push({ atMs: wallMs, rank: caption.rank, isIdle: caption.eventId === null });
    });
    const order = ['loss', 'leadership', 'membership', 'visibility', 'commit', 'data', 'heartbeat'];
    let tooShort = 0;
    ranks.slice(1).forEach(({ atMs, rank }, index) => {
      const before = ranks[index] as (typeof ranks)[number];
      const isGraver = order.indexOf(rank) < order.indexOf(before.rank);
      if (!before.isIdle && !isGraver && atMs - before.atMs < 1_790) tooShort += 1;
    });
    expect(ranks.length).toBeGreaterThan(10);
    // One that does not hold any more is not kept for the time's sake.
    expect(tooShort).toBeLessThanOrEqual(2);
  });
});
