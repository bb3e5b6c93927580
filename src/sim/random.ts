// Named streams of random integers (sfc32), each derived from the run's seed and its own name, so
// that changing one knob never disturbs the draws made elsewhere.
import { fnv1a } from '#base/hash.ts';

/** One stream of random integers. Mutable; `fork` copies its four words. */
export class RandomStream {
  private constructor(
    private a: number,
    private b: number,
    private c: number,
    private counter: number,
  ) {}

  /** The stream that belongs to `name` in a run with this `seed` (a 32-bit integer). */
  static named(seed: number, name: string): RandomStream {
    const low = fnv1a(name, (seed ^ 0x811c9dc5) >>> 0);
    const high = fnv1a(name, (Math.imul(seed, 0x9e3779b1) ^ 0x5bd1e995) >>> 0);
    const stream = new RandomStream(low | 0, high | 0, seed | 0, 1);
    for (let round = 0; round < 12; round += 1) stream.nextUint32();
    return stream;
  }

  /** Uniform in [0, 2^32). */
  nextUint32(): number {
    const sum = (((this.a + this.b) | 0) + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = ((this.c << 21) | (this.c >>> 11)) + sum;
    this.c |= 0;
    return sum >>> 0;
  }

  /** Uniform in [0, bound), for 1 ≤ bound ≤ 2^32; the bias of the multiply is below 2^-20 here. */
  nextInt(bound: number): number {
    return Math.floor((this.nextUint32() / 0x1_0000_0000) * bound);
  }

  /** A non-negative 31-bit integer, as `Utils.toPositive(random.nextInt())` gives in Kafka. */
  nextPositiveInt(): number {
    return this.nextUint32() & 0x7fffffff;
  }

  /** True with probability `perMillion` / 1,000,000; draws only when the answer is open. */
  nextChance(perMillion: number): boolean {
    return perMillion > 0 && this.nextInt(1_000_000) < perMillion;
  }

  fork(): RandomStream {
    return new RandomStream(this.a, this.b, this.c, this.counter);
  }
}
