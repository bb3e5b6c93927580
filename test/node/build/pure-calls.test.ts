// What a bundler may leave out of a module that makes many values and is asked for one.
import { expect, test } from 'vitest';
import { markPure } from '#node/build/pure-calls.ts';

test('values that are made by a call at the top of a module are marked, and nothing else is', () => {
  const made = 'var bundle = (function custom(beta) {\n  var inner = of(beta);\n})(0.85);';
  expect(markPure(made)).toBe(made.replace('= (', '= /* @__PURE__ */('));
  expect(markPure('var long = hue(nogamma);')).toBe('var long = /* @__PURE__ */hue(nogamma);');
  for (const kept of ['define(Rgb, rgb);', 'var darker = 0.7;', 'function f(x) { return g(x); }']) {
    expect(markPure(kept)).toBe(kept);
  }
});
