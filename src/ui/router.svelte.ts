// Which page is shown, from the address's hash: works under any base path and from any host.

export type Route =
  | { readonly page: 'home' }
  | { readonly page: 'learn'; readonly lesson: string; readonly step: number }
  | { readonly page: 'sandbox'; readonly preset: string | null }
  /** A share link. */
  | { readonly page: 'shared'; readonly link: string }
  /** A preset or a share link, on another page: stage, caption and transport alone. */
  | { readonly page: 'embed'; readonly what: string }
  /** A cluster of one's own. */
  | { readonly page: 'bring' }
  /** The test of a chapter, by its number. */
  | { readonly page: 'placement'; readonly chapter: number }
  | { readonly page: 'fidelity' }
  | { readonly page: 'glossary' }
  | { readonly page: 'questions' }
  /** While the site is developed: the plates of a view, or of all. */
  | { readonly page: 'plates'; readonly view: string }
  | { readonly page: 'unknown'; readonly path: string };

/** `#/learn/02-keys/3` → route. */
export function parseRoute(hash: string): Route {
  const [first = '', second = '', third = ''] = hash.replace(/^#\/?/, '').split('/');
  switch (first) {
    case '':
      return { page: 'home' };
    case 'learn':
      return second === ''
        ? { page: 'home' }
        : { page: 'learn', lesson: second, step: stepOf(third) };
    case 'sandbox':
      return { page: 'sandbox', preset: second === '' ? null : second };
    case 'know':
      return { page: 'placement', chapter: Number(second) };
    case 's':
      return { page: 'shared', link: second };
    case 'embed':
      return { page: 'embed', what: second };
    case 'bring':
    case 'fidelity':
    case 'glossary':
    case 'questions':
      return { page: first };
    case 'plates':
      return import.meta.env.DEV
        ? { page: 'plates', view: second }
        : { page: 'unknown', path: hash };
    default:
      return { page: 'unknown', path: hash };
  }
}

/** Steps are counted from 1 in addresses; what is no such number is the first. */
function stepOf(text: string): number {
  return /^[1-9]\d{0,3}$/.test(text) ? Number(text) - 1 : 0;
}

/** The current route; follows the address. */
class Router {
  route = $state.raw<Route>(parseRoute(location.hash));

  constructor() {
    window.addEventListener('hashchange', () => {
      this.route = parseRoute(location.hash);
    });
  }

  /** Changes the address without leaving a step in the history. */
  replace(hash: string): void {
    history.replaceState(null, '', hash);
    this.route = parseRoute(hash);
  }
}

export const router = new Router();
