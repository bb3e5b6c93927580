// Mounts the page, and lets the browser keep the site for when it is offline.
import { mount } from 'svelte';
import { assert } from '#base/assert.ts';
import App from '#ui/App.svelte';
import '#ui/theme/fonts.css';
import '#ui/theme/page.css';

const target = document.getElementById('app');
assert(target !== null, 'index.html has no element with id app');
mount(App, { target });

if (import.meta.env.PROD && 'serviceWorker' in navigator) {
  // Without it the site works all the same, as long as there is a network.
  navigator.serviceWorker.register('./sw.js').then(takeNewest, () => undefined);
}

/** A newer version that has been fetched meanwhile is shown at once if no other page needs the old one. */
function takeNewest(registration: ServiceWorkerRegistration | undefined): void {
  // A browser that keeps no workers gives nothing.
  const waiting = registration?.waiting ?? null;
  if (waiting === null) return;
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload());
  waiting.postMessage('take over');
}
