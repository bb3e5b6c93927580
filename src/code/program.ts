// A program as text: lines, of which some hold a value that can be changed, and remarks for the margin.

/** What an editable value in a program stands for. */
export type Knob =
  /** A config by Kafka's name. */
  | { readonly type: 'config'; readonly name: string }
  /** Records a second of a producer. */
  | { readonly type: 'rate' }
  /** Milliseconds of work on each record. */
  | { readonly type: 'work' }
  /** Partitions of a topic. */
  | { readonly type: 'partitions' };

/** The place of a value in its line, which a person may change. */
export interface Slot {
  readonly knob: Knob;
  /** Columns of the line: from the first character to the one behind the last. */
  readonly from: number;
  readonly to: number;
}

export interface Line {
  readonly text: string;
  readonly slot: Slot | null;
  /** It is there because a value differs from Kafka's or from the client's default. */
  readonly isMarked: boolean;
}

/** A sentence or two beside the program. */
export interface Remark {
  /** What it is about, in mono: `linger.ms = 1000`. */
  readonly title: string;
  readonly text: string;
}

export interface Program {
  readonly file: string;
  readonly lines: readonly Line[];
  readonly remarks: readonly Remark[];
}

/** A value in a line that is being written. */
export interface Value {
  readonly knob: Knob;
  readonly text: string;
}

/** A line that is being written: text, and at most one value in it. */
export type Written = string | Line;

/** A line with at most one value in it: ``line`${option.name}=${value},` `` */
export function line(
  strings: TemplateStringsArray,
  ...parts: readonly (string | number | Value)[]
): Line {
  let text = strings[0] ?? '';
  let slot: Slot | null = null;
  for (const [index, part] of parts.entries()) {
    if (typeof part === 'object') {
      slot = { knob: part.knob, from: text.length, to: text.length + part.text.length };
      text += part.text;
    } else text += String(part);
    text += strings[index + 1] ?? '';
  }
  return { text, slot, isMarked: false };
}

/** The same line, marked if `isMarked`. */
export function marked(written: Written, isMarked = true): Line {
  return { ...asLine(written), isMarked };
}

/** The same lines, further to the right. */
export function indented(lines: readonly Written[], by: number): readonly Line[] {
  return lines.map((written) => {
    const { text, slot, isMarked } = asLine(written);
    if (text === '') return { text, slot, isMarked };
    return {
      text: ' '.repeat(by) + text,
      slot: slot && { ...slot, from: slot.from + by, to: slot.to + by },
      isMarked,
    };
  });
}

export function asLine(line: Written): Line {
  return typeof line === 'string' ? { text: line, slot: null, isMarked: false } : line;
}

export function program(
  file: string,
  lines: readonly Written[],
  remarks: readonly Remark[],
): Program {
  return { file, lines: lines.map(asLine), remarks };
}

/** The whole text, as it goes into a file. */
export function textOf({ lines }: Pick<Program, 'lines'>): string {
  return `${lines.map(({ text }) => text).join('\n')}\n`;
}
