// Builds the site for the browser tests, and keeps beside it what its first lesson loads.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { build } from 'vite';
import { sizeOf } from '#test/bench/size.ts';
import { SIZE_FILE } from './size-file.ts';

const built = await build({ logLevel: 'warn' });
mkdirSync(dirname(SIZE_FILE), { recursive: true });
writeFileSync(SIZE_FILE, JSON.stringify(sizeOf(built)));
