// What waits, with its ring: a batch for its linger, a retry for its backoff, a request for its answer,
// a Fetch for records, an application for its own work.
import type { Paint } from '#stage/scene.ts';
import { keyGlyph } from '#stage/key.ts';
import { fit, widthOf } from '#stage/layout/text.ts';
import type { ConsumerFrame, Frame, ParkedFrame, ProducerFrame } from '#trace/frame.ts';
import type { TimedRing } from './timed.ts';

/** A wait in words, and its ring without a place. */
export interface Wait {
  /** What is waited for, and the same where there is little room. */
  readonly name: string;
  readonly short: string;
  /** For how long at most. */
  readonly note: string;
  readonly ring: Omit<TimedRing, 'x' | 'y' | 'radius'>;
}

/** µs → `312 ms`, `5 ms`, `30 s`. */
export function durationWord(us: number): string {
  if (us >= 1_000_000) return `${Number((us / 1_000_000).toFixed(1))} s`;
  return `${Number((us / 1_000).toFixed(us < 10_000 ? 1 : 0))} ms`;
}

function ring(
  key: string,
  fromUs: number,
  untilUs: number,
  glyph: string,
  stroke: Paint = 'warn',
): Wait['ring'] {
  return { type: 'ring', key, fromUs, untilUs, stroke, glyph };
}

/** Kafka's defaults, where a client does not set its own. In ms. */
const DEFAULTS = { 'linger.ms': '5', 'request.timeout.ms': '30000' } as const;

function configMs({ spec }: ProducerFrame, name: keyof typeof DEFAULTS): number {
  return Number(spec.configs[name] ?? DEFAULTS[name]);
}

/** Its name, as long as there is room for. */
export function waitName({ name, short }: Wait, room: number, size: number): string {
  return widthOf(name, size) <= room ? name : fit(short, room, size);
}

/** What a producer waits for; null when it waits for nothing. */
export function batchRing(producer: ProducerFrame): Wait | null {
  const { spec, backoff, pending } = producer;
  const key = `wait/producer/${spec.id}`;
  if (backoff !== null) {
    const { fromUs, untilUs, attempt } = backoff;
    const note = `up to ${durationWord(untilUs - fromUs)}`;
    return {
      name: 'retry backoff',
      short: 'backoff',
      note,
      ring: ring(key, fromUs, untilUs, String(attempt)),
    };
  }
  const all = [...pending.values()];
  const open = all.find(({ sentAtUs }) => sentAtUs === null);
  const lingerUs = configMs(producer, 'linger.ms') * 1_000;
  if (open !== undefined && lingerUs > 0) {
    const { createdAtUs, key: recordKey } = open;
    return {
      name: 'linger',
      short: 'linger',
      note: `up to ${durationWord(lingerUs)}`,
      ring: ring(key, createdAtUs, createdAtUs + lingerUs, keyGlyph(recordKey)),
    };
  }
  const sent = all.find(({ sentAtUs }) => sentAtUs !== null);
  if (sent === undefined || sent.sentAtUs === null) return null;
  const timeoutUs = configMs(producer, 'request.timeout.ms') * 1_000;
  return {
    name: 'waits for the answer',
    short: 'sent',
    note: `up to ${durationWord(timeoutUs)}`,
    ring: ring(key, sent.sentAtUs, sent.sentAtUs + timeoutUs, keyGlyph(sent.key)),
  };
}

const HELD: Readonly<Record<string, string>> = {
  Fetch: 'waits for records',
  JoinGroup: 'waits for the others',
  SyncGroup: 'waits for the assignment',
};

function parkedBy(frame: Frame, node: string): ParkedFrame | undefined {
  for (const parked of frame.parked.values()) if (parked.from === node) return parked;
  return undefined;
}

/** What a consumer does or waits for; null: neither. */
export function consumerWait(frame: Frame, consumer: ConsumerFrame): Wait | null {
  const { spec, processing, recordsInHand } = consumer;
  const key = `wait/consumer/${spec.id}`;
  if (processing !== null && recordsInHand > 0) {
    const { fromUs, untilUs } = processing;
    return {
      name: recordsInHand === 1 ? 'works on 1 record' : `works on ${recordsInHand} records`,
      short: `works on ${recordsInHand}`,
      note: `takes ${durationWord(untilUs - fromUs)}`,
      ring: ring(key, fromUs, untilUs, String(Math.min(99, recordsInHand)), 'accent'),
    };
  }
  const parked = parkedBy(frame, `consumer-${spec.id}`);
  if (parked === undefined) return null;
  const { api, sinceUs, untilUs } = parked;
  const note =
    untilUs === null ? `${api} held` : `${api} held, up to ${durationWord(untilUs - sinceUs)}`;
  return {
    name: HELD[api] ?? `waits for ${api}`,
    short: `${api} held`,
    note,
    ring: ring(key, sinceUs, untilUs ?? sinceUs, api.slice(0, 1)),
  };
}
