// What moves with time: packets on their wires, rings, heartbeats. Asked for every animation frame, so
// it does nothing but arithmetic: progress = (t − sentAt) / (deliverAt − sentAt).
import {
  curveBetween,
  detourBetween,
  type Geometry,
  type Rect,
  wireOf,
} from '#stage/layout/geometry.ts';
import { packetLength } from '#stage/layout/packet.ts';
import { lengthOf, partOf, placeOn, reversed, type Wire } from '#stage/layout/wire.ts';
import { cargoLook } from '#stage/mark/tile.ts';
import type { CargoTile, LiveMark, Paint, TokenMark } from '#stage/scene.ts';
import { type CargoFrame, type Frame, type PacketFrame, partitionKey } from '#trace/frame.ts';
import { timedAt } from './timed.ts';
import type { ViewLayout } from './view.ts';

/** The trail is the wire over the last part of the way. */
const TRAIL = 0.15;
/** A packet has its API's name on a wire of this length, else a letter. */
const NAMED_FROM = 60;
/** With more on their way, what goes on all the time fades to dots. */
const MANY = 40;
/** Records ride so far apart, in px, and as many as can be told apart. */
const RIDE = { pitch: 14, most: 8 };

/** What a packet brings to one partition, or all of it where it brings no records. */
interface Load {
  readonly key: string | null;
  readonly cargo: readonly CargoFrame[];
}

function loadsOf({ cargo }: PacketFrame): readonly Load[] {
  if (cargo.length === 0) return [{ key: null, cargo }];
  const loads = new Map<string, CargoFrame[]>();
  for (const one of cargo) {
    const key = partitionKey(one.topic, one.partition);
    const others = loads.get(key);
    if (others === undefined) loads.set(key, [one]);
    else others.push(one);
  }
  return [...loads].map(([key, records]) => ({ key, cargo: records }));
}

function rowRect(geometry: Geometry, node: string, partition: string | null): Rect | undefined {
  if (partition === null || !node.startsWith('broker-')) return undefined;
  return geometry.rows.get(`${partition}@${node.slice('broker-'.length)}`);
}

/** The card of a node, at the height of the row that a record comes from or goes to. */
function endOf(geometry: Geometry, node: string, partition: string | null): Rect | undefined {
  const card = geometry.nodes.get(node);
  const row = rowRect(geometry, node, partition);
  if (card === undefined) return row;
  return row === undefined ? card : { x: card.x, y: row.y, width: card.width, height: row.height };
}

/** The wire between two nodes as the view drew it. */
function drawnWire(
  { wires }: Geometry,
  from: string,
  to: string,
  partition: string | null,
  api: string,
): Wire | undefined {
  if (wires === undefined) return undefined;
  for (const suffix of [partition === null ? null : `/${partition}`, `/${api}`, '']) {
    if (suffix === null) continue;
    const there = wires.get(`${from}>${to}${suffix}`);
    if (there !== undefined) return there;
    const back = wires.get(`${to}>${from}${suffix}`);
    if (back !== undefined) return reversed(back);
  }
  return undefined;
}

/** The way of a packet; null when one of its ends is not on the stage. */
export function wayOf(
  geometry: Geometry,
  { from, to, api }: Pick<PacketFrame, 'from' | 'to' | 'api'>,
  partition: string | null,
): Wire | null {
  const drawn = drawnWire(geometry, from, to, partition, api);
  if (drawn !== undefined) return drawn;
  const start = endOf(geometry, from, partition);
  const end = endOf(geometry, to, partition);
  if (start === undefined || end === undefined) return null;
  const isAround = geometry.isMiddle(from) && geometry.isMiddle(to);
  return wireOf(isAround ? detourBetween(start, end) : curveBetween(start, end));
}

function targetOf({ packet, api, kind, from, to }: PacketFrame): NonNullable<TokenMark['target']> {
  const label = `${api} ${kind} from ${from} to ${to}`;
  return { type: 'packet', id: String(packet), label };
}

/** Replication is in the accent, what failed in red; all else is ink. */
function paintOf(packet: PacketFrame): Paint {
  if (packet.errorCode !== 'NONE') return 'bad';
  const isReplication = packet.from.startsWith('broker-') && packet.to.startsWith('broker-');
  return isReplication && packet.api === 'Fetch' ? 'accent' : 'ink';
}

function wordOf({ api, errorCode }: PacketFrame, length: number): string {
  const name = errorCode === 'NONE' ? api : errorCode;
  return length - packetLength(name) >= NAMED_FROM ? name : api.slice(0, 1);
}

