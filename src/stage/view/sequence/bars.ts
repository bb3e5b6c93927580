// What waits: a request that is held, as a bar on the lane that holds it; a client that waits in vain
// for an answer, as a bar on its own.
import { card } from '#stage/mark/card.ts';
import { label } from '#stage/mark/label.ts';
import { widthOf } from '#stage/layout/text.ts';
import type { SceneMark, Target } from '#stage/scene.ts';
import { TYPE } from '#stage/theme.ts';
import { type Exchange, endOf } from '#trace/chronicle/exchanges.ts';
import { nameOf } from '#trace/name.ts';
import { isInBody, PALE, type Sheet } from './sheet.ts';

const WIDTH = 9;
const STEP = 11;
/** A wait that is shorter than this on the picture has no words. */
const LEAST_FOR_WORDS = 20;

interface Wait {
  readonly key: string;
  readonly node: string;
  readonly fromUs: number;
  /** null: as long as one knows. */
  readonly untilUs: number | null;
  readonly word: string;
  readonly title: string;
  readonly target: Target;
  /** Left of its lane: the client's own wait; on it: what a broker holds. */
  readonly isBeside: boolean;
}

function holdOf({ request, requestBody, hold }: Exchange): Wait | null {
  if (hold === null) return null;
  const { api } = requestBody;
  const who = nameOf(request.from);
  return {
    key: `hold/${request.packet}`,
    node: request.to,
    fromUs: hold.fromUs,
    untilUs: hold.untilUs,
    word: api === 'Fetch' ? 'long poll' : api === 'Produce' ? 'purgatory' : 'parked',
    title: `${nameOf(request.to)} holds the ${api} of ${who}: it waits for ${hold.waitsFor}`,
    target: {
      type: 'packet',
      id: String(request.packet),
      label: `${api} of ${who}, held by ${nameOf(request.to)}: waits for ${hold.waitsFor}`,
    },
    isBeside: false,
  };
}

/** The wait of a client whose request or answer was lost. */
function vainOf(exchange: Exchange): Wait | null {
  const { request, response, requestBody, givenUp } = exchange;
  const isLost = request.fate === 'dropped' || response?.fate === 'dropped';
  if (!isLost && givenUp?.why !== 'timed out') return null;
  const who = nameOf(request.from);
  const seconds =
    givenUp === null ? '' : ` ${Number(((givenUp.atUs - request.sentAtUs) / 1e6).toFixed(2))} s`;
  const word =
    givenUp?.why === 'timed out' ? `${who} waits${seconds}: request.timeout.ms` : `${who} waits`;
  return {
    key: `wait/${request.packet}`,
    node: request.from,
    fromUs: request.sentAtUs,
    untilUs: givenUp?.atUs ?? null,
    word,
    title: `${who} waits for the answer to its ${requestBody.api}`,
    target: {
      type: 'packet',
      id: String(request.packet),
      label: `${who} waits for the answer to its ${requestBody.api}`,
    },
    isBeside: true,
  };
}

/** Bars of one lane that last at the same time stand side by side. */
function slotsOf(waits: readonly Wait[]): readonly number[] {
  const ends: { readonly lane: string; readonly untilUs: number }[][] = [];
  return waits.map(({ node, isBeside, fromUs, untilUs }) => {
    const lane = `${node} ${String(isBeside)}`;
    let slot = 0;
    while (ends[slot]?.some((one) => one.lane === lane && one.untilUs > fromUs) === true) slot += 1;
    (ends[slot] ??= []).push({ lane, untilUs: untilUs ?? Infinity });
    return slot;
  });
}

/** The bars of all that waits. */
export function waitMarks(sheet: Sheet, exchanges: readonly Exchange[]): readonly SceneMark[] {
  const waits = exchanges
    .flatMap((exchange) => [holdOf(exchange), vainOf(exchange)])
    .filter((wait) => wait !== null)
    .sort((a, b) => a.fromUs - b.fromUs);
  const slots = slotsOf(waits);
  const bars = waits.flatMap((wait, index) => barOf(sheet, wait, slots[index] ?? 0) ?? []);
  for (const { x, top, end } of bars) {
    sheet.places.claim({ x, y: top, width: WIDTH, height: end - top });
  }
  return bars.flatMap((bar) => [...barMarks(sheet, bar), ...wordsOf(sheet, bar)]);
}

