// A clock that runs linearly between points: virtual µs ↔ wall ms. It only ever grows at its end.

/** After the last point it runs as a wall clock does, in wall ms per µs. */
const AFTER_END = 1 / 1_000;

export class PiecewiseClock {
  /** Points in order, the same number of both. */
  private readonly us: number[] = [0];
  private readonly ms: number[] = [0];

  get endUs(): number {
    return this.us.at(-1) as number;
  }

  /** From the end on to `toUs` it takes `ms`. */
  append(toUs: number, ms: number): void {
    this.ms.push((this.ms.at(-1) as number) + ms);
    this.us.push(toUs);
  }

  msAt(us: number): number {
    const at = before(this.us, us);
    return (this.ms[at] as number) + (us - (this.us[at] as number)) * this.slope(at);
  }

  usAt(ms: number): number {
    const at = before(this.ms, ms);
    return (this.us[at] as number) + (ms - (this.ms[at] as number)) / this.slope(at);
  }

  /** Virtual per wall time at a moment. */
  rateAt(us: number): number {
    return 1 / 1_000 / this.slope(before(this.us, us));
  }

  /** The points from `fromUs` to `toUs`, and these two. */
  changesBetween(fromUs: number, toUs: number): readonly number[] {
    const inner = this.us.slice(before(this.us, fromUs) + 1, before(this.us, toUs) + 1);
    return [fromUs, ...inner.filter((us) => us > fromUs && us < toUs), toUs];
  }

  /** Wall ms per µs from one point to the next. */
  private slope(at: number): number {
    const [fromUs, toUs] = [this.us[at] as number, this.us[at + 1]];
    if (toUs === undefined) return AFTER_END;
    return ((this.ms[at + 1] as number) - (this.ms[at] as number)) / (toUs - fromUs);
  }
}

/** Index of the last of sorted values that is not above `value`; 0 when all are. */
function before(values: readonly number[], value: number): number {
  let [low, high] = [0, values.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((values[middle] as number) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
