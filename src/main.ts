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
  navigator.serviceWorker.register('./sw.js').catch(() => undefined);
}
