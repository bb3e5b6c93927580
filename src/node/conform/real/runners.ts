// Runners of what was recorded from a real cluster: one a file. Files with a scenario need no code of
// their own; of the others some can be expressed, and the rest is listed here with the reason.
import type { ConformRunner } from '#node/conform/runner.ts';
import { idempotentProducerRunner } from './idempotent-producer.ts';
import { placementRunner } from './placement.ts';
import { recordedRunner } from './recorded.ts';
import { isRecording } from './recording.ts';
import { toolsSessionRunner } from './tools-session.ts';

const EXPERIMENT_RUNNERS: readonly ConformRunner[] = [
  placementRunner,
  idempotentProducerRunner,
  toolsSessionRunner,
];

/** By file: why the model cannot say yet what the experiment did. */
export const NOT_EXPRESSED: Readonly<Record<string, string>> = {
  'cli-requests': 'tools-session has the same commands, with all that they print',
  compaction: 'there is no log cleaner: nothing is ever removed from a log',
  'delete-records': 'there is no command for DeleteRecords: every log starts at offset 0',
  retention: 'logs have no segments, and nothing is ever removed from them',
  'share-group': 'share groups (KIP-932) are not simulated',
  tools: 'tools-session has the same commands; here a program made the records and the group',
  transactions: 'transactions are not simulated',
};

/** The runner for a file's content; `file` is its name without `.json`. Null: there is none. */
export function realRunnerOf(file: string, content: unknown): ConformRunner | null {
  if (isRecording(content)) return recordedRunner(file);
  return EXPERIMENT_RUNNERS.find((runner) => runner.file === file) ?? null;
}
