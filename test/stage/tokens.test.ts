// Packets as tokens, on a wire that the story lays: from the sender to the receiver, whichever way the
// wire was drawn, between the sending and the arrival.
import { describe, expect, test } from 'vitest';
import type { Geometry } from '#stage/layout/geometry.ts';
import { droppedAt, tokensAt } from '#stage/view/tokens.ts';
import type { Frame, PacketFrame } from '#trace/frame.ts';

const CLIENT = { x: 0, y: 0, width: 0, height: 0 };
const BROKER = { x: 400, y: 0, width: 0, height: 0 };

const GEOMETRY: Geometry = {
  nodes: new Map([
    ['producer-p', CLIENT],
    ['broker-1', BROKER],
  ]),
  rows: new Map(),
  wires: new Map([
    [
      'producer-p>broker-1',
      [
        { x: 0, y: 0 },
        { x: 400, y: 0 },
      ],
    ],
  ]),
  isMiddle: () => false,
};

function packetOf(changes: Partial<PacketFrame>): PacketFrame {
  return {
    packet: 7,
    kind: 'request',
    api: 'Produce',
    isBackground: false,
    from: 'producer-p',
    to: 'broker-1',
    sentAtUs: 1_000,
    deliverAtUs: 2_000,
    eventId: 1,
    longestWaitUs: null,
    errorCode: 'NONE',
    cargo: [],
    ...changes,
  };
}

const ANSWER = { kind: 'response', from: 'broker-1', to: 'producer-p' } as const;

function xAt(packet: PacketFrame, atUs: number): number | null {
  const frame = { packets: new Map([[7, packet]]) } as unknown as Frame;
  return tokensAt(frame, GEOMETRY, atUs, '')[0]?.x ?? null;
}

describe('a token', () => {
  test('is at the share of its way that has passed of its time', () => {
    const times = [999, 1_000, 1_250, 1_500, 2_000, 2_001];
    const packet = packetOf({});
    expect(times.map((atUs) => xAt(packet, atUs))).toEqual([null, 0, 100, 200, 400, null]);
  });

  test('of an answer goes back along the wire', () => {
    const packet = packetOf(ANSWER);
    expect([1_000, 1_250, 2_000].map((atUs) => xAt(packet, atUs))).toEqual([400, 300, 0]);
  });
});

describe('a packet that was dropped', () => {
  const lost = { ...packetOf({}), droppedAtUs: 1_500 };
  const frame = { dropped: [lost] } as unknown as Frame;
  const at = (atUs: number) => droppedAt(frame, GEOMETRY, atUs, 600)[0];

  test('lies where it was, from then on, for a while', () => {
    expect([1_499, 1_500, 2_100, 2_101].map((atUs) => at(atUs)?.x ?? null)).toEqual([
      null,
      200,
      200,
      null,
    ]);
  });
});
