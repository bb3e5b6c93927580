// How deep plain data is nested, and how much of it there is. Whoever walks it must know first that it
// can.

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

/** Whether there are more than `most` values in lists and objects, all together. */
export function isLargerThan(value: unknown, most: number): boolean {
  const open: unknown[] = [value];
  let count = 0;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next !== 'object' || next === null) continue;
    const inner = Object.values(next) as readonly unknown[];
    count += inner.length;
    if (count > most) return true;
    for (const one of inner) if (typeof one === 'object') open.push(one);
  }
  return false;
}
