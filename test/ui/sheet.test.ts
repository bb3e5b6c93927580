// The sheet that the panel is on a phone.
import { expect, it } from 'vitest';
import { dragged, pressed, resized } from '#ui/workspace/sheet.ts';

it('opens by half, closes whole, and stays at either end', () => {
  expect([pressed('peek'), pressed('half'), pressed('full')]).toEqual(['half', 'peek', 'peek']);
  expect([resized('peek', -1), resized('full', 1)]).toEqual(['peek', 'full']);
});

it('goes a step up or down with a drag, and a drag too short is a press', () => {
  expect([dragged('half', -24), dragged('half', 24)]).toEqual(['full', 'peek']);
  expect([dragged('half', -23), dragged('peek', 23)]).toEqual(['peek', 'half']);
});
