// The Sequence view: a space-time diagram. Time runs down, nodes are lanes, requests and answers slanted
// lines between them. Now stands still while what happened moves up past it; below it stands what will
// come if nobody touches anything.
import { widthOf } from '#stage/layout/text.ts';
import { card, ground } from '#stage/mark/card.ts';
import { label } from '#stage/mark/label.ts';
import { needleAcross } from '#stage/mark/needle.ts';
import { rule } from '#stage/mark/rule.ts';
import { zigzag } from '#stage/mark/zigzag.ts';
import type { SceneMark, ViewContext } from '#stage/scene.ts';
import { NARROW, TYPE } from '#stage/theme.ts';
import { Builder } from '#stage/view/builder.ts';
import { FIRST_CHOICES } from '#stage/view/choices.ts';
import type { View, ViewLayout } from '#stage/view/view.ts';
import type { Chronicle } from '#trace/chronicle/chronicle.ts';
import type { Exchange } from '#trace/chronicle/exchanges.ts';
import type { Note } from '#trace/chronicle/notes.ts';
import type { Moment } from '#trace/moment.ts';
import { arrowMarks, arrowWords, drawnExchanges } from './arrows.ts';
import { momentsOf, waitMarks } from './bars.ts';
import { type Chosen, chooseExchanges, countSent } from './choose.ts';
import { headMarks, lifeMarks, noteMarks } from './lane-marks.ts';
import { chooseLanes, type Lane, laneOf, placeLanes } from './lanes.ts';
import { PALE, type Sheet } from './sheet.ts';
import { type Cut, timeScale } from './time-scale.ts';
import { Places } from '#stage/layout/places.ts';

/** Share of the height at which now stands. */
const NOW_SHARE = 0.72;
/** Lanes closer than this have no room for words. */
const LEAST_PITCH = 104;
const LEAST_PITCH_NARROW = 84;
/** Between two times in the margin. */
const TIME_PITCH = 15;

interface Measures {
  readonly margin: number;
  /** Room for the times at the left. */
  readonly gutter: number;
  readonly headHeight: number;
  readonly leastPitch: number;
}

function measuresOf({ width, height }: ViewContext): Measures {
  return width < NARROW
    ? { margin: 8, gutter: 42, headHeight: height < 460 ? 28 : 40, leastPitch: LEAST_PITCH_NARROW }
    : { margin: 14, gutter: 62, headHeight: 44, leastPitch: LEAST_PITCH };
}

/** A space-time diagram of what nodes say to each other. */
export const sequenceView: View = (moment: Moment, context: ViewContext): ViewLayout => {
  const { frame, chronicle } = moment;
  const builder = new Builder(frame, context);
  const measures = measuresOf(context);
  const { kinds, lanes: chosenLanes } = context.choices ?? FIRST_CHOICES;
  const all = chronicle.exchanges.all;
  const recent = chooseExchanges(all, frame.atUs, kinds, () => true);
  const room = Math.max(2, Math.floor((context.width - measures.gutter) / measures.leastPitch));
  const participants = chooseLanes(frame, nearest(recent), room, chosenLanes);
  const seen = new Set(participants.map(({ node }) => node));
  const isInSight = ({ request }: Exchange): boolean =>
    seen.has(laneOf(frame, request.from)) && seen.has(laneOf(frame, request.to));
  const chosen = chooseExchanges(all, frame.atUs, kinds, isInSight);
  const half = Math.min(
    80,
    (context.width - measures.gutter) / Math.max(1, participants.length) / 2,
  );
  const left = measures.gutter + half;
  const lanes = placeLanes(participants, left, context.width - measures.margin - half);
  const sheet = sheetOf(builder, chronicle, chosen, lanes, measures);
  layoutSheet(sheet, chronicle, chosen, measures);
  const count = chosen.before.length + chosen.after.length;
  return {
    scene: {
      width: context.width,
      height: context.height,
      marks: builder.marks,
      summary: `Sequence: ${lanes.map(({ name }) => name).join(', ')}; ${count} requests around ${(frame.atUs / 1e6).toFixed(3)} s.`,
    },
    geometry: { nodes: new Map(), rows: new Map(), isMiddle: () => false },
  };
};

/** Those around now: who acts there has a lane. */
function nearest({ before, after }: Chosen): readonly Exchange[] {
  return [...before.slice(-24), ...after.slice(0, 10)];
}

