// Serves the built site on this machine, at the root or below any path.
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
  '.png': 'image/png',
};

export interface SiteServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves `folder` under `basePath` (`/` or `/a/b/`). */
export async function serveSite(folder = 'dist', basePath = '/'): Promise<SiteServer> {
  const server: Server = createServer((request, response) => {
    const path = (request.url ?? '/').split(/[?#]/)[0] ?? '/';
    const inner = path.startsWith(basePath) ? path.slice(basePath.length) : null;
    const file = inner === '' ? 'index.html' : normalize(inner ?? '..');
    if (inner === null || file.startsWith('..')) {
      response.writeHead(404).end();
      return;
    }
    readFile(join(folder, file)).then(
      (body) => {
        const type = TYPES[extname(file)] ?? 'application/octet-stream';
        // Many hosts send it; what was kept must be found all the same.
        response.writeHead(200, { 'content-type': type, vary: 'Origin' }).end(body);
      },
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${port}${basePath}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        // Browsers keep connections open that nobody needs any more.
        server.closeAllConnections();
      }),
  };
}
