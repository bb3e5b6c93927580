// A newer site than this page may have been published since it was opened: then a part that it has not
// fetched yet may be gone, unless the service worker keeps it.
import { page } from './page.svelte.ts';
import { router } from './router.svelte.ts';

class Version {
  /** Something that the page needs is not there any more. */
  isGone = $state(false);

  constructor() {
    window.addEventListener('vite:preloadError', () => {
      this.isGone = true;
    });
  }

  /** Loads the page anew. A cluster of the sandbox goes on where it is; lessons are kept anyway. */
  async reload(): Promise<void> {
    const isCluster = ['sandbox', 'shared'].includes(router.route.page);
    const link = isCluster ? await page.shareLink?.().catch(() => undefined) : undefined;
    if (link !== undefined) history.replaceState(null, '', link);
    location.reload();
  }
}

export const version = new Version();
