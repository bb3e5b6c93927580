// Builds the site once for all browser tests, as it is built for people: the test runner's own
// NODE_ENV would make a development build.
import { execFileSync } from 'node:child_process';

export function setup(): void {
  const env = { ...process.env, NODE_ENV: 'production' };
  execFileSync('node_modules/.bin/tsx', ['test/browser/build-site.ts'], {
    env,
    stdio: 'inherit',
  });
}
