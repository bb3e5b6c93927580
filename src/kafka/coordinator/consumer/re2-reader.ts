// Reading a regular expression of RE2/J from left to right. Follows `com.google.re2j.Parser.StringIterator`.

/** What `(?ims)` sets. Whether a repetition is greedy changes nothing for a whole text. */
export interface Flags {
  readonly ignoresCase: boolean;
  readonly isMultiline: boolean;
  readonly dotIsAll: boolean;
}

/** It is no regular expression; the message is RE2/J's description. */
export class Re2Error extends Error {}

export class Reader {
  private at = 0;

  constructor(private readonly text: string) {}

  get isAtEnd(): boolean {
    return this.at >= this.text.length;
  }

  isAt(start: string): boolean {
    return this.text.startsWith(start, this.at);
  }

  /** Goes past `start` if it is there. */
  take(start: string): boolean {
    if (!this.isAt(start)) return false;
    this.at += start.length;
    return true;
  }

  /** Whether a sticky expression matches here. */
  matches(sticky: RegExp): boolean {
    sticky.lastIndex = this.at;
    return sticky.test(this.text);
  }

  /** Goes past what a sticky expression matches here. */
  takeMatch(sticky: RegExp): RegExpExecArray | null {
    sticky.lastIndex = this.at;
    const found = sticky.exec(this.text);
    if (found !== null) this.at += found[0].length;
    return found;
  }

  /** The next character, by code point; '' at the end. */
  next(): string {
    const code = this.text.codePointAt(this.at);
    const character = code === undefined ? '' : String.fromCodePoint(code);
    this.at += character.length;
    return character;
  }
}
