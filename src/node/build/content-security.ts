// Tells browsers that this site runs and loads nothing but its own files, so that no name or value in a
// link can become a script. Only of the built site: the development server needs more.
import type { Plugin } from 'vite';

const POLICY = {
  'default-src': ["'self'"],
  // Pictures and films of the stage are made in the page.
  'img-src': ["'self'", 'data:', 'blob:'],
  'media-src': ["'self'", 'blob:'],
  'object-src': ["'none'"],
  'base-uri': ["'none'"],
  'form-action': ["'none'"],
};

/** The policy as the `content` of a `<meta>`. */
export function contentSecurityPolicy(): string {
  return Object.entries(POLICY)
    .map(([directive, sources]) => `${directive} ${sources.join(' ')}`)
    .join('; ');
}

export function contentSecurity(): Plugin {
  return {
    name: 'kafkascope-content-security',
    apply: 'build',
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: contentSecurityPolicy() },
        injectTo: 'head-prepend',
      },
    ],
  };
}
