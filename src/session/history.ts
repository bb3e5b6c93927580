// What can be undone and redone: how things were before each change, and after each that was undone.

export class History<T> {
  private past: T[] = [];
  private future: T[] = [];

  get canUndo(): boolean {
    return this.past.length > 0;
  }

  get canRedo(): boolean {
    return this.future.length > 0;
  }

  /** Remembers how things were before a change. What was undone cannot be redone any more. */
  record(before: T): void {
    this.past.push(before);
    this.future = [];
  }

  /** How things were before the last change; undefined when there was none. `now` can be redone. */
  undo(now: T): T | undefined {
    return move(this.past, this.future, now);
  }

  /** How things were before the last undo; undefined when there was none. */
  redo(now: T): T | undefined {
    return move(this.future, this.past, now);
  }

  clear(): void {
    this.past = [];
    this.future = [];
  }
}

function move<T>(from: T[], to: T[], now: T): T | undefined {
  const entry = from.pop();
  if (entry !== undefined) to.push(now);
  return entry;
}
