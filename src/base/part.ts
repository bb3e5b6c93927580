// A part of the code that most runs do without, and that is there only after it was installed: whoever
// needs it and finds it missing stops with its name, so that no run can differ silently.
import { assert } from './assert.ts';

export interface Part<T> {
  /** To be called before a run begins that needs it. */
  install(code: T): void;
  readonly isInstalled: boolean;
  /** Its code. */
  get(): T;
}

/** `name` completes the sentence: this run needs …. */
export function partNamed<T>(name: string): Part<T> {
  let installed: T | null = null;
  return {
    install(code) {
      installed = code;
    },
    get isInstalled() {
      return installed !== null;
    },
    get() {
      assert(installed !== null, () => `this run needs ${name}, and it was not loaded`);
      return installed;
    },
  };
}
