// The Scene: all that is drawn, as a flat list of keyed marks in stage pixels. Views make Scenes
// and touch no DOM; the renderer draws them and morphs between two of them by key.

/** Names of colours that a theme gives values to; `key-0` … `key-11` are the record keys'. */
export type Paint =
  | 'paper'
  | 'panel'
  | 'line'
  | 'line-strong'
  | 'ink'
  | 'ink-soft'
  | 'ink-faint'
  | 'accent'
  | 'accent-soft'
  | 'good'
  | 'warn'
  | 'bad'
  | 'bad-soft'
  | 'none'
  | `key-${number}`
  | `key-${number}-soft`;

interface MarkBase {
  /** Same key, same thing: across time and across views. */
  readonly key: string;
  /** What a click, Tab or Why? means by it; absent: not selectable. */
  readonly target?: Target;
  /** 0 … 1; default 1. */
  readonly opacity?: number;
}

/** A thing of the cluster that the inspector can show. `id` depends on the type. */
export interface Target {
  readonly type:
    | 'broker'
    | 'controller'
    | 'topic'
    | 'partition'
    | 'replica'
    | 'record'
    | 'producer'
    | 'consumer'
    | 'group'
    | 'packet';
  /** `1`, `orders`, `orders-0`, `orders-0@1`, `orders-0#17`, `p1`, `billing-c1`, `billing`, `421`. */
  readonly id: string;
  /** The accessible name, such as "Replica of orders-0 on broker 1, leader". */
  readonly label: string;
}

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
  readonly isStriped?: boolean;
}

export interface TextMark extends MarkBase {
  readonly type: 'text';
  readonly x: number;
  /** Baseline. */
  readonly y: number;
  readonly text: string;
  readonly size: number;
  readonly fill: Paint;
  readonly weight?: 400 | 500 | 600 | 700;
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly isMono?: boolean;
}

export interface PathMark extends MarkBase {
  readonly type: 'path';
  /** SVG path data. */
  readonly path: string;
  readonly stroke: Paint;
  readonly fill?: Paint;
  readonly strokeWidth: number;
  readonly isDashed?: boolean;
}

/** A record in a log: drawn on the canvas, in crowds. */
export interface CellMark extends MarkBase {
  readonly type: 'cell';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly fill: Paint;
  /** Text colour. */
  readonly ink: Paint;
  readonly text: string;
  /** The key's letter, so that colour is never alone. */
  readonly glyph?: string;
  readonly isOutlined?: boolean;
}

/** Something on its way: drawn on the canvas, moves every frame. */
export interface TokenMark extends MarkBase {
  readonly type: 'token';
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly fill: Paint;
  readonly glyph?: string;
  readonly shape: 'record' | 'request' | 'response' | 'error';
  readonly isSelected?: boolean;
}

export type Mark = BoxMark | TextMark | PathMark | CellMark | TokenMark;

export interface Scene {
  readonly width: number;
  /** May exceed the viewport: the stage scrolls. */
  readonly height: number;
  /** Structure: boxes, text, paths; changes when something happened. */
  readonly marks: readonly Mark[];
  /** Said to a screen reader in place of the picture. */
  readonly summary: string;
}

/** What a view needs besides the Frame. */
export interface ViewContext {
  readonly width: number;
  readonly height: number;
  /** Selected thing, as `type:id`; '' when nothing. */
  readonly selected: string;
  /** Things to point at (a lesson's "watch for"), as `type:id`. */
  readonly highlighted: readonly string[];
  readonly showInternalTopics: boolean;
  /** Topic shown by the Topic view; '' picks the first. */
  readonly topic: string;
}

/** How one scene follows another: at once; new records take their places; everything morphs. */
export type Motion = 'none' | 'settle' | 'morph';
