// Builds the site once for all browser tests.
import { build } from 'vite';

export async function setup(): Promise<void> {
  await build({ logLevel: 'warn' });
}
