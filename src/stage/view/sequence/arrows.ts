// Requests and answers as slanted lines from the lane and moment of their sending to those of their
// end: full up to now, pale from there on, broken where one was lost.
import { linePath, type Point, polygonPath, discPath } from '#stage/layout/paths.ts';
import { fit, widthOf } from '#stage/layout/text.ts';
import { label } from '#stage/mark/label.ts';
import { shards } from '#stage/mark/shards.ts';
import type { CellMark, Paint, SceneMark, Target } from '#stage/scene.ts';
import { keyGlyph, keyPaint } from '#stage/key.ts';
import { TYPE } from '#stage/theme.ts';
import type { Exchange, Leg } from '#trace/chronicle/exchanges.ts';
import { type Aboard, aboard, requestWords, responseWords } from '#trace/chronicle/says.ts';
import { nameOf } from '#trace/name.ts';
import { isInBody, PALE, type Sheet, strengthAt } from './sheet.ts';

/** Ends this far from the lane, so that heads do not lie on it. */
const GAP = 1;
const HEAD = 9;
/** A finger or a pointer finds a line from so far away. */
const REACH = 14;
/** One lost on arrival breaks a little before the lane, where it can be seen. */
const LATEST_BREAK = 0.86;
/** A line must be so long to carry tiles. */
const LONG_ENOUGH = 150;
const TILE = 13;

/** A request or an answer as it is drawn. */
export interface Drawn {
  readonly leg: Leg;
  readonly isAnswer: boolean;
  readonly words: string;
  readonly cargo: readonly Aboard[];
  readonly from: Point;
  /** Where it ends: at the other lane, or where it was lost. */
  readonly to: Point;
  /** Where it would have ended. */
  readonly due: Point;
  readonly paint: Paint;
  readonly width: number;
  readonly target: Target;
}

function between(from: Point, to: Point, share: number): Point {
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}

/** Where a leg runs; null: an end of it has no lane, or all of it is out of sight. */
function drawnOf(sheet: Sheet, exchange: Exchange, isAnswer: boolean): Drawn | null {
  const leg = isAnswer ? exchange.response : exchange.request;
  const body = isAnswer ? exchange.responseBody : exchange.requestBody;
  if (leg === null || body === null) return null;
  const [start, end] = [sheet.laneAt(leg.from), sheet.laneAt(leg.to)];
  if (start === undefined || end === undefined || start === end) return null;
  const { y } = sheet.scale;
  const side = start.x < end.x ? 1 : -1;
  const from = { x: start.x + side * GAP, y: y(leg.sentAtUs) };
  const due = { x: end.x - side * GAP, y: y(leg.dueAtUs) };
  if (due.y < sheet.body.y || from.y > sheet.body.y + sheet.body.height) return null;
  const flightUs = Math.max(1, leg.dueAtUs - leg.sentAtUs);
  const share = Math.min(LATEST_BREAK, (leg.endAtUs - leg.sentAtUs) / flightUs);
  const isError = isAnswer && exchange.errorCode !== 'NONE';
  const isLit = isExchange(sheet.builder.context.selected, exchange);
  const isHovered = isExchange(sheet.builder.context.hovered ?? '', exchange);
  return {
    leg,
    isAnswer,
    words: wordsOf(exchange, isAnswer),
    cargo: aboard(body, 3),
    from,
    to: leg.fate === 'dropped' ? between(from, due, share) : due,
    due,
    paint: leg.fate === 'dropped' || isError ? 'bad' : isLit || isHovered ? 'accent' : 'ink',
    width: isLit ? 2.4 : isHovered ? 2.1 : isAnswer ? 1.2 : 1.5,
    target: targetOf(exchange, isAnswer),
  };
}

function wordsOf({ requestBody, responseBody }: Exchange, isAnswer: boolean): string {
  if (!isAnswer) return requestWords(requestBody);
  return responseBody === null ? '' : responseWords(responseBody);
}

function isExchange(name: string, { request, response }: Exchange): boolean {
  return name === `packet:${request.packet}` || name === `packet:${response?.packet ?? ''}`;
}

function targetOf(
  { request, response, requestBody, errorCode }: Exchange,
  isAnswer: boolean,
): Target {
  const leg = isAnswer && response !== null ? response : request;
  const what = isAnswer ? `answer${errorCode === 'NONE' ? '' : ` ${errorCode}`}` : 'request';
  return {
    type: 'packet',
    id: String(leg.packet),
    label: `${requestBody.api} ${what} from ${nameOf(leg.from)} to ${nameOf(leg.to)}, ${(leg.sentAtUs / 1e6).toFixed(3)} s`,
  };
}

/** What is drawn of exchanges, both ways of each. */
export function drawnExchanges(sheet: Sheet, exchanges: readonly Exchange[]): readonly Drawn[] {
  return exchanges.flatMap((exchange) =>
    [false, true].flatMap((isAnswer) => drawnOf(sheet, exchange, isAnswer) ?? []),
  );
}

/** Their lines, and how they end. */
export function arrowMarks(sheet: Sheet, drawn: readonly Drawn[]): readonly SceneMark[] {
  return drawn.flatMap((one) => [...lineMarks(sheet, one), ...endMarks(sheet, one)]);
}

/** Their words and tiles, once all that is weightier has its place. */
export function arrowWords(sheet: Sheet, drawn: readonly Drawn[]): readonly SceneMark[] {
  return drawn.flatMap((one) => [...wordMarks(sheet, one), ...tileMarks(sheet, one)]);
}

/** What a packet is called: the same in every view. */
function keyOf({ leg }: Drawn): string {
  return `packet/${leg.packet}`;
}

