// What is on its way, as tokens between the cards of a view. Asked for every animation frame, so it
// does nothing but arithmetic: progress = (t − sentAt) / (deliverAt − sentAt).
import { type Frame, type PacketFrame, partitionKey } from '#trace/frame.ts';
import {
  type Curve,
  curveBetween,
  detourBetween,
  type Geometry,
  pointOn,
  type Rect,
} from '#stage/layout/geometry.ts';
import type { Point } from '#stage/layout/paths.ts';
import type { TokenMark } from '#stage/scene.ts';
import { keyGlyph, keyPaint } from '#stage/key.ts';

/** Records of one packet fly one behind the other. */
const SPACING = 0.045;

function rowRect(
  geometry: Geometry,
  node: string,
  topic: string,
  partition: number,
): Rect | undefined {
  if (!node.startsWith('broker-')) return undefined;
  const row = geometry.rows.get(
    `${partitionKey(topic, partition)}@${node.slice('broker-'.length)}`,
  );
  if (row === undefined) return undefined;
  return { x: row.tailX, y: row.y, width: 26, height: row.height };
}

/** The card of a node; on it, the row that a record comes from or goes to. */
function endOf(
  geometry: Geometry,
  node: string,
  cargo: { readonly topic: string; readonly partition: number } | undefined,
): Rect | undefined {
  const card = geometry.nodes.get(node);
  const row =
    cargo === undefined ? undefined : rowRect(geometry, node, cargo.topic, cargo.partition);
  if (card === undefined) return row;
  // The record leaves the card at the height of its row.
  return row === undefined ? card : { x: card.x, y: row.y, width: card.width, height: row.height };
}

function curveOf(
  geometry: Geometry,
  packet: PacketFrame,
  cargo?: PacketFrame['cargo'][number],
): Curve | null {
  const from = endOf(geometry, packet.from, cargo);
  const to = endOf(geometry, packet.to, cargo);
  if (from === undefined || to === undefined) return null;
  const isAround = geometry.isMiddle(packet.from) && geometry.isMiddle(packet.to);
  return isAround ? detourBetween(from, to) : curveBetween(from, to);
}

function addCargo(
  tokens: TokenMark[],
  geometry: Geometry,
  packet: PacketFrame,
  progress: number,
  isSelected: boolean,
): void {
  const isInner = geometry.isMiddle(packet.from) && geometry.isMiddle(packet.to);
  packet.cargo.forEach((cargo, index) => {
    const curve = curveOf(geometry, packet, cargo);
    if (curve === null) return;
    const behind = Math.min(index * SPACING, 0.6) * progress * (1 - progress) * 4;
    const { x, y } = pointOn(curve, progress - behind * 0.5);
    tokens.push({
      type: 'token',
      key: `token/${packet.packet}/${index}`,
      x,
      y,
      radius: isInner ? 6 : 8,
      fill: keyPaint(cargo.key),
      glyph: keyGlyph(cargo.key),
      shape: 'record',
      isSelected,
      target: targetOf(packet),
    });
  });
}

function targetOf(packet: PacketFrame): NonNullable<TokenMark['target']> {
  return {
    type: 'packet',
    id: String(packet.packet),
    label: `${packet.api} ${packet.kind} from ${packet.from} to ${packet.to}`,
  };
}

/** What goes on all the time is too much to read; so are the answers to records. */
function isWorthNaming({ api, isBackground }: PacketFrame): boolean {
  return !isBackground && api !== 'Produce';
}

function addMessage(
  tokens: TokenMark[],
  packet: PacketFrame,
  { x, y }: Point,
  isSelected: boolean,
): void {
  const isError = packet.errorCode !== 'NONE';
  const isNamed = isError || isWorthNaming(packet);
  tokens.push({
    type: 'token',
    key: `token/${packet.packet}`,
    x,
    y,
    radius: isNamed ? 8 : 2.5,
    fill: isError ? 'bad' : isNamed ? 'accent' : 'ink-faint',
    shape: isError ? 'error' : packet.kind,
    isSelected,
    target: targetOf(packet),
    ...(isNamed ? { glyph: isError ? packet.errorCode : packet.api } : {}),
  });
}

/** All tokens at a moment, in order of sending. `selected` is a target's `type:id`. */
export function tokensAt(
  frame: Frame,
  geometry: Geometry,
  atUs: number,
  selected: string,
): readonly TokenMark[] {
  const tokens: TokenMark[] = [];
  for (const packet of frame.packets.values()) {
    const duration = packet.deliverAtUs - packet.sentAtUs;
    const progress = duration <= 0 ? 1 : (atUs - packet.sentAtUs) / duration;
    if (progress < 0 || progress > 1) continue;
    const isSelected = selected === `packet:${packet.packet}`;
    if (packet.cargo.length > 0) {
      addCargo(tokens, geometry, packet, progress, isSelected);
      continue;
    }
    const curve = curveOf(geometry, packet);
    if (curve !== null) addMessage(tokens, packet, pointOn(curve, progress), isSelected);
  }
  return tokens;
}
