// Which key does what in the workspace.
import { describe, expect, it } from 'vitest';
import { VIEWS } from '#stage/view/index.ts';
import { shortcutOf } from '#ui/workspace/shortcuts.ts';

const none = { shiftKey: false, ctrlKey: false, altKey: false, metaKey: false };
const press = (key: string, besides: Partial<typeof none> = {}, isOnButton = false) =>
  shortcutOf({ key, ...none, ...besides }, isOnButton);

describe('a key in the workspace', () => {
  it('moves by a step, with Shift by a second', () => {
    expect([press('ArrowRight'), press('ArrowLeft')]).toEqual(['step-forward', 'step-back']);
    const shift = { shiftKey: true };
    expect([press('ArrowRight', shift), press('ArrowLeft', shift)]).toEqual([
      'second-forward',
      'second-back',
    ]);
  });

  it('keeps a meaning that Shift does not change', () => {
    expect(press('+', { shiftKey: true })).toBe('faster');
    expect(press('Home', { shiftKey: true })).toBe('to-start');
  });

  it('plays with Space, except where Space presses a button', () => {
    expect(press(' ')).toBe('play-or-pause');
    expect(press(' ', {}, true)).toBeNull();
    expect(press('ArrowRight', {}, true)).toBe('step-forward');
  });

  it('leaves what belongs to the browser alone', () => {
    expect(press('f', { ctrlKey: true })).toBeNull();
    expect(press('ArrowLeft', { altKey: true })).toBeNull();
    expect(press('p', { metaKey: true })).toBeNull();
    expect([press('z', { ctrlKey: true }), press('Z', { ctrlKey: true })]).toEqual([
      'undo',
      'undo',
    ]);
    expect([press('x'), press('toString'), press('F5')]).toEqual([null, null, null]);
  });

  it('opens each view by a key of its own', () => {
    expect(VIEWS.map(({ key }) => press(key))).toEqual(VIEWS.map(({ id }) => ({ view: id })));
  });
});
