// How numbers and names are written on the page.

/** 12_412_000 µs → `00:12.412`. */
export function formatTime(us: number): string {
  const totalMs = Math.floor(us / 1_000);
  const minutes = Math.floor(totalMs / 60_000);
  const seconds = (totalMs % 60_000) / 1_000;
  return `${String(minutes).padStart(2, '0')}:${seconds.toFixed(3).padStart(6, '0')}`;
}

/** 12_412_000 µs → `12.41 s`; for lists, where the minute rarely matters. */
export function formatSeconds(us: number): string {
  return `${(us / 1_000_000).toFixed(2)} s`;
}

/** A short stretch of time: 6_200_000 µs → `6.2 s`, 600 µs → `0.6 ms`. */
export function formatSpan(us: number): string {
  if (us >= 1_000_000) return `${(us / 1_000_000).toFixed(us < 10_000_000 ? 1 : 0)} s`;
  return `${(us / 1_000).toFixed(us < 10_000 ? 1 : 0)} ms`;
}

/** Virtual seconds per second of the clock on the wall. */
export function formatRate(rate: number): string {
  if (rate >= 10) return `×${Math.round(rate)}`;
  if (rate >= 0.1) return `×${rate.toFixed(1)}`;
  return `×${rate.toPrecision(1)}`;
}

/** 3 → `3 partitions`, 1 → `1 partition`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** `3 orders`, `1 order`, `1 ms`: a number with the unit that an author has written in the plural. */
export function counted(value: string, unit: string): string {
  const isOneOf = value === '1' && /^[a-z]{3,}s$/.test(unit);
  const word = isOneOf ? unit.replace(/ies$/, 'y').replace(/s$/, '') : unit;
  return word === '' ? value : `${value} ${word}`;
}
