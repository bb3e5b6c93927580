// The Scene: all that is drawn, as a flat list of keyed marks in stage pixels. Views make Scenes
// and touch no DOM; the one renderer (draw/) draws them and morphs between two of them by key.
import type { Chart } from '#sim/chart.ts';
import type { KeyPaint } from './key.ts';
import type { Point } from './layout/paths.ts';
import type { Labels } from './layout/wording.ts';
import type { Sign } from './sign.ts';
import type { Target } from './target.ts';

export type { Target };
import type { ViewChoices } from './view/choices.ts';

/** Names of colours that a theme gives values to. */
export type Paint =
  /** Grounds: the stage, panels, cards. */
  | 'paper'
  | 'panel'
  | 'raised'
  | 'line'
  | 'line-strong'
  | 'ink'
  | 'ink-soft'
  | 'ink-faint'
  /** Now, chosen, visible to readers. */
  | 'accent'
  | 'accent-soft'
  | 'on-accent'
  /** Waits, or has no owner. */
  | 'warn'
  | 'warn-soft'
  /** Gone, dropped, lost. */
  | 'bad'
  | 'bad-soft'
  /** Colours of records' keys. */
  | KeyPaint
  /** Words on a paler tone of a key. */
  | 'key-pale-text'
  | 'none';

interface MarkBase {
  /** Same key, same thing: across time and across views. */
  readonly key: string;
  /** What a click, Tab or Why? means by it; absent: not selectable. */
  readonly target?: Target;
  /** What it stands for, where that does not follow from its type and target. */
  readonly sign?: Sign;
  /** Event to whose moment a click leads; absent: nowhere. */
  readonly eventId?: number;
  /** Said while the pointer rests on it. */
  readonly title?: string;
  /** 0 … 1; default 1. */
  readonly opacity?: number;
  /** How it gets to a new place when time went on; absent: it is there at once. */
  readonly move?: Move;
}

/** Ways in which marks move when something happened; how long each takes is the renderer's. */
export type Move =
  /** A record takes its place at the end of its log. */
  | 'append'
  | 'waterline'
  /** A reading head rides on its track. */
  | 'head'
  /** A bookmark slides along it. */
  | 'bookmark'
  | 'crash'
  | 'fence'
  /** The lead changes hands. */
  | 'handover'
  | 'isr'
  /** What was cut off tips and falls. */
  | 'cut'
  /** A wire that was used. */
  | 'cool'
  /** A partition goes from one owner to another. */
  | 'deal';

export interface BoxMark extends MarkBase {
  readonly type: 'box';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly radius: number;
  readonly fill: Paint;
  readonly stroke: Paint;
  readonly strokeWidth?: number;
  readonly isDashed?: boolean;
  /** Lengths of dashes and gaps; absent: those of all dashes. */
  readonly dash?: string;
  /** Paint of a hatch over the fill. */
  readonly hatch?: Paint;
}

/** Typefaces by use. */
export type Face = 'serif' | 'sans' | 'mono';

export interface TextMark extends MarkBase {
  readonly type: 'text';
  readonly x: number;
  /** Baseline. */
  readonly y: number;
  readonly text: string;
  readonly size: number;
  readonly fill: Paint;
  readonly weight?: 400 | 500 | 550 | 560 | 600 | 700;
  readonly anchor?: 'start' | 'middle' | 'end';
  /** Turned about its place, in degrees clockwise. */
  readonly turn?: number;
  /** With the stage's ground around its letters: it stands on lines. */
  readonly hasHalo?: boolean;
  /** Default: sans. */
  readonly face?: Face;
  readonly isItalic?: boolean;
}

export interface PathMark extends MarkBase {
  readonly type: 'path';
  /** SVG path data. */
  readonly path: string;
  readonly stroke: Paint;
  readonly fill?: Paint;
  readonly strokeWidth: number;
  readonly isDashed?: boolean;
  readonly dash?: string;
}

