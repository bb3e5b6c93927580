// The one card that explains words and signs, and the panel with all of them: what is shown, when it
// comes and when it goes. Words are elements with `data-term`, wherever they stand on the page.
import type { Rect } from '#stage/layout/geometry.ts';
import type { Sign } from '#stage/sign.ts';

/** What is explained: a word of the glossary, or a sign of the stage. */
export type Subject =
  | { readonly type: 'term'; readonly term: string }
  | { readonly type: 'sign'; readonly sign: Sign; readonly thing: string | null };

/** Beside what it is shown: an element, or a place of the window. */
export type Anchor = Element | Rect;

export interface Shown {
  readonly subject: Subject;
  readonly anchor: Anchor;
  /** It stays until it is closed: it was asked for by a press. */
  readonly isPinned: boolean;
  /** The keyboard goes into it. */
  readonly hasFocus: boolean;
}

/** How long somebody points before it comes, and how long it stays when they have left, in ms. */
export const DELAY = { word: 250, sign: 500, press: 500, leave: 220 } as const;

/** With a finger: a press that moves further is a drag, in px. */
const DRAG = 8;

function termOf(target: EventTarget | null): { element: Element; term: string } | null {
  const element = target instanceof Element ? target.closest('[data-term]') : null;
  const term = element?.getAttribute('data-term');
  return element === null || term == null ? null : { element, term };
}

class Legend {
  /** The panel with all signs and words. */
  isOpen = $state(false);
  shown = $state.raw<Shown | null>(null);
  private timer = 0;
  private pressedAt = { x: 0, y: 0 };

  /** Somebody points at something. */
  point(subject: Subject, anchor: Anchor, delayMs: number, isPinned = false): void {
    clearTimeout(this.timer);
    if (this.shown?.isPinned === true && !isPinned) return;
    this.timer = window.setTimeout(() => {
      this.shown = { subject, anchor, isPinned, hasFocus: false };
    }, delayMs);
  }

  /** They do so no longer. */
  leave(): void {
    clearTimeout(this.timer);
    if (this.shown === null || this.shown.isPinned) return;
    this.timer = window.setTimeout(() => (this.shown = null), DELAY.leave);
  }

  /** The pointer is on the card: it stays. */
  stay(): void {
    clearTimeout(this.timer);
  }

  close(): void {
    clearTimeout(this.timer);
    this.shown = null;
  }

  openPanel(): void {
    this.close();
    this.isOpen = true;
  }

  readonly onPointerOver = (event: PointerEvent): void => {
    const found = event.pointerType === 'mouse' ? termOf(event.target) : null;
    if (found === null) return;
    this.point({ type: 'term', term: found.term }, found.element, DELAY.word);
  };

  readonly onPointerOut = (event: PointerEvent): void => {
    if (event.pointerType === 'mouse' && termOf(event.target) !== null) this.leave();
  };

  readonly onPointerDown = (event: PointerEvent): void => {
    this.pressedAt = { x: event.clientX, y: event.clientY };
    const isOnCard =
      event.target instanceof Element && event.target.closest('#legend-card') !== null;
    if (isOnCard) return;
    if (termOf(event.target) === null) this.close();
  };

  readonly onPointerMove = ({ pointerType, clientX, clientY }: PointerEvent): void => {
    if (pointerType === 'mouse') return;
    const { x, y } = this.pressedAt;
    if (Math.hypot(clientX - x, clientY - y) > DRAG) clearTimeout(this.timer);
  };

  /** A press on a word shows its card at once, and keeps it; the keyboard goes into it. */
  readonly onClick = (event: MouseEvent): void => {
    const found = termOf(event.target);
    if (found !== null) this.press(found, false);
  };

  readonly onFocusIn = (event: FocusEvent): void => {
    const found = termOf(event.target);
    if (found === null || !found.element.matches(':focus-visible')) return;
    if (this.shown?.anchor === found.element) return;
    this.point({ type: 'term', term: found.term }, found.element, DELAY.word);
  };

  readonly onFocusOut = (event: FocusEvent): void => {
    if (termOf(event.target) !== null && this.shown?.isPinned !== true) this.leave();
  };

  /** True: the key was for the card. */
  readonly onKey = (event: KeyboardEvent): boolean => {
    if (event.key === 'Escape' && this.shown !== null) {
      const { anchor, hasFocus } = this.shown;
      this.close();
      if (hasFocus && anchor instanceof HTMLElement) anchor.focus();
      return true;
    }
    const found = termOf(event.target);
    if (found === null || (event.key !== 'Enter' && event.key !== ' ')) return false;
    this.press(found, true);
    return true;
  };

  private press({ element, term }: { element: Element; term: string }, hasFocus: boolean): void {
    clearTimeout(this.timer);
    this.shown = { subject: { type: 'term', term }, anchor: element, isPinned: true, hasFocus };
  }
}

export const legend = new Legend();
