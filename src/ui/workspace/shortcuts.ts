// Which key does what in the workspace. Knows keys only: what is done is the workspace's.
import type { ViewId } from '#base/view-id.ts';
import { VIEWS } from '#stage/view/index.ts';

export type ShortcutName =
  | 'play-or-pause'
  | 'step-forward'
  | 'step-back'
  | 'second-forward'
  | 'second-back'
  | 'to-start'
  | 'faster'
  | 'slower'
  | 'follow'
  | 'happened'
  | 'present'
  | 'fold'
  | 'terminal'
  | 'code'
  | 'undo'
  | 'deselect';

export type Shortcut = ShortcutName | { readonly view: ViewId };

/** What of a KeyboardEvent decides. */
type KeyStroke = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'altKey' | 'metaKey'>;

const PLAIN: Readonly<Record<string, ShortcutName>> = {
  ' ': 'play-or-pause',
  ArrowRight: 'step-forward',
  ArrowLeft: 'step-back',
  Home: 'to-start',
  '+': 'faster',
  '=': 'faster',
  '-': 'slower',
  f: 'follow',
  i: 'happened',
  p: 'present',
  '[': 'fold',
  '`': 'terminal',
  e: 'code',
  Escape: 'deselect',
};

/** With Shift, where that makes a difference. */
const SHIFTED: Readonly<Record<string, ShortcutName>> = {
  ArrowRight: 'second-forward',
  ArrowLeft: 'second-back',
};

/** What a key does; null: nothing. On a button Space presses the button. */
export function shortcutOf(stroke: KeyStroke, isOnButton: boolean): Shortcut | null {
  const { key } = stroke;
  if (stroke.altKey || stroke.metaKey) return null;
  if (stroke.ctrlKey) return key.toLowerCase() === 'z' ? 'undo' : null;
  if (key === ' ' && isOnButton) return null;
  if (stroke.shiftKey && Object.hasOwn(SHIFTED, key)) return SHIFTED[key] ?? null;
  if (Object.hasOwn(PLAIN, key)) return PLAIN[key] ?? null;
  const view = VIEWS.find((one) => one.key === key);
  return view === undefined ? null : { view: view.id };
}