/** A record in a log: drawn on the canvas, in crowds. */
export interface CellMark extends MarkBase {
  readonly type: 'cell';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly fill: Paint;
  /** Of its darker lower edge; absent: it lies flat. */
  readonly edge?: Paint;
  readonly border?: Paint;
  readonly isDashed?: boolean;
  /** Text colour. */
  readonly ink: Paint;
  /** The key's letters, so that colour is never alone; '' on what is too small for them. */
  readonly glyph: string;
  /** The offset, on the foot of the tile; '' where it stands elsewhere. */
  readonly text: string;
  /** A record; or a control marker, which takes a place and carries no key. Default: tile. */
  readonly shape?: 'tile' | 'hexagon';
  /** A stroke through it: aborted. */
  readonly isStruck?: boolean;
  /** A record that comes again wears how often, at its upper right corner. */
  readonly badge?: string;
  /** Turned about its middle, in degrees: it falls. */
  readonly tilt?: number;
  /** Key of the cell before it in its log: a new cell slides in as that one does. */
  readonly follows?: string;
}

interface LiveBase extends MarkBase {
  readonly x: number;
  readonly y: number;
}

/** Something on its way: drawn on the canvas, moves every frame. */
export interface TokenMark extends LiveBase {
  readonly type: 'token';
  /** How far from its middle a pointer finds it. */
  readonly radius: number;
  readonly fill: Paint;
  /** What it says: the API's name, or its letter where the wire is short. */
  readonly glyph?: string;
  /** A crowd's are dots. */
  readonly shape: 'record' | 'request' | 'response' | 'error' | 'dropped' | 'dot';
  /** Where it is going, in radians; 0 is to the right. */
  readonly angle?: number;
  /** The wire over the last part of its way, up to where it is. */
  readonly trail?: readonly Point[];
  /** Where it would have gone, had it not been dropped. */
  readonly ahead?: readonly Point[];
  /** Records that it brings: small tiles behind it, with the place of each. */
  readonly cargo?: readonly CargoTile[];
  readonly isSelected?: boolean;
}

/** A small tile that rides with a request or a response. */
export interface CargoTile extends Point {
  readonly fill: Paint;
  readonly edge: Paint;
  readonly ink: Paint;
  readonly glyph: string;
}

/** A ring that fills as a wait goes on. */
export interface RingMark extends LiveBase {
  readonly type: 'ring';
  readonly radius: number;
  /** 0 … 1: waited, of the longest wait. */
  readonly share: number;
  readonly stroke: Paint;
  /** A letter inside. */
  readonly glyph?: string;
}

/** A trace of heartbeats, as a scope draws it. */
export interface PulseMark extends LiveBase {
  readonly type: 'pulse';
  readonly width: number;
  readonly height: number;
  /** Where beats are: 0 is the left end, 1 is now. */
  readonly beats: readonly number[];
  /** From where on it is silent; 1: it is not. */
  readonly silentFrom: number;
}

/** What moves with time: drawn every frame. */
export type LiveMark = TokenMark | RingMark | PulseMark;

/** What SVG draws: structure and labels. */
export type SvgMark = BoxMark | TextMark | PathMark;

/** What a Scene is made of. */
export type SceneMark = SvgMark | CellMark;

export type Mark = SceneMark | LiveMark;

/** A picture; `M` says which marks it is made of, so that none reaches a renderer that cannot draw it. */
export interface Scene<M extends SceneMark = SceneMark> {
  readonly width: number;
  /** May exceed the viewport: the camera moves over it. */
  readonly height: number;
  /** Changes when something happened. What moves all the time are tokens, drawn above it. */
  readonly marks: readonly M[];
  /** Said to a screen reader in place of the picture. */
  readonly summary: string;
}

/** What a view needs besides the Moment. */
export interface ViewContext {
  readonly width: number;
  readonly height: number;
  /** Selected thing, as `type:id`; '' when nothing. */
  readonly selected: string;
  /** Things to point at (a lesson's "watch for"), as `type:id`. */
  readonly highlighted: readonly string[];
  /** Topic shown by the Topic view; '' picks the first. */
  readonly topic: string;
  /** Thing under the pointer, as `type:id`; '' when nothing. */
  readonly hovered?: string;
  /** Whole words on the signs of logs, or Kafka's short names; absent: those. */
  readonly labels?: Labels;
  /** What a person chose to see, in views that let them choose. */
  readonly choices?: ViewChoices;
  /** The model's state machines by id, for the view that draws them. */
  readonly charts?: ReadonlyMap<string, Chart>;
}

/** How one scene follows another: at once; new records take their places; everything morphs. */
export type Motion = 'none' | 'settle' | 'morph';
