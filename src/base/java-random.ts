// java.util.Random and Collections.shuffle: Kafka's replica placement draws from them. The 48-bit
// state is kept as two halves of 24 bits, so that every product stays an exact integer.

const HALF = 0x1000000;
/** The multiplier 0x5DEECE66D in halves. */
const MULTIPLIER_HIGH = 0x5de;
const MULTIPLIER_LOW = 0xece66d;
const INCREMENT = 0xb;
const INT_MAX = 0x7fffffff;

/** java.util.Random. Mutable; `fork` copies its two words. */
export class JavaRandom {
  private constructor(
    private high: number,
    private low: number,
  ) {}

  /** `new Random(seed)`: any integer (a long as bigint); its low 48 bits count. */
  static ofSeed(seed: number | bigint): JavaRandom {
    const bits = BigInt.asUintN(48, BigInt(seed));
    const high = Number(bits >> 24n) ^ MULTIPLIER_HIGH;
    const low = Number(bits & 0xffffffn) ^ MULTIPLIER_LOW;
    return new JavaRandom(high, low);
  }

  /** `nextInt()`: any signed 32-bit integer. */
  nextInt32(): number {
    this.advance();
    return (this.high << 8) | (this.low >>> 16) | 0;
  }

  /** `nextInt(bound)`: uniform in [0, bound), for 1 ≤ bound < 2^31. */
  nextInt(bound: number): number {
    let bits = this.next31();
    // A power of two takes the high bits, which are the better ones of this generator.
    if ((bound & (bound - 1)) === 0) return Math.floor(bits / ((INT_MAX + 1) / bound));
    // Draws from the last, incomplete stretch of the range would favour small results.
    while (bits - (bits % bound) + (bound - 1) > INT_MAX) bits = this.next31();
    return bits % bound;
  }

  fork(): JavaRandom {
    return new JavaRandom(this.high, this.low);
  }

  private next31(): number {
    this.advance();
    return this.high * 128 + (this.low >>> 17);
  }

  private advance(): void {
    const lowProduct = this.low * MULTIPLIER_LOW + INCREMENT;
    const carry = Math.floor(lowProduct / HALF);
    this.high = (this.high * MULTIPLIER_LOW + this.low * MULTIPLIER_HIGH + carry) % HALF;
    this.low = lowProduct % HALF;
  }
}

/** `Collections.shuffle(list, random)`, in place: from the end, swap with a place at or before. */
export function shuffle<T>(list: T[], random: JavaRandom): void {
  for (let size = list.length; size > 1; size -= 1) {
    const chosen = random.nextInt(size);
    const last = list[size - 1] as T;
    list[size - 1] = list[chosen] as T;
    list[chosen] = last;
  }
}
