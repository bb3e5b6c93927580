// The simulation runs in a worker that has neither a page nor Node, and gives the same trace there:
// its script sees the language itself, and of all platform objects only those that are named here.
import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundleSimulation } from '#test/determinism/bundle.ts';
import { hashOfRun } from '#test/determinism/simulation.ts';

const UNTIL_US = 12_000_000;

/** Runs the script in a context without globals of its own, in a thread of its own. */
const WORKER = `
  const { parentPort, workerData } = require('node:worker_threads');
  const vm = require('node:vm');
  const context = vm.createContext({ TextEncoder, ...workerData.given });
  vm.runInContext(workerData.script, context);
  parentPort.postMessage(vm.runInContext(workerData.expression, context));
`;

let script = '';

beforeAll(async () => {
  script = await bundleSimulation();
}, 60_000);

function inWorker(expression: string, given: Record<string, unknown> = {}): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(WORKER, { eval: true, workerData: { script, expression, given } });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

describe('a worker', () => {
  it('has no window, no document, no clock of a page and no Node', async () => {
    const names = ['window', 'document', 'self', 'performance', 'process', 'require', 'setTimeout'];
    const kinds = await inWorker(`[${names.map((name) => `typeof ${name}`).join()}].join()`);
    expect(kinds).toBe(names.map(() => 'undefined').join());
  }, 30_000);

  it.each(['three-brokers', 'two-groups'])(
    'gives the same trace of %s as the main thread',
    async (name) => {
      const scenarioText = readFileSync(`public/scenarios/${name}.json`, 'utf8');
      const given = { scenarioText, untilUs: UNTIL_US };
      const hash = await inWorker('simulation.hashOfRun(scenarioText, untilUs)', given);
      expect(hash).toBe(hashOfRun(scenarioText, UNTIL_US));
    },
    30_000,
  );
});
