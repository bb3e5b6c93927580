// Which page is shown, from the address's hash: works under any base path and from any host.

export type Route =
  | { readonly page: 'home' }
  | { readonly page: 'learn'; readonly lesson: string; readonly step: number }
  | { readonly page: 'sandbox'; readonly preset: string | null }
  /** A share link. */
  | { readonly page: 'shared'; readonly link: string }
  /** The test of a chapter, by its number. */
  | { readonly page: 'placement'; readonly chapter: number }
  | { readonly page: 'fidelity' }
  | { readonly page: 'glossary' }
  | { readonly page: 'questions' }
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
        : { page: 'learn', lesson: second, step: Math.max(0, (Number(third) || 1) - 1) };
    case 'sandbox':
      return { page: 'sandbox', preset: second === '' ? null : second };
    case 'know':
      return { page: 'placement', chapter: Number(second) };
    case 's':
      return { page: 'shared', link: second };
    case 'fidelity':
    case 'glossary':
    case 'questions':
      return { page: first };
    default:
      return { page: 'unknown', path: hash };
  }
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
