// Choices of a random document, all from one seed.
import { RandomStream } from '#sim/random.ts';

export class Dice {
  private readonly stream: RandomStream;

  constructor(seed: number, name: string) {
    this.stream = RandomStream.named(seed, name);
  }

  /** A whole number, `least` and `most` included. */
  int(least: number, most: number): number {
    return least + this.stream.nextInt(most - least + 1);
  }

  /** True in so many of a hundred throws. */
  chance(percent: number): boolean {
    return this.stream.nextInt(100) < percent;
  }

  /** One of a list that has at least one. */
  pick<T>(items: readonly T[]): T {
    return items[this.stream.nextInt(items.length)] as T;
  }

  /** Each item with this probability, in the list's order. */
  some<T>(items: readonly T[], percent: number): T[] {
    return items.filter(() => this.chance(percent));
  }

  /** So many things, one after the other. */
  list<T>(least: number, most: number, make: (index: number) => T): T[] {
    return Array.from({ length: this.int(least, most) }, (_, index) => make(index));
  }
}