/** Notes from the first to the last moment that is shown. */
function notesOf({ notes }: Chronicle, fromUs: number, toUs: number): readonly Note[] {
  const shown: Note[] = [];
  for (let index = notes.all.length - 1; index >= 0; index -= 1) {
    const note = notes.all[index];
    if (note === undefined || note.atUs < fromUs) break;
    if (note.atUs <= toUs) shown.push(note);
  }
  return shown.reverse();
}

function sheetOf(
  builder: Builder,
  chronicle: Chronicle,
  { before, after }: Chosen,
  lanes: readonly Lane[],
  { margin, gutter, headHeight }: Measures,
): Sheet {
  const { frame, context } = builder;
  const y = margin + headHeight + 12;
  const body = { x: gutter, y, width: context.width - gutter - margin, height: context.height - y };
  const byNode = new Map(lanes.map((lane) => [lane.node, lane]));
  const laneAt = (node: string): Lane | undefined => byNode.get(laneOf(frame, node));
  const moments = new Set([...before, ...after].flatMap(momentsOf));
  const first = before[0]?.request.sentAtUs ?? frame.atUs;
  const last = Math.max(frame.atUs, after.at(-1)?.request.sentAtUs ?? 0);
  for (const note of notesOf(chronicle, first, last)) {
    if (note.tone !== 'plain' && laneAt(note.node) !== undefined) moments.add(note.atUs);
  }
  for (const { node } of lanes) {
    for (const { fromUs, untilUs } of chronicle.lives.of(node)) {
      for (const atUs of [fromUs, untilUs]) {
        if (atUs !== null && atUs >= first && atUs <= last) moments.add(atUs);
      }
    }
  }
  const scale = timeScale(moments, frame.atUs, body.y + body.height * NOW_SHARE);
  return { builder, scale, lanes, laneAt, body, nowUs: frame.atUs, places: new Places() };
}

function layoutSheet(sheet: Sheet, chronicle: Chronicle, chosen: Chosen, measures: Measures): void {
  const { builder, body, scale } = sheet;
  const { width } = builder.context;
  const exchanges = [...chosen.long, ...chosen.before, ...chosen.after];
  const [first = sheet.nowUs, last = sheet.nowUs] = [scale.stops[0], scale.stops.at(-1)];
  const notes = notesOf(chronicle, first, last);
  const isAtStop = new Set(scale.stops);
  const weighty = notes.filter(({ tone }) => tone !== 'plain');
  const plain = notes.filter(({ tone, atUs }) => tone === 'plain' && isAtStop.has(atUs));
  const words: SceneMark[] = [...timeMarks(sheet), ...lifeMarks(sheet, chronicle.lives)];
  builder.add(...words, ...cutMarks(sheet, chronicle, chosen));
  const arrows = drawnExchanges(sheet, exchanges);
  builder.add(...arrowMarks(sheet, arrows));
  builder.add(...waitMarks(sheet, exchanges));
  const nowY = scale.y(sheet.nowUs);
  builder.add(...needleAcross(body.x - 6, body.x + body.width, nowY));
  builder.add(...noteMarks(sheet, weighty));
  builder.add(...arrowWords(sheet, arrows));
  builder.add(...noteMarks(sheet, plain), ...aheadMarks(sheet, chosen, nowY));
  if (exchanges.length === 0) builder.add(...emptyMarks(sheet));
  // What has moved up out of sight passes below the heads.
  builder.add(ground('sequence/top', { x: 0, y: 0, width, height: body.y - 2 }, 'paper', 0));
  builder.add(...headMarks(sheet, measures.margin, measures.headHeight));
}

/** Times at the left, with a hairline each. */
function timeMarks({ scale, body, nowUs }: Sheet): readonly SceneMark[] {
  const marks: SceneMark[] = [];
  const nowY = scale.y(nowUs);
  const isNarrow = body.x < 50;
  let lastY = -Infinity;
  for (const atUs of scale.stops) {
    const y = scale.y(atUs);
    const isHidden =
      y < body.y + 6 || y > body.y + body.height - 6 || (y > nowY - 20 && y < nowY + 8);
    if (isHidden || y - lastY < TIME_PITCH) continue;
    lastY = y;
    const text = (atUs / 1e6).toFixed(3);
    marks.push(
      rule(`time/${atUs}`, { x: body.x, y }, { x: body.x + body.width, y }, { stroke: 'line' }),
      label(`time/${atUs}/text`, text, body.x - (isNarrow ? 3 : 12), y + 4, {
        size: isNarrow ? 9 : TYPE.tiny,
        face: 'mono',
        anchor: 'end',
        ...(atUs > nowUs ? { opacity: 0.6 } : {}),
      }),
    );
  }
  return [
    ...marks,
    label('now/text', (nowUs / 1e6).toFixed(3), body.x - (isNarrow ? 3 : 14), nowY - 8, {
      size: isNarrow ? 9 : TYPE.tiny,
      face: 'mono',
      anchor: 'end',
      fill: 'accent',
      weight: 600,
      hasHalo: true,
    }),
  ];
}

