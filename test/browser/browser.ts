// Finds a browser for the tests: the one that CHROMIUM_PATH names, one that is installed, else the
// one inside an npm package. Never skips: without a browser the tests fail and say what to do.
import { execFileSync } from 'node:child_process';
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';
import { chromium, type Browser } from 'playwright-core';

const NAMES = [
  'chromium-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
];
const PACKAGE_BIN = 'node_modules/@sparticuz/chromium/bin';
const CACHE = 'node_modules/.cache/chromium';

function answers(path: string): boolean {
  try {
    return /Chrom/.test(execFileSync(path, ['--version', '--no-sandbox'], { encoding: 'utf8' }));
  } catch {
    return false;
  }
}

function installedBrowser(): string | null {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  for (const name of NAMES) {
    for (const folder of folders) {
      const path = join(folder, name);
      if (existsSync(path) && answers(path)) return path;
    }
  }
  return null;
}

async function unbrotli(from: string, to: string): Promise<void> {
  await pipeline(
    createReadStream(from),
    createBrotliDecompress(),
    createWriteStream(to, { mode: 0o755 }),
  );
}

/** Unpacks the package's browser beside its libraries; the folder appears only when it is whole. */
async function packagedBrowser(): Promise<string | null> {
  const binary = join(CACHE, 'chromium');
  if (!existsSync(PACKAGE_BIN)) return null;
  if (!existsSync(binary)) {
    const draft = `${CACHE}.${process.pid}`;
    mkdirSync(draft, { recursive: true });
    for (const file of readdirSync(PACKAGE_BIN)) {
      const source = join(PACKAGE_BIN, file);
      if (file === 'chromium.br') await unbrotli(source, join(draft, 'chromium'));
      else if (file.endsWith('.tar.br')) {
        const tar = join(tmpdir(), `${file}.${process.pid}.tar`);
        await unbrotli(source, tar);
        execFileSync('tar', ['-xf', tar, '-C', draft]);
        rmSync(tar);
      }
    }
    try {
      renameSync(draft, CACHE);
    } catch {
      rmSync(draft, { recursive: true, force: true });
    }
  }
  const libraries = [join(CACHE, 'lib'), join(CACHE, 'al2023', 'lib'), CACHE];
  const found = libraries.filter((folder) => existsSync(folder)).map((folder) => resolve(folder));
  process.env['LD_LIBRARY_PATH'] = [...found, process.env['LD_LIBRARY_PATH'] ?? ''].join(':');
  return answers(binary) ? binary : null;
}

/** Path of a browser that runs. Throws with what to install when there is none. */
export async function findBrowser(): Promise<string> {
  const named = process.env['CHROMIUM_PATH'];
  if (named !== undefined && named !== '') {
    if (answers(named)) return named;
    throw new Error(`CHROMIUM_PATH is ${named}, which does not answer --version.`);
  }
  const usesPackage = process.env['KAFKASCOPE_BROWSER'] === 'package';
  const installed = usesPackage ? null : installedBrowser();
  const found = installed ?? (await packagedBrowser());
  if (found !== null) return found;
  throw new Error(
    'No browser for the browser tests. Install Chromium (Debian: apt-get install chromium), or set CHROMIUM_PATH to one.',
  );
}

/** A headless browser that talks to nobody but the page; with switches of its own if need be. */
export async function launchBrowser(switches: readonly string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath: await findBrowser(),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...switches,
    ],
  });
}
