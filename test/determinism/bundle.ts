// The simulation as one script, as a Web Worker would load it.
import { fileURLToPath } from 'node:url';
import { build, type Rolldown } from 'vite';

/** A script that leaves what simulation.ts exports in the global variable `simulation`. */
export async function bundleSimulation(): Promise<string> {
  const built = (await build({
    configFile: false,
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      write: false,
      minify: false,
      lib: {
        entry: fileURLToPath(new URL('./simulation.ts', import.meta.url)),
        name: 'simulation',
        formats: ['iife'],
      },
    },
  })) as Rolldown.RolldownOutput[];
  const [chunk] = built.flatMap(({ output }) => output);
  if (chunk?.type !== 'chunk') throw new Error('nothing was built');
  return chunk.code;
}
