// Whose story an event belongs to: what a command set off, what a change set off, or one record's way
// that is shown for all the others. Follows causes, and ends where a node would have acted anyway.
import type { KafkaCommandMap } from '#kafka/commands.ts';
import type { TraceEvent, TraceEventOf } from '#kafka/events.ts';
import { isInternalTopic } from '#kafka/protocol/internal-topic.ts';
import type { RequestBody } from '#kafka/protocol/api.ts';
import { weightOf } from '#trace/face/faces.ts';
import { packetOf } from '#trace/project/packet.ts';
import { changeKey } from './dwell.ts';
import { isSending } from './sending.ts';

/**
 * `learner`: a command given by hand. `script`: one of the scenario's. `change`: something of weight 2
 * that no command caused. `daily`: one record of a producer's workload.
 */
export type StoryKind = 'learner' | 'script' | 'change' | 'daily';

export interface Story {
  readonly kind: StoryKind;
  readonly rootEventId: number;
  /** Wall time that it may still be shown slowly, in ms. */
  creditMs: number;
}

/** Slow motion that each kind of story may take, in wall ms. */
const CREDIT_MS: Readonly<Record<StoryKind, number>> = {
  learner: 16_000,
  script: 4_000,
  change: 2_000,
  daily: 2_400,
};

/** The same change of the same thing is shown slowly again when it has been quiet for so long. */
const QUIET_US = 20_000_000;
/** Daily work earns so much slow motion per ms of virtual time, up to `DAILY_MAX_MS`. */
const DAILY_EARNED = 0.25;
const DAILY_MAX_MS = 2_400;
/** A record's way is only begun when there is enough to see it to its end. */
const DAILY_LEAST_MS = 1_500;

/** Timers that go on with what was begun; all others fire whether or not anything happened. */
const CONTINUING_TIMERS: ReadonlySet<string> = new Set([
  'sender',
  'processed',
  'positions',
  'retry',
  'disk',
  'alter partition',
  'delayed produce',
  'metadata backoff',
  'coordinator',
  'validation',
  'restarted',
  'ended',
  'close',
]);

/** A group's join and sync phases, by the coordinator's key. */
const GROUP_PHASE = /^\S+ (?:join|sync)-/;

function isContinuing(timer: string): boolean {
  return CONTINUING_TIMERS.has(timer) || GROUP_PHASE.test(timer);
}

/** Whether it is a Produce request with records that people made. */
function isProduce(event: TraceEvent): boolean {
  if (event.type !== 'request.sent') return false;
  const body = event.data.body as RequestBody;
  return body.api === 'Produce' && body.partitions.some(({ topic }) => !isInternalTopic(topic));
}

/** The story of each event of a trace. Add all events in order. */
export class Stories {
  private readonly byEvent: (Story | null)[] = [];
  /** Records that were sent by hand: whatever carries them is part of their story. */
  private readonly byRecord = new Map<string, Story>();
  /** Records that were asked for by hand; one may wait for metadata before it is made. */
  private readonly asked = new Map<string, Story>();
  private readonly lastChangeUs = new Map<string, number>();
  private daily: { atUs: number; earnedMs: number } = { atUs: 0, earnedMs: DAILY_MAX_MS };

  constructor(
    /** Nothing before this moment is anybody's story, in µs. */
    private readonly startUs: number,
    private readonly isByHand: (event: TraceEvent) => boolean,
    /** Whether something is waited for: then daily work is not shown slowly. */
    private readonly isWaiting: (atUs: number) => boolean,
  ) {}

  /** The story of an event; null: of none. */
  of(eventId: number): Story | null {
    return this.byEvent[eventId] ?? null;
  }

  add(event: TraceEvent): Story | null {
    const story = this.carried(event) ?? this.find(event);
    this.byEvent.push(story);
    if (event.type === 'command.applied' && story?.kind === 'learner') this.ask(event, story);
    else if (event.type === 'record.created' && story?.kind === 'learner') {
      this.byRecord.set(event.data.recordId, story);
    }
    return story;
  }

  /** Takes wall ms off what a story may still have. */
  spend(story: Story, wallMs: number): void {
    story.creditMs -= wallMs;
    if (story.kind === 'daily') this.daily.earnedMs -= wallMs;
  }

  private ask({ data: { command, data } }: TraceEventOf<'command.applied'>, story: Story): void {
    if (command !== 'record.produce') return;
    this.asked.set(askedKey(data as KafkaCommandMap['record.produce']), story);
  }

  /** A batch may have been begun, and a Fetch answered, by a record of somebody else. */
  private carried(event: TraceEvent): Story | null {
    if (event.type === 'record.created') return this.asked.get(askedKey(event.data)) ?? null;
    if (this.byRecord.size === 0 || !isSending(event)) return null;
    for (const { recordId } of packetOf(event).cargo) {
      const story = this.byRecord.get(recordId);
      if (story !== undefined && story.creditMs > 0) return story;
    }
    return null;
  }

  private find(event: TraceEvent): Story | null {
    if (event.atUs <= this.startUs) return null;
    if (event.type === 'command.applied') {
      return begin(this.isByHand(event) ? 'learner' : 'script', event);
    }
    const inherited =
      event.type === 'timer.fired' && !isContinuing(event.data.timer) ? null : this.of(event.cause);
    if (weightOf(event) === 2 && !isLive(inherited)) return this.change(event) ?? inherited;
    if (inherited !== null || !isProduce(event)) return inherited;
    return this.mayShowDaily(event.atUs) ? begin('daily', event) : null;
  }

  /** A story of its own for a change, unless the same has been told a moment ago. */
  private change(event: TraceEvent): Story | null {
    const key = changeKey(event);
    const lastUs = this.lastChangeUs.get(key);
    this.lastChangeUs.set(key, event.atUs);
    if (lastUs !== undefined && event.atUs - lastUs < QUIET_US) return null;
    return begin('change', event);
  }

  private mayShowDaily(atUs: number): boolean {
    const { daily } = this;
    const earnedMs = daily.earnedMs + ((atUs - daily.atUs) / 1_000) * DAILY_EARNED;
    this.daily = { atUs, earnedMs: Math.min(DAILY_MAX_MS, earnedMs) };
    return this.daily.earnedMs >= DAILY_LEAST_MS && !this.isWaiting(atUs);
  }
}

function askedKey(record: { producer: string; key: string | null; value: string | null }): string {
  return [record.producer, record.key, record.value].join('|');
}

function begin(kind: StoryKind, event: TraceEvent): Story {
  return { kind, rootEventId: event.id, creditMs: CREDIT_MS[kind] };
}

/** Whether a story is one of a command or a change that is still shown slowly. */
function isLive(story: Story | null): boolean {
  return story !== null && story.kind !== 'daily' && story.creditMs > 0;
}
