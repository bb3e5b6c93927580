// Tables as Java's String.format makes them.

/** `%-15s`: padded on the right, never cut. */
export function left(text: string | number, width: number): string {
  return String(text).padEnd(width);
}

/** The longest of these texts, and no less than `least`. */
export function widest(least: number, texts: Iterable<string>): number {
  let width = least;
  for (const text of texts) width = Math.max(width, text.length);
  return width;
}

/** What stands where there is nothing. */
export const MISSING = '-';
