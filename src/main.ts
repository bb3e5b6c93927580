// Mounts the page.
import { mount } from 'svelte';
import { assert } from '#base/assert.ts';
import App from '#ui/App.svelte';
import '#ui/theme/page.css';

const target = document.getElementById('app');
assert(target !== null, 'index.html has no element with id app');
mount(App, { target });
