// Makes the site work offline after the first visit: a service worker that keeps every built file.
// All addresses are relative to the worker, so any base path will do.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Plugin } from 'vite';

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesBelow(path) : [path];
  });
}

/** The worker's own code. `version` changes whenever a file does. */
function workerSource(version: string, files: readonly string[]): string {
  return `// Keeps the site for when there is no network.
const CACHE = 'kafkascope-${version}';
const FILES = ${JSON.stringify(files)};

self.addEventListener('install', (event) => {
  // It takes over when no page of the version before is open any more: those need their own files.
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(FILES)));
});

// A page that has just been opened asks for the newest version, and loads itself anew if it gets it.
self.addEventListener('message', (event) => {
  event.waitUntil(
    self.clients.matchAll({ type: 'window', includeUncontrolled: true }).then((pages) => {
      if (pages.length <= 1) return self.skipWaiting();
    }),
  );
});

self.addEventListener('activate', (event) => {
  event.waitUntil(
    caches.keys()
      .then((names) => Promise.all(
        names.filter((name) => name.startsWith('kafkascope-') && name !== CACHE)
          .map((name) => caches.delete(name)),
      ))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET' || !request.url.startsWith(self.location.origin)) return;
  const wanted = request.mode === 'navigate' ? './' : request;
  event.respondWith(
    caches.match(wanted, { ignoreSearch: true, ignoreVary: true }).then((kept) => kept ?? fetch(request)),
  );
});
`;
}

/** The plug-in; `publicFolder` holds the files that are copied as they are. */
export function offline(publicFolder: string): Plugin {
  return {
    name: 'kafkascope-offline',
    apply: 'build',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const hash = createHash('sha256');
        const built = Object.keys(bundle).filter((name) => !name.endsWith('.map'));
        const copied = filesBelow(publicFolder).filter((path) => !path.endsWith('.png'));
        for (const path of copied) hash.update(readFileSync(path));
        const names = copied.map((path) => relative(publicFolder, path).replaceAll('\\', '/'));
        const files = ['./', ...built, ...names].sort();
        hash.update(files.join());
        const version = hash.digest('hex').slice(0, 12);
        this.emitFile({ type: 'asset', fileName: 'sw.js', source: workerSource(version, files) });
      },
    },
  };
}