/** The records of a load, one behind the other. */
function ridersOf(
  load: Load,
  wire: Wire,
  progress: number,
  length: number,
  bodyLength: number,
): readonly CargoTile[] {
  return load.cargo.slice(0, RIDE.most).map(({ key }, index) => {
    const behind = (bodyLength / 2 + 8 + index * RIDE.pitch) / Math.max(1, length);
    const { x, y } = placeOn(wire, progress - behind);
    return { x, y, ...cargoLook(key) };
  });
}

function tokenOf(
  packet: PacketFrame,
  load: Load,
  wire: Wire,
  progress: number,
  isDot: boolean,
): TokenMark {
  const { angle, x, y } = placeOn(wire, progress);
  const key = `token/${packet.packet}${load.key === null ? '' : `/${load.key}`}`;
  const base = {
    type: 'token',
    key,
    x,
    y,
    fill: paintOf(packet),
    target: targetOf(packet),
  } as const;
  if (isDot) return { ...base, radius: 2, fill: 'ink-faint', shape: 'dot' };
  const length = lengthOf(wire);
  const glyph = wordOf(packet, length);
  const bodyLength = packetLength(glyph);
  return {
    ...base,
    radius: 8,
    glyph,
    angle,
    shape: packet.errorCode === 'NONE' ? packet.kind : 'error',
    trail: partOf(wire, progress - TRAIL, progress),
    cargo: ridersOf(load, wire, progress, length, bodyLength),
  };
}

/** What goes on all the time and brings nothing. */
function isIdle({ isBackground, cargo, errorCode }: PacketFrame): boolean {
  return isBackground && cargo.length === 0 && errorCode === 'NONE';
}

/** All packets at a moment, in order of sending. `selected` is a target's `type:id`. */
export function tokensAt(
  frame: Frame,
  geometry: Geometry,
  atUs: number,
  selected: string,
): readonly TokenMark[] {
  const tokens: TokenMark[] = [];
  const areMany = frame.packets.size > MANY;
  for (const packet of frame.packets.values()) {
    const duration = packet.deliverAtUs - packet.sentAtUs;
    const progress = duration <= 0 ? 1 : (atUs - packet.sentAtUs) / duration;
    if (progress < 0 || progress > 1) continue;
    for (const load of loadsOf(packet)) {
      const wire = wayOf(geometry, packet, load.key);
      if (wire === null) continue;
      const token = tokenOf(packet, load, wire, progress, areMany && isIdle(packet));
      const isSelected = selected === `packet:${packet.packet}`;
      tokens.push(isSelected ? { ...token, isSelected } : token);
    }
  }
  return tokens;
}

/** Packets that were dropped within the last `lingerUs`: broken where they were lost. */
export function droppedAt(
  frame: Frame,
  geometry: Geometry,
  atUs: number,
  lingerUs: number,
): readonly TokenMark[] {
  return frame.dropped.flatMap((packet): readonly TokenMark[] => {
    const age = atUs - packet.droppedAtUs;
    const [load] = loadsOf(packet);
    const wire = wayOf(geometry, packet, load?.key ?? null);
    if (age < 0 || age > lingerUs || wire === null) return [];
    const duration = Math.max(1, packet.deliverAtUs - packet.sentAtUs);
    const progress = Math.min(0.92, (packet.droppedAtUs - packet.sentAtUs) / duration);
    return [
      {
        type: 'token',
        key: `dropped/${packet.packet}`,
        ...placeOn(wire, progress),
        radius: 8,
        fill: 'bad',
        shape: 'dropped',
        trail: partOf(wire, 0, progress),
        ahead: partOf(wire, progress, 1),
        target: targetOf(packet),
      },
    ];
  });
}

/** How long a dropped packet stays on the screen, on the wall clock. */
export const DROPPED_MS = 1_200;

/** All that moves, at a moment; `rate` is virtual time per time of the wall clock. */
export function liveAt(
  { geometry, timed = [] }: ViewLayout,
  frame: Frame,
  atUs: number,
  selected: string,
  rate: number,
): readonly LiveMark[] {
  return [
    ...timed.map((one) => timedAt(one, atUs)),
    ...droppedAt(frame, geometry, atUs, DROPPED_MS * 1_000 * Math.min(1, rate)),
    ...tokensAt(frame, geometry, atUs, selected),
  ];
}
