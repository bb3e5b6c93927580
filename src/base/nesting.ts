// How deep plain data is nested. Whoever walks it by recursion must know first that it can.

/** Whether lists and objects lie more than `most` deep in one another. */
export function isDeeperThan(value: unknown, most: number): boolean {
  const open: { readonly value: unknown; readonly depth: number }[] = [{ value, depth: 1 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next.value !== 'object' || next.value === null) continue;
    if (next.depth > most) return true;
    const depth = next.depth + 1;
    for (const inner of Object.values(next.value)) open.push({ value: inner as unknown, depth });
  }
  return false;
}
