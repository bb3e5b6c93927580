// The outlines of packets: a request is a solid dart that points where it goes, an answer a hollow
// capsule, a dropped one breaks into two shards. In their own coordinates: they go to the right, and
// their middle is the origin.
import type { Point } from './paths.ts';
import { widthOf } from './text.ts';

export const PACKET = { height: 15, padding: 7, tip: 7, size: 10.5 };

/** Length of a packet with its word. */
export function packetLength(word: string): number {
  return Math.max(PACKET.height, widthOf(word, PACKET.size, 'mono') + 2 * PACKET.padding);
}

/** The dart: flat behind, its tip ahead. */
export function dartOutline(length: number): readonly Point[] {
  const [back, front, half] = [-length / 2, length / 2, PACKET.height / 2];
  return [
    { x: back, y: -half },
    { x: front - PACKET.tip / 2, y: -half },
    { x: front + PACKET.tip / 2, y: 0 },
    { x: front - PACKET.tip / 2, y: half },
    { x: back, y: half },
  ];
}

/** The two pieces of what was dropped. */
export function shardOutlines(): readonly (readonly Point[])[] {
  return [
    [
      { x: -9, y: -6 },
      { x: -1, y: -4 },
      { x: -4, y: 0 },
      { x: -1, y: 5 },
      { x: -9, y: 6 },
      { x: -6, y: 0 },
    ],
    [
      { x: 3, y: -5 },
      { x: 11, y: -3 },
      { x: 9, y: 6 },
      { x: 4, y: 5 },
      { x: 6, y: 1 },
    ],
  ];
}
