// `npm run --silent planted`: plants each fault into a copy of the tree and tells which test notices.
//   --only ROOM     faults of one room, or of files whose path begins so
//   --jobs N        so many at a time (1)
//   --count N       at most so many (all)
//   --rotate K      which of them: K and K + 1 take turns (0)
//   --named         does not run all unit tests when those that are named pass
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { choose } from './choose.ts';
import type { Fault } from './fault.ts';
import { FAULTS } from './faults.ts';
import type { Verdict } from './work.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    jobs: { type: 'string', default: '1' },
    count: { type: 'string', default: String(FAULTS.length) },
    rotate: { type: 'string', default: '0' },
    named: { type: 'boolean', default: false },
  },
});

const chosen = choose(FAULTS, {
  only: values.only ?? null,
  count: Number(values.count),
  rotate: Number(values.rotate),
});
const left = [...chosen];
const noticedBy = { named: 0, others: 0, nobody: 0 };

function tell({ room, file, breaks }: Fault, { by, noticed }: Verdict): void {
  const word = { named: 'noticed', others: 'noticed by others', nobody: 'ESCAPED' }[by];
  process.stdout.write(`${word}: ${breaks} (${room}, ${file})\n`);
  if (noticed !== null) process.stdout.write(`    ${noticed}\n`);
  noticedBy[by] += 1;
}

/** A process that takes one fault after the other, as long as there are any. */
function employ(): Promise<void> {
  const worker = fork(fileURLToPath(new URL('work.ts', import.meta.url)));
  let fault: Fault | undefined;
  worker.on('message', (message: Verdict | 'ready') => {
    if (message !== 'ready' && fault !== undefined) tell(fault, message);
    fault = left.shift();
    worker.send(fault === undefined ? 'done' : { fault, isNamedOnly: values.named });
  });
  return new Promise((done, failed) => {
    worker.on('exit', (code) => {
      if (code === 0) done();
      else failed(new Error(`ended at: ${fault?.breaks ?? 'the start'}`));
    });
  });
}

const jobs = Math.max(1, Math.min(Number(values.jobs), chosen.length));
await Promise.all(Array.from({ length: jobs }, employ));
const { named, others, nobody } = noticedBy;
process.stdout.write(`${named} noticed, ${others} by others, ${nobody} escaped\n`);
process.exitCode = nobody === 0 && chosen.length > 0 ? 0 : 1;
