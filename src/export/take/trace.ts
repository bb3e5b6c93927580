// A trace as NDJSON: one event a line, in order, as the command line writes it.

/** The first `count` events, each on a line of its own. */
export function traceText(
  events: { [Symbol.iterator](): Iterator<object> },
  count: number,
): string {
  const lines: string[] = [];
  for (const event of events as Iterable<object>) {
    if (lines.length === count) break;
    lines.push(`${JSON.stringify(event)}\n`);
  }
  return lines.join('');
}