/** The line, cut at now, and around it what can be hit. */
function lineMarks(sheet: Sheet, drawn: Drawn): readonly SceneMark[] {
  const { from, to, leg, isAnswer, paint, width, target } = drawn;
  const key = keyOf(drawn);
  const nowY = sheet.scale.y(sheet.nowUs);
  const line = { type: 'path', stroke: paint, strokeWidth: width, isDashed: isAnswer } as const;
  const share = to.y === from.y ? 1 : Math.max(0, Math.min(1, (nowY - from.y) / (to.y - from.y)));
  const isAhead = leg.sentAtUs > sheet.nowUs;
  const now = between(from, to, share);
  return [
    ...(isAhead ? [] : [{ ...line, key, path: linePath(from, now) }]),
    ...(share === 1 && !isAhead
      ? []
      : [
          { ...line, key: `${key}/ahead`, path: linePath(isAhead ? from : now, to), opacity: PALE },
        ]),
    {
      type: 'path',
      key: `${key}/reach`,
      path: linePath(from, to),
      stroke: 'none',
      strokeWidth: REACH,
      title: `${drawn.words}: ${target.label}`,
      target,
    },
  ];
}

/** The head of a request, the ring of an answer, the shards of what was lost. */
function endMarks(sheet: Sheet, drawn: Drawn): readonly SceneMark[] {
  const { from, to, due, leg, isAnswer, paint } = drawn;
  const key = keyOf(drawn);
  const opacity = strengthAt(sheet, leg.endAtUs);
  const angle = Math.atan2(due.y - from.y, due.x - from.x);
  if (leg.fate === 'dropped') {
    const rest = between(to, due, 0.12);
    return [
      {
        type: 'path',
        key: `${key}/lost`,
        path: linePath(rest, due),
        stroke: 'bad',
        strokeWidth: 1.2,
        isDashed: true,
        opacity: opacity * 0.6,
      },
      ...shards(key, to, angle, opacity),
    ];
  }
  if (isAnswer) {
    const path = discPath({ x: to.x - Math.sign(Math.cos(angle)) * 4, y: to.y }, 4);
    return [
      {
        type: 'path',
        key: `${key}/end`,
        path,
        stroke: paint,
        fill: 'paper',
        strokeWidth: 1.5,
        opacity,
      },
    ];
  }
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const corner = (side: 1 | -1): Point => ({
    x: to.x - HEAD * cos - side * HEAD * 0.42 * sin,
    y: to.y - HEAD * sin + side * HEAD * 0.42 * cos,
  });
  const path = polygonPath(corner(-1), to, corner(1));
  return [
    { type: 'path', key: `${key}/end`, path, stroke: paint, fill: paint, strokeWidth: 1, opacity },
  ];
}

/** Shares of a line at which its words may stand. */
const STANDS = [0.5, 0.34, 0.66, 0.22, 0.78] as const;

/** What the message says, along its line where there is room. */
function wordMarks(sheet: Sheet, drawn: Drawn): readonly SceneMark[] {
  const { from, due, to, leg, paint } = drawn;
  const length = Math.hypot(due.x - from.x, due.y - from.y);
  const text = fit(drawn.words, length - 34, TYPE.small);
  if (drawn.words === '' || text.length < Math.min(4, drawn.words.length)) return [];
  const width = widthOf(text, TYPE.small) + 4;
  const raw = (Math.atan2(due.y - from.y, due.x - from.x) * 180) / Math.PI;
  const turn = raw > 90 ? raw - 180 : raw < -90 ? raw + 180 : raw;
  const end = leg.fate === 'dropped' ? to : due;
  const radians = (turn * Math.PI) / 180;
  const box = {
    width: width * Math.cos(radians) + 8 * Math.abs(Math.sin(radians)),
    height: TYPE.small + width * Math.abs(Math.sin(radians)) * 0.8,
  };
  const stands = STANDS.map((share) => {
    const on = between(from, end, share);
    const at = { x: on.x + 5 * Math.sin(radians), y: on.y - 5 * Math.cos(radians) };
    return { at, x: at.x - box.width / 2, y: at.y - box.height / 2 - 4, ...box };
  });
  const place = sheet.places.take(
    stands.filter(({ y, height }) => isInBody(sheet, y) && isInBody(sheet, y + height)),
  );
  if (place === null) return [];
  return [
    label(`packet/${leg.packet}/words`, text, place.at.x, place.at.y, {
      anchor: 'middle',
      fill: paint,
      turn: Number(turn.toFixed(1)),
      hasHalo: true,
      weight: paint === 'accent' ? 600 : 400,
      ...(strengthAt(sheet, leg.sentAtUs) === 1 ? {} : { opacity: 0.62 }),
    }),
  ];
}

/** The records that a message carries, as tiles on its line. */
function tileMarks(sheet: Sheet, { leg, cargo, from, to }: Drawn): readonly CellMark[] {
  if (Math.hypot(to.x - from.x, to.y - from.y) < LONG_ENOUGH) return [];
  const first = between(from, to, 0.13);
  const step = (TILE + 2) / Math.hypot(to.x - from.x, to.y - from.y);
  if (!isInBody(sheet, first.y - TILE)) return [];
  return cargo.map(({ key }, index) => {
    const { x, y } = between(from, to, 0.13 + index * step);
    return {
      type: 'cell',
      key: `packet/${leg.packet}/aboard/${index}`,
      x: x - TILE / 2,
      y: y - TILE / 2,
      width: TILE,
      height: TILE,
      fill: keyPaint(key),
      ink: keyPaint(key, 'text'),
      glyph: keyGlyph(key),
      text: '',
      opacity: strengthAt(sheet, leg.sentAtUs),
    };
  });
}
