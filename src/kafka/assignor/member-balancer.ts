// Finds who should give a partition and who should get one, among the subscribers of a topic.
// Follows `UniformHeterogeneousAssignmentBuilder.MemberAssignmentBalancer`.

/**
 * Members by load, with two ranges that grow towards each other: [0, leastEnd) takes partitions in
 * turns, [mostStart, mostEnd) gives them in turns. Within a range all started with the same load, and
 * each round shifts that load by one. Loads are read when a range grows, so the caller may change
 * them meanwhile only as this class told.
 */
export class MemberBalancer {
  private readonly members: number[];
  private leastEnd = 0;
  private leastLoad: number;
  private nextLeast = 0;
  private mostStart: number;
  private mostEnd: number;
  private mostLoad: number;
  private nextMost: number;

  /** `loads[member]`: partitions of each member. There is at least one member. */
  constructor(
    members: readonly number[],
    private readonly loads: readonly number[],
  ) {
    this.members = [...members].sort((a, b) => this.loadOf(a) - this.loadOf(b) || a - b);
    const size = this.members.length;
    this.leastLoad = this.loadAt(0) - 1;
    this.mostStart = size;
    this.mostEnd = size;
    this.mostLoad = this.loadAt(size - 1) + 1;
    this.nextMost = size - 1;
  }

  /** Difference in load between the fullest member and the emptiest, to begin with. */
  get imbalance(): number {
    return this.loadAt(this.members.length - 1) - this.loadAt(0);
  }

  get isBalanced(): boolean {
    return this.mostLoad - this.leastLoad <= 1;
  }

  /** The member to give a partition to. Counts on the caller to do so. */
  takeLeastLoaded(): number {
    if (this.nextLeast >= this.leastEnd) {
      this.leastLoad += 1;
      while (this.leastEnd < this.members.length && this.loadAt(this.leastEnd) === this.leastLoad) {
        this.leastEnd += 1;
      }
      this.nextLeast = 0;
    }
    const member = this.memberAt(this.nextLeast);
    this.nextLeast += 1;
    return member;
  }

  /** The member to take a partition from; -1: nobody is left. Counts on the caller to do so. */
  takeMostLoaded(): number {
    if (this.nextMost < this.mostStart) {
      this.growMostRange();
      this.nextMost = this.mostEnd - 1;
    }
    if (this.nextMost < 0) return -1;
    const member = this.memberAt(this.nextMost);
    this.nextMost -= 1;
    return member;
  }

  /** The member last taken has nothing to give: it leaves the range. */
  excludeMostLoaded(): void {
    const index = this.nextMost + 1;
    const excluded = this.memberAt(index);
    this.members[index] = this.memberAt(this.mostEnd - 1);
    this.members[this.mostEnd - 1] = excluded;
    this.mostEnd -= 1;
  }

  private growMostRange(): void {
    const isEmpty = this.mostEnd <= this.mostStart && this.mostStart > 0;
    // Everyone was excluded: go on with whoever comes next, however far below.
    this.mostLoad = isEmpty ? this.loadAt(this.mostStart - 1) : this.mostLoad - 1;
    while (this.mostStart > 0 && this.loadAt(this.mostStart - 1) === this.mostLoad) {
      this.mostStart -= 1;
    }
  }

  private memberAt(index: number): number {
    return this.members[index] ?? -1;
  }

  private loadAt(index: number): number {
    return this.loadOf(this.memberAt(index));
  }

  private loadOf(member: number): number {
    return this.loads[member] ?? 0;
  }
}
