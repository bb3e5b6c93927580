// d3's modules come as one file each, whose top-level calls a bundler must keep although they only make
// values: all curves of d3-shape for a page that draws straight lines. Each such module says of itself
// that it has no side effects, so what nobody uses of it may go.
import type { Plugin } from 'vite';

const D3 = /\/node_modules\/d3-[a-z]+\/dist\/[^/]+\.mjs$/;
/** `var curve = (function custom(k) {…})(0);` and `var hsl = hue(of);`, at the beginning of a line. */
const MADE = /^((?:var|const|let) [\w$]+ = )(?=\(function\b|[a-z][\w$]*\()/gm;

/** A module's text, with what makes its values marked as free of effects. */
export function markPure(code: string): string {
  return code.replace(MADE, '$1/* @__PURE__ */');
}

/** The plug-in. */
export function pureCalls(): Plugin {
  return {
    name: 'kafkascope-pure-calls',
    apply: 'build',
    transform: {
      filter: { id: D3 },
      handler: (code) => ({ code: markPure(code), map: null }),
    },
  };
}
