// Which exchanges a sequence diagram shows around a moment: those of the chosen families, and whatever
// went wrong.
import { bisector } from 'd3-array';
import { endOf, type Exchange } from '#trace/chronicle/exchanges.ts';
import type { ExchangeKind } from '#trace/chronicle/kind.ts';

/** More than this would not fit on any stage. */
const MOST_BEFORE = 72;
const MOST_AFTER = 24;
/** How many are looked at to find them. */
const SEARCH_BEFORE = 8_000;
const SEARCH_AFTER = 2_000;
/** How many more are looked at for what takes long and still goes on. */
const SEARCH_LONG = 1_200;
/** Of those, so many that are merely under way: in a crowd more would be a grey field. */
const MOST_UNDER_WAY = 24;

/** Families in which an error is the daily work of brokers. */
const INNER: readonly ExchangeKind[] = ['followers', 'metadata log', 'controllers'];

/** It went wrong in a way that a person must see, whatever they chose. */
function isAlarming({ kind, request, response, errorCode, givenUp }: Exchange): boolean {
  if (request.dropReason === 'by hand' || response?.dropReason === 'by hand') return true;
  if (INNER.includes(kind) || kind === 'metadata') return false;
  return errorCode !== 'NONE' || givenUp?.why === 'timed out';
}

export interface Chosen {
  /** Sent up to now, in order of sending. */
  readonly before: readonly Exchange[];
  /** Sent later, as far as that is known. */
  readonly after: readonly Exchange[];
  /** Sent long ago and not ended when the first of `before` was sent. */
  readonly long: readonly Exchange[];
}

/** How many exchanges were sent up to a moment. */
export const countSent = bisector<Exchange, number>(({ request }) => request.sentAtUs).right;

/** The exchanges to be shown around `nowUs`; `isInSight` says whether both ends have a lane. */
export function chooseExchanges(
  all: readonly Exchange[],
  nowUs: number,
  kinds: readonly ExchangeKind[],
  isInSight: (exchange: Exchange) => boolean,
): Chosen {
  const shown = new Set(kinds);
  const isWanted = (exchange: Exchange | undefined): exchange is Exchange =>
    exchange !== undefined &&
    exchange.request.from !== exchange.request.to &&
    (shown.has(exchange.kind) || isAlarming(exchange)) &&
    isInSight(exchange);
  const count = countSent(all, nowUs);
  const before: Exchange[] = [];
  let index = count - 1;
  const oldest = Math.max(0, count - SEARCH_BEFORE);
  for (; index >= oldest && before.length < MOST_BEFORE; index -= 1) {
    const exchange = all[index];
    if (isWanted(exchange)) before.push(exchange);
  }
  const sinceUs = before.at(-1)?.request.sentAtUs ?? nowUs;
  const long: Exchange[] = [];
  let underWay = 0;
  for (let id = index; id >= Math.max(0, index - SEARCH_LONG); id -= 1) {
    const exchange = all[id];
    if (!isWanted(exchange) || endOf(exchange) <= sinceUs) continue;
    const isTelling = exchange.hold !== null || isAlarming(exchange);
    if (!isTelling) underWay += 1;
    if (isTelling || underWay <= MOST_UNDER_WAY) long.push(exchange);
  }
  const after: Exchange[] = [];
  const newest = Math.min(all.length, count + SEARCH_AFTER);
  for (let id = count; id < newest && after.length < MOST_AFTER; id += 1) {
    const exchange = all[id];
    if (isWanted(exchange)) after.push(exchange);
  }
  return { before: before.reverse(), after, long: long.reverse() };
}
