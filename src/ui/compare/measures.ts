// What two runs are compared by, each with how it is written and what is the better of two.
import type { RunTotals } from '#trace/contrast/account.ts';

export interface Measure {
  readonly id: string;
  readonly name: string;
  readonly value: (totals: RunTotals) => number | null;
  readonly format: (value: number) => string;
  /** The difference, with its sign and unit. */
  readonly change: (left: number, right: number) => string;
  /** More of it is a loss. */
  readonly isBad: boolean;
}

const MINUS = '−';
const THIN = '\u2009';

/** 41377 → `41 377`, with thin spaces. */
export function thousands(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, THIN);
}

/** 5_100 µs → `5.1 ms`; from a second on `1.2 s`. */
export function duration(us: number): string {
  if (us === 0) return '0 s';
  return us < 1_000_000 ? `${(us / 1_000).toFixed(1)} ms` : `${(us / 1_000_000).toFixed(1)} s`;
}

function signed(value: number, text: string): string {
  if (value === 0) return '';
  return `${value > 0 ? '+' : MINUS} ${text}`;
}

function countChange(left: number, right: number): string {
  return signed(right - left, thousands(Math.abs(right - left)));
}

/** `+ 12 %` */
function shareChange(left: number, right: number): string {
  if (left === 0) return signed(right, duration(right));
  const percent = Math.round(((right - left) / left) * 100);
  return signed(percent, `${thousands(Math.abs(percent))} %`);
}

function durationChange(left: number, right: number): string {
  return signed(right - left, duration(Math.abs(right - left)));
}

const COUNT = { format: thousands, change: countChange } as const;

export const MEASURES: readonly Measure[] = [
  { id: 'acked', name: 'acked to the producer', value: (one) => one.acked, isBad: false, ...COUNT },
  { id: 'lost', name: 'acked and then lost', value: (one) => one.lost, isBad: true, ...COUNT },
  { id: 'again', name: 'delivered twice', value: (one) => one.again, isBad: true, ...COUNT },
  {
    id: 'middle-wait',
    name: 'middle wait for the ack',
    value: (one) => one.middleWaitUs,
    format: duration,
    change: shareChange,
    isBad: false,
  },
  {
    id: 'longest-wait',
    name: 'longest wait for the ack',
    value: (one) => one.longestWaitUs,
    format: duration,
    change: shareChange,
    isBad: false,
  },
  {
    id: 'long-waits',
    name: 'waited longer than 1 s',
    value: (one) => one.longWaits,
    isBad: false,
    ...COUNT,
  },
  {
    id: 'requests',
    name: 'requests on the wire',
    value: (one) => one.requests,
    isBad: false,
    ...COUNT,
  },
  {
    id: 'unowned',
    name: 'partition time without owner',
    value: (one) => one.unownedUs,
    format: duration,
    change: durationChange,
    isBad: false,
  },
];