/** `1.49 s`, `40 ms`. */
function durationOf(us: number): string {
  return us >= 1_000_000 ? `${Number((us / 1e6).toFixed(2))} s` : `${Math.round(us / 1_000)} ms`;
}

/** What goes on in a stretch that is cut out. */
function leftOut({ fromUs, toUs }: Cut, { exchanges }: Chronicle, chosen: Chosen): string {
  const held = [...chosen.long, ...chosen.before].filter(
    ({ hold, request }) =>
      hold !== null &&
      hold.fromUs <= fromUs &&
      (hold.untilUs ?? Infinity) >= toUs &&
      request.sentAtUs <= fromUs,
  );
  const [first] = held;
  if (first !== undefined && held.length === 1) return `${first.requestBody.api} is held`;
  if (held.length > 1) return `${held.length} requests are held`;
  const { all } = exchanges;
  const count = countSent(all, toUs - 1) - countSent(all, fromUs);
  return count === 0 ? 'nothing is said' : `${count} folded away`;
}

function cutMarks(sheet: Sheet, chronicle: Chronicle, chosen: Chosen): readonly SceneMark[] {
  const { body, scale, places } = sheet;
  const nowY = scale.y(sheet.nowUs);
  return scale.cuts.flatMap((cut) => {
    const isHidden = cut.y < body.y + 8 || cut.y > body.y + body.height - 8;
    if (isHidden || Math.abs(cut.y - nowY) < 11) return [];
    const text = `${durationOf(cut.toUs - cut.fromUs)}: ${leftOut(cut, chronicle, chosen)}`;
    const textX = body.x + (body.width < 420 ? 10 : 24);
    places.claim({ x: textX - 6, y: cut.y - 6, width: widthOf(text, TYPE.small) + 12, height: 12 });
    const marks = zigzag(`cut/${cut.fromUs}`, {
      left: body.x - 6,
      right: body.x + body.width,
      y: cut.y,
      text,
      textX,
    });
    const isAhead = cut.fromUs > sheet.nowUs;
    const gap = { x: body.x, y: cut.y - 6, width: body.width, height: 12 };
    return [
      // The lanes are broken, too.
      ground(`cut/${cut.fromUs}/gap`, gap, 'paper', 0),
      ...marks.map((mark) => ({ ...mark, ...(isAhead ? { opacity: PALE + 0.2 } : {}) })),
    ];
  });
}

/** What the pale part is. */
function aheadMarks(
  { body, places }: Sheet,
  { after }: Chosen,
  nowY: number,
): readonly SceneMark[] {
  if (after.length === 0 && body.width < 300) return [];
  const text =
    after.length === 0 ? 'what comes is not known yet' : 'what will come, if you touch nothing';
  const x = body.x + body.width - 6;
  const place = places.take(
    [18, 40, body.y + body.height - nowY - 8].map((dy) => ({
      x: x - 210,
      y: nowY + dy - 11,
      width: 210,
      height: 14,
    })),
  );
  if (place === null) return [];
  return [label('ahead', text, x, place.y + 11, { anchor: 'end', hasHalo: true })];
}

/** Nobody says anything of what is to be seen: what to do. */
function emptyMarks({ body }: Sheet): readonly SceneMark[] {
  const [x, y] = [body.x + body.width / 2, body.y + body.height * 0.36];
  const width = Math.min(body.width - 16, 350);
  return [
    card('empty', { x: x - width / 2, y: y - 34, width, height: 62 }, { stroke: 'line' }),
    label('empty/what', 'No request of these kinds up to now.', x, y - 8, {
      anchor: 'middle',
      fill: 'ink',
    }),
    label('empty/do', 'Let time run, or choose more kinds above.', x, y + 12, { anchor: 'middle' }),
  ];
}
