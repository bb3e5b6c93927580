// On a phone the panel is a sheet under the stage: how much of the screen it takes.

export type Sheet = 'peek' | 'half' | 'full';

const SHEETS: readonly Sheet[] = ['peek', 'half', 'full'];

/** A drag of the sheet's handle shorter than this is a press. */
const DRAG_PX = 24;

/** The next larger sheet with 1, the next smaller one with -1; at either end it stays. */
export function resized(sheet: Sheet, by: 1 | -1): Sheet {
  return SHEETS[SHEETS.indexOf(sheet) + by] ?? sheet;
}

/** What a press of the handle makes of the sheet. */
export function pressed(sheet: Sheet): Sheet {
  return sheet === 'peek' ? 'half' : 'peek';
}

/** What a drag of the handle by so many px (down: positive) makes of the sheet. */
export function dragged(sheet: Sheet, movedPx: number): Sheet {
  return Math.abs(movedPx) < DRAG_PX ? pressed(sheet) : resized(sheet, movedPx < 0 ? 1 : -1);
}