interface Bar {
  readonly wait: Wait;
  readonly x: number;
  readonly top: number;
  readonly end: number;
}

/** Where a wait is drawn; null: nowhere in sight. */
function barOf(sheet: Sheet, wait: Wait, slot: number): Bar | null {
  const lane = sheet.laneAt(wait.node);
  if (lane === undefined) return null;
  const { body, scale, nowUs } = sheet;
  const bottom = body.y + body.height;
  const top = Math.max(body.y, scale.y(wait.fromUs));
  const endUs = wait.untilUs ?? Math.max(nowUs, wait.fromUs);
  const end = Math.min(bottom, scale.y(endUs));
  if (end - top < 1 || top > bottom) return null;
  const x = lane.x - WIDTH / 2 - slot * STEP - (wait.isBeside ? STEP + 4 : 0);
  return { wait, x, top, end };
}

function barMarks(sheet: Sheet, { wait, x, top, end }: Bar): readonly SceneMark[] {
  const nowY = Math.max(top, Math.min(end, sheet.scale.y(sheet.nowUs)));
  const look = { radius: 3, fill: 'paper', stroke: 'warn', hatch: 'warn' } as const;
  const reached = { title: wait.title, target: wait.target };
  const [past, ahead] = [nowY - top >= 1, end - nowY >= 1];
  const pastBar = { x, y: top, width: WIDTH, height: nowY - top };
  const aheadBar = { x, y: nowY, width: WIDTH, height: end - nowY };
  return [
    ...(past ? [card(wait.key, pastBar, { ...look, ...reached })] : []),
    ...(ahead
      ? [card(`${wait.key}/ahead`, aheadBar, { ...look, opacity: PALE, ...(past ? {} : reached) })]
      : []),
  ];
}

function wordsOf(sheet: Sheet, { wait, x, top, end }: Bar): readonly SceneMark[] {
  const width = widthOf(wait.word, TYPE.small);
  const options = { fill: 'warn', hasHalo: true } as const;
  if (wait.isBeside) {
    if (end - top < width + 8) return [];
    const at = { x: x - 4, y: (top + end) / 2 };
    sheet.places.claim({ x: at.x - 10, y: at.y - width / 2, width: 12, height: width });
    return [
      label(`${wait.key}/word`, wait.word, at.x, at.y, { ...options, anchor: 'middle', turn: -90 }),
    ];
  }
  // What began out of sight was named there; only what outlasts it all is named again.
  const isBegunInSight = sheet.scale.y(wait.fromUs) >= sheet.body.y;
  if (end - top < (isBegunInSight ? LEAST_FOR_WORDS : sheet.body.height / 2)) return [];
  const y = Math.max(top + 10, sheet.body.y + 12);
  const place = sheet.places.take(
    [0, 14, 28].map((dy) => ({ x: x - 6 - width, y: y - 9 + dy, width, height: 12 })),
  );
  if (place === null || !isInBody(sheet, place.y + 10)) return [];
  return [label(`${wait.key}/word`, wait.word, x - 6, place.y + 9, { ...options, anchor: 'end' })];
}

/** Every moment of an exchange at which something is to be seen. */
export function momentsOf(exchange: Exchange): readonly number[] {
  const { request, response, hold, givenUp } = exchange;
  return [
    request.sentAtUs,
    request.endAtUs,
    ...(response === null ? [] : [response.sentAtUs, response.endAtUs]),
    ...(hold === null ? [] : [hold.fromUs]),
    ...(givenUp === null || givenUp.why === 'disconnected' ? [] : [givenUp.atUs]),
  ].filter((atUs) => atUs <= endOf(exchange));
}
