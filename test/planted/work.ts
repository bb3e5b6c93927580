// A process that plants the faults which it is told, one after the other, on a bench of its own.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Bench, type Noticed } from './bench.ts';
import type { Fault } from './fault.ts';

export interface Task {
  readonly fault: Fault;
  /** Only the tests that the fault names, not all when those pass. */
  readonly isNamedOnly: boolean;
}

export interface Verdict {
  readonly by: 'named' | 'others' | 'nobody';
  readonly noticed: Noticed;
}

async function judge(bench: Bench, { fault, isNamedOnly }: Task): Promise<Verdict> {
  return bench.with(fault, async () => {
    const noticed = await bench.test(fault.tests);
    if (noticed !== null) return { by: 'named', noticed };
    const others = isNamedOnly ? null : await bench.test([]);
    return { by: others === null ? 'nobody' : 'others', noticed: others };
  });
}

const bench = await Bench.create(mkdtempSync(join(tmpdir(), 'planted-')));

process.on('message', (task: Task | 'done') => {
  if (task === 'done') void bench.remove().then(() => process.exit(0));
  else void judge(bench, task).then((verdict) => process.send?.(verdict));
});
process.send?.('ready');
