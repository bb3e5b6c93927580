// The branches of a session: several courses of events that share a past. One of them is the main one;
// everything that names no branch is about it.
import { assert } from '#base/assert.ts';
import { type Problem, renderValue } from '#base/problem.ts';
import type { Branch } from './branch.ts';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** `A` … `Z`, `A2` … */
function nameAt(index: number): string {
  const round = Math.floor(index / LETTERS.length);
  return `${LETTERS.charAt(index % LETTERS.length)}${round === 0 ? '' : round + 1}`;
}

/** Name of a session's first branch. */
export const FIRST_NAME = nameAt(0);

export class Branches {
  private all: readonly Branch[];
  private chosen: Branch;
  private inStep: Branch | null = null;
  private both = false;

  /** `onChange` is called when branches come, go or change their names. */
  constructor(
    first: Branch,
    private readonly onChange: () => void,
  ) {
    this.all = [first];
    this.chosen = first;
  }

  /** In order of age. */
  get list(): readonly Branch[] {
    return this.all;
  }

  get main(): Branch {
    return this.chosen;
  }

  /** The branch that is compared with the main one, and kept at the same moment; null: none is. */
  get beside(): Branch | null {
    return this.inStep;
  }

  /** Whether what is asked of the main one is asked of the one beside it as well. */
  get actsOnBoth(): boolean {
    return this.inStep !== null && this.both;
  }

  actOnBoth(isOn: boolean): void {
    this.both = isOn;
    this.onChange();
  }

  /** Compares a branch with the main one; null: none any more. */
  compare(branch: Branch | null): void {
    assert(branch !== this.chosen, 'a branch is not compared with itself');
    assert(branch === null || this.all.includes(branch), 'what is compared belongs to the session');
    this.inStep = branch;
    this.both = false;
    this.onChange();
  }

  /** Makes a branch of `from` that shares its past up to `atUs`, by default up to its playhead. */
  fork(from = this.main, atUs = from.playheadUs): Branch {
    const fork = from.fork(this.freeName(), atUs);
    this.all = [...this.all, fork];
    this.onChange();
    return fork;
  }

  /** Makes a branch the one that everything is about which names none. */
  choose(branch: Branch): void {
    assert(this.all.includes(branch), `branch ${branch.name} belongs to no session`);
    // Whoever changes sides while two are compared goes on comparing the same two.
    if (branch === this.inStep) this.inStep = this.chosen;
    this.chosen = branch;
    this.onChange();
  }

  /** Gives a branch another name, which no other may have. */
  rename(branch: Branch, name: string): readonly Problem[] {
    const wanted = name.trim();
    const isTaken = this.all.some((other) => other !== branch && other.name === wanted);
    if (wanted === '' || isTaken) {
      const rule = isTaken ? 'must be unique' : 'must not be empty';
      return [{ path: 'branch name', rule, got: renderValue(wanted), hint: '' }];
    }
    branch.name = wanted;
    this.onChange();
    return [];
  }

  /** Forgets a branch that is not the main one. */
  drop(branch: Branch): void {
    assert(branch !== this.chosen, `branch ${branch.name} is the main one`);
    this.all = this.all.filter((other) => other !== branch);
    if (branch === this.inStep) this.inStep = null;
    this.onChange();
  }

  /** Forgets all but the main branch. */
  dropOthers(): void {
    this.all = [this.chosen];
    this.inStep = null;
    this.onChange();
  }

  private freeName(): string {
    const taken = new Set(this.all.map(({ name }) => name));
    let index = 0;
    while (taken.has(nameAt(index))) index += 1;
    return nameAt(index);
  }
}
