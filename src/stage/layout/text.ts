// Words that have to go into a given room.

/** At most `most` characters of `text`; its end stays, which tells partitions apart. */
export function shorten(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 4)}…${text.slice(-3)}`;
}

/** Cuts text to about `width` px. */
export function fit(text: string, width: number, size: number): string {
  const most = Math.max(3, Math.floor(width / (size * 0.56)));
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}
