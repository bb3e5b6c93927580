// Lets the browser fetch the typefaces of controls and numbers with the page, before it has read a
// style sheet: `<link rel="preload">` for the built files.
import type { HtmlTagDescriptor, Plugin } from 'vite';

/** What the names of those files begin with. The others come when they are used. */
const PRELOADED = ['instrument-sans-latin-wght-normal', 'martian-mono-latin-wdth-normal'];

/** Links for those of the built files that are to be fetched early. */
export function preloads(files: readonly string[]): readonly HtmlTagDescriptor[] {
  return PRELOADED.map((name) => {
    const file = files.find((one) => one.includes(name) && one.endsWith('.woff2'));
    if (file === undefined) throw new Error(`no built file is named ${name}`);
    return {
      tag: 'link',
      attrs: {
        rel: 'preload',
        href: `./${file}`,
        as: 'font',
        type: 'font/woff2',
        crossorigin: true,
      },
      injectTo: 'head',
    };
  });
}

/** The plug-in. */
export function fonts(): Plugin {
  return {
    name: 'kafkascope-fonts',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler: (_html, { bundle = {} }) => [...preloads(Object.keys(bundle))],
    },
  };
}
