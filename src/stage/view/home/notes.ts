// The notes on the home page: one sentence beside each sign, in the reading serif's italic, with a line
// to what it is about.
import type { Point } from '#stage/layout/paths.ts';
import { widthOf } from '#stage/layout/text.ts';
import { label } from '#stage/mark/label.ts';
import { rule } from '#stage/mark/rule.ts';
import type { Builder } from '#stage/view/builder.ts';

/** Where the things stand that the notes are about; null: not in sight. */
export interface NotePlaces {
  readonly recordX: number;
  readonly waterlineX: number;
  readonly slotX: number;
  /** Of the tiles. */
  readonly top: number;
  readonly bookmark: Point | null;
  readonly head: Point | null;
  readonly otherHead: Point | null;
}

const SIZE = 15;
const LINE = 18;
/** From a note to its thing. */
const LEAD = 14;
/** Under the track, below the pills. */
const BELOW = 46;
/** Two notes keep so far apart. */
const APART = 18;

interface Note {
  readonly key: string;
  readonly lines: readonly string[];
  readonly x: number;
  /** Baseline of the first line. */
  readonly y: number;
  readonly anchor: 'start' | 'end';
  readonly lead: readonly [Point, Point];
}

/** Adds the notes whose things are in sight and that have room. */
export function layoutNotes(builder: Builder, places: NotePlaces): void {
  let leftFree = 0;
  const notes = [...above(places), ...below(places)];
  for (const note of notes) {
    const [fromX, toX] = extentOf(note);
    const isBelow = note.y > places.top;
    if (fromX < 8 || toX > builder.context.width - 8) continue;
    if (isBelow && fromX < leftFree + APART) continue;
    if (isBelow) leftFree = toX;
    const [from, to] = note.lead;
    builder.add(
      rule(`note/${note.key}/lead`, from, to, { stroke: 'ink-faint' }),
      ...note.lines.map((text, index) =>
        label(`note/${note.key}/${index}`, text, note.x, note.y + index * LINE, {
          size: SIZE,
          face: 'serif',
          isItalic: true,
          fill: 'ink',
          anchor: note.anchor,
        }),
      ),
    );
  }
}

function extentOf({ lines, x, anchor }: Note): readonly [number, number] {
  const width = Math.max(...lines.map((text) => widthOf(text, SIZE, 'serif', 400)));
  return anchor === 'start' ? [x, x + width] : [x - width, x];
}

function above({ recordX, waterlineX, slotX, top }: NotePlaces): readonly Note[] {
  const record: Note = {
    key: 'record',
    lines: ['A record. Its colour and letter are its key;', 'its number is its offset, for ever.'],
    x: recordX - 52,
    y: top - 56,
    anchor: 'start',
    lead: [
      { x: recordX, y: top - 32 },
      { x: recordX, y: top - 6 },
    ],
  };
  const waterline: Note = {
    key: 'waterline',
    lines: [
      'The high watermark. What is beyond it is not on every',
      'in-sync replica yet, and no consumer sees it.',
    ],
    x: waterlineX - 84,
    y: top - 70,
    anchor: 'end',
    lead: [
      { x: waterlineX - 84, y: top - 46 },
      { x: waterlineX - 46, y: top - 28 },
    ],
  };
  const slot: Note = {
    key: 'slot',
    lines: ['Here, and only here, the next one is written.'],
    x: slotX - LEAD,
    y: 24,
    anchor: 'end',
    lead: [
      { x: slotX - LEAD + 4, y: 20 },
      { x: slotX - 2, y: 30 },
    ],
  };
  return [record, waterline, slot];
}

/** From left to right, so that each can see whether there is room. */
function below({ bookmark, head, otherHead }: NotePlaces): readonly Note[] {
  const notes: Note[] = [];
  const beside = (key: string, place: Point, lines: readonly string[]): Note => ({
    key,
    lines,
    x: place.x + 42,
    y: place.y + BELOW,
    anchor: 'start',
    lead: [
      { x: place.x + 24, y: place.y + 30 },
      { x: place.x + 38, y: place.y + 40 },
    ],
  });
  if (otherHead !== null) {
    notes.push(beside('other', otherHead, ['Another group, at its own', 'pace, in the same log.']));
  }
  if (bookmark !== null) {
    notes.push({
      key: 'bookmark',
      lines: ['The committed offset: after a', 'crash, billing begins again here.'],
      x: bookmark.x - 16,
      y: bookmark.y + BELOW,
      anchor: 'end',
      lead: [
        { x: bookmark.x - 14, y: bookmark.y + 40 },
        { x: bookmark.x - 4, y: bookmark.y + 30 },
      ],
    });
  }
  if (head !== null) {
    notes.push(
      beside('head', head, ['The reading head. What lies between', 'the two may come twice.']),
    );
  }
  return notes.toSorted((one, other) => extentOf(one)[0] - extentOf(other)[0]);
}
