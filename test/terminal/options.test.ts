// Options of the help texts: each is read by its tool, or stands among those that change nothing, with a reason.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { NOT_THERE, runTool, TOOL_NAMES } from '#kafka/tool/program/index.ts';
import { readGrammar } from '#kafka/tool/options/joptsimple.ts';
import { noteOnOptions, WITHOUT_EFFECT } from '#kafka/tool/options/without-effect.ts';
import { type Call, runWith } from '#kafka/tool/tool.ts';
import { readHelpTexts } from '#node/help-texts.ts';

const help = readHelpTexts();

/** The files in which a tool reads its options. */
const SOURCES: Readonly<Record<string, readonly string[]>> = {
  'kafka-topics': ['program/topics.ts', 'program/topics-options.ts'],
  'kafka-console-producer': ['console/producer.ts'],
  'kafka-console-consumer': ['console/consumer.ts'],
  'kafka-consumer-groups': [
    ...['consumer-groups.ts', 'consumer-groups-options.ts', 'describe-groups.ts'].map(
      (file) => `program/${file}`,
    ),
    ...['program/reset-offsets.ts', 'program/group-scope.ts'],
  ],
  'kafka-groups': ['program/groups.ts'],
  'kafka-configs': ['program/configs.ts'],
  'kafka-get-offsets': ['program/get-offsets.ts'],
  'kafka-leader-election': ['program/leader-election.ts'],
  'kafka-reassign-partitions': ['program/reassign-partitions.ts'],
  'kafka-metadata-quorum': ['program/metadata-quorum.ts'],
  'kafka-broker-api-versions': ['program/cluster.ts'],
  'kafka-cluster': ['program/cluster.ts'],
  'kafka-features': ['program/cluster.ts'],
  'kafka-log-dirs': ['program/cluster.ts'],
  'kafka-storage': ['program/storage.ts'],
  'kafka-dump-log': ['program/dump-log.ts'],
  'kafka-producer-perf-test': ['console/producer.ts'],
  'kafka-consumer-perf-test': ['console/consumer.ts'],
};
/** `checks.ts` reads these for all tools. */
const FOR_ALL = ['help', 'version'];

/** Names without dashes. */
function optionsIn(text: string): readonly string[] {
  const options = [...readGrammar(text).options.keys()];
  if (options.length > 0) return options;
  return [...text.matchAll(/^ {2}--([\w.-]*\w)/gm)].map(([, name = '']) => name);
}

function isRead(tool: string, option: string): boolean {
  const text = (SOURCES[tool] ?? [])
    .map((file) => readFileSync(`src/kafka/tool/${file}`, 'utf8'))
    .join('\n');
  const name = option.replaceAll('.', '\\.');
  return new RegExp(`'(?:--)?${name}'|^ {2}${name}: '`, 'm').test(text);
}

describe.each(TOOL_NAMES)('%s', (tool) => {
  const options = optionsIn(help[tool] ?? '');
  const listed = Object.keys(WITHOUT_EFFECT[tool] ?? {});

  it('reads each option of its help text, or it is said why not', () => {
    const left = options.filter(
      (option) => !FOR_ALL.includes(option) && !listed.includes(option) && !isRead(tool, option),
    );
    expect(left).toEqual([]);
  });

  it('lists none that the help text does not have', () => {
    expect(listed.filter((option) => !options.includes(option))).toEqual([]);
  });
});

it('each tool with a help text is here, or says that it is not', () => {
  const world = { help, addressOf: String, epochMs: 0 };
  for (const tool of Object.keys(help).filter((name) => !TOOL_NAMES.includes(name))) {
    expect(NOT_THERE).toHaveProperty([tool]);
    const call: Call = {
      ...{ tool, id: tool, args: [], stdin: null, files: {}, nowMs: 0, host: null },
      ...{ brokers: [1], world },
    };
    const { output, exitCode } = runWith(runTool(call), []);
    expect(exitCode).toBe(1);
    expect(output).toMatchObject([{ stream: 'note' }]);
  }
});

it('who uses such an option is told', () => {
  const call = { tool: 'kafka-console-producer', args: ['--topic', 'orders', '--sync'] };
  expect(noteOnOptions(call)?.text).toMatch(
    /^--sync changes nothing here\. The tool does not wait/,
  );
  expect(noteOnOptions({ ...call, args: ['--topic', 'sync'] })).toBeNull();
});
