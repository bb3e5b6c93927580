// The terminal: lines as a shell reads them, filters, completion, and tools of a live cluster.
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { createToolbox } from '#kafka/tool/index.ts';
import { installToolbox } from '#kafka/tool/toolbox.ts';
import { addressOf } from '#kafka/tool/admin/bootstrap.ts';
import { consoleNamed, runTool, startConsole, TOOL_NAMES } from '#kafka/tool/program/index.ts';
import { type Call, runWith, ToolFailure } from '#kafka/tool/tool.ts';
import { readHelpTexts } from '#node/help-texts.ts';
import { parseScenario } from '#scenario/parse.ts';
import { Session } from '#session/session.ts';
import { complete } from '#terminal/complete.ts';
import { Desk } from '#terminal/desk.ts';
import { filterAll } from '#terminal/filters.ts';
import { Terminal } from '#terminal/terminal.ts';
import { readLine } from '#terminal/words.ts';

const help = readHelpTexts();

beforeAll(() => installToolbox(createToolbox(help)));

function wordsOf(line: string, environment: Record<string, string> = {}): unknown {
  const reading = readLine(line, new Map(Object.entries(environment)));
  if (reading.type !== 'pipelines') return reading.type;
  return reading.pipelines.map(({ stages }) => stages.map(({ words }) => words));
}

describe('a line', () => {
  it.each([
    ['kafka-topics --list', [[['kafka-topics', '--list']]]],
    [`echo "a b" 'c $X' d\\ e`, [[['echo', 'a b', 'c $X', 'd e']]]],
    ['$ kafka-topics \\\n  --list', [[['kafka-topics', '--list']]]],
    ['user@host:~/kafka$ ls', [[['ls']]]],
    ['a | b | c; d && e', [[['a'], ['b'], ['c']], [['d']], [['e']]]],
    ['a # not this', [[['a']]]],
    ['echo $X "$X"', [[['echo', '1', '2', '1 2']]]],
    ["p --property key.separator=$'\\t'", [[['p', '--property', 'key.separator=\t']]]],
    ['', []],
    ['echo "open', 'incomplete'],
    ['a |', 'incomplete'],
    ['a \\', 'incomplete'],
    ['| a', 'error'],
    ['a > ', 'error'],
  ])('%j', (line, expected) => {
    expect(wordsOf(line, { X: '1 2' })).toEqual(expected);
  });

  it('of whatever characters is read or complained about, and never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...`ab '"\\|&;<>$#{}\n`) }), (line) => {
        const { type } = readLine(line);
        expect(['pipelines', 'incomplete', 'error']).toContain(type);
      }),
    );
  });
});

describe('a tool', () => {
  const WORDS = [
    ...['--bootstrap-server', 'localhost:9092', '--topic', 'orders', '--list', '--describe'],
    ...[
      '--create',
      '--delete',
      '--alter',
      '--group',
      'g',
      '--partitions',
      '3',
      'x',
      '--',
      '-',
      '-x',
    ],
    ...['--reset-offsets', '--to-datetime', '--execute', 'describe', '--status', '--version'],
    ...['--entity-type', 'topics', '--add-config', 'a=b', '--replica-assignment', '1:x', '--time'],
    ...['--partition', '0', '--offset', '-1', '--include', '(', '--config', '=', ''],
  ];

  it('takes any words, and asks, prints or complains', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...TOOL_NAMES.filter((name) => name !== 'kafka-dump-log')),
        fc.array(fc.oneof(fc.constantFrom(...WORDS), fc.string()), { maxLength: 8 }),
        (tool, args) => {
          const world = { help, addressOf, epochMs: 0 };
          const call: Call = {
            ...{ tool, id: tool, args, stdin: null, files: {}, nowMs: 0, host: null },
            ...{ brokers: [1], world },
          };
          const start = consoleNamed(tool);
          if (start === undefined) {
            const { next, exitCode } = runWith(runTool(call), []);
            expect((next === null) !== (exitCode === null)).toBe(true);
            return;
          }
          try {
            expect(['producer', 'consumer']).toContain(startConsole(start, call).type);
          } catch (error) {
            expect(error).toBeInstanceOf(ToolFailure);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('filters', () => {
  it.each([
    [['grep', '-v', 'b'], 'a\nb\n', 'a\n'],
    [['grep', '-c', 'a'], 'a\nb\na\n', '2\n'],
    [['head', '-n', '1'], 'a\nb\n', 'a\n'],
    [['head', '-2'], 'a\nb\nc\n', 'a\nb\n'],
    [['tail', '-1'], 'a\nb\n', 'b\n'],
    [['wc', '-l'], 'a\nb\n', '2\n'],
    [['sort', '-rn'], '2\n10\n', '10\n2\n'],
    [['uniq', '-c'], 'a\na\nb\n', '      2 a\n      1 b\n'],
    [['cut', '-d:', '-f2'], 'a:b\n', 'b\n'],
  ])('%j', (words, input, output) => {
    expect(filterAll([words], input)).toMatchObject({ type: 'text', text: output });
  });
});

function openSession(): Session {
  const { value, problems } = parseScenario({
    name: 'terminal',
    cluster: { brokers: 2, configs: { 'offsets.topic.replication.factor': '2' } },
    topics: [{ name: 'orders', partitions: 2, replicationFactor: 2 }],
  });
  if (value === null) throw new Error(JSON.stringify(problems));
  return Session.open(value);
}

/** A terminal, and time that passes until it waits for somebody to type. */
class Typist {
  readonly session = openSession();
  readonly terminal = new Terminal(this.session, new Desk(), 1);

  type(line: string, seconds = 8): readonly string[] {
    const before = new Set(this.terminal.rows().map(({ key }) => key));
    this.terminal.submit(line);
    for (let step = 0; step < seconds * 10; step += 1) {
      this.session.seek(this.session.playheadUs + 100_000);
      this.terminal.goOn();
    }
    return this.terminal
      .rows()
      .filter(({ key, kind }) => !before.has(key) && kind !== 'command' && kind !== 'continuation')
      .map(({ text }) => text);
  }
}

const SERVER = '--bootstrap-server localhost:9092';

describe('a terminal', () => {
  it('passes what a tool prints through filters, and into files', () => {
    const typist = new Typist();
    expect(
      typist.type(`kafka-topics ${SERVER} --describe --topic orders | grep -c Leader`),
    ).toEqual(['2']);
    expect(typist.type(`bin/kafka-topics.sh ${SERVER} --list > topics.txt`)).toEqual([]);
    expect(typist.type('cat topics.txt | wc -l')).toEqual(['1']);
  });

  it('pipes into a producer, and reads with one that ends by head', () => {
    const typist = new Typist();
    typist.type(`seq 5 | kafka-console-producer ${SERVER} --topic orders`);
    const read = `kafka-console-consumer ${SERVER} --topic orders --from-beginning`;
    const rows = typist.type(`${read} | head -3`, 20);
    expect(rows.filter((row) => /^\d$/.test(row))).toHaveLength(3);
    expect(typist.terminal.isIdle).toBe(true);
  });

  it('goes on after && only when all went well', () => {
    const typist = new Typist();
    expect(typist.type(`kafka-topics ${SERVER} --describe --topic no && echo yes`)).not.toContain(
      'yes',
    );
    expect(typist.type(`kafka-topics ${SERVER} --describe --topic no || echo no`)).toContain('no');
    expect(typist.type(`kafka-topics ${SERVER} --list && echo yes`)).toContain('yes');
  });

  it('goes back with the playhead, and forgets what is not to be', () => {
    const typist = new Typist();
    const { session, terminal } = typist;
    const startUs = session.playheadUs;
    typist.type('echo one');
    typist.type(`kafka-topics ${SERVER} --create --topic late`);
    const [before, after] = [terminal.rows().length, session.playheadUs];
    session.seek(startUs);
    expect(terminal.rows().map(({ text }) => text)).toEqual(['echo one', 'one']);
    session.seek(after);
    expect(terminal.rows()).toHaveLength(before);
    session.undo();
    session.seek(after);
    expect(terminal.rows().map(({ text }) => text)).toEqual(['echo one', 'one']);
    expect(session.frame().topics.has('late')).toBe(false);
  });

  it('comes out of a link as it went in', () => {
    const typist = new Typist();
    typist.type(`kafka-topics ${SERVER} --list`);
    const { scenario, commands, atUs } = typist.session.shareLink();
    const other = Session.open(scenario, { commands, atUs });
    expect(other.hash()).toBe(typist.session.hash());
    expect(new Terminal(other, new Desk(), 1).rows().map(({ text }) => text)).toEqual([
      `kafka-topics ${SERVER} --list`,
      'orders',
    ]);
  });

  it('sends a tool to the background, and brings it back', () => {
    const typist = new Typist();
    typist.type(`kafka-console-consumer ${SERVER} --topic orders &`);
    expect(typist.terminal.isIdle).toBe(true);
    expect(typist.type('jobs')[0]).toContain('Running');
    typist.type('fg');
    expect(typist.terminal.isIdle).toBe(false);
    typist.terminal.interrupt();
    expect(typist.type('echo done', 5)).toContain('done');
  });

  it('knows the cluster id of the quickstart, and files', () => {
    const typist = new Typist();
    typist.type('KAFKA_CLUSTER_ID="$(bin/kafka-storage.sh random-uuid)"', 1);
    expect(typist.type('echo $KAFKA_CLUSTER_ID', 1)[0]).toMatch(/^[\w-]{22}$/);
    typist.type('echo one > a.txt && cp a.txt b.txt && mv b.txt c.txt', 1);
    expect(typist.type('cat c.txt', 1)).toEqual(['one']);
    expect(typist.type('cat b.txt', 1)[0]).toMatch(/No such file/);
  });

  it('complains in a sentence', () => {
    const typist = new Typist();
    expect(typist.type('kcat -L', 1)).toEqual([
      'bash: kcat: command not found',
      'kcat is no part of Kafka; this tool does the same.',
    ]);
    expect(typist.type('kafkatopics --list')).toEqual(['bash: kafkatopics: command not found']);
    expect(typist.type('| x')[0]).toMatch(/syntax error/);
    expect(typist.type('zookeeper-server-start config/zookeeper.properties')).toEqual([
      'bash: zookeeper-server-start: command not found',
      expect.stringContaining('KRaft'),
    ]);
  });
});

describe('Tab', () => {
  const session = openSession();
  const options = (line: string): readonly string[] =>
    complete(line, line.length, { frame: session.frame(), help, files: ['plan.json'] }).options;

  it.each([
    ['kafka-top', ['kafka-topics']],
    ['bin/kafka-top', ['bin/kafka-topics.sh']],
    ['kafka-topics ', ['--bootstrap-server']],
    ['kafka-topics --bootstrap-server l', ['localhost:9092', 'localhost:9093']],
    ['kafka-topics --bootstrap-server x --cr', ['--create']],
    ['kafka-topics --topic o', ['orders']],
    ['kafka-configs --entity-type t', ['topics']],
    ['kafka-configs --entity-type topics --entity-name o', ['orders']],
    ['kafka-configs --entity-type topics --add-config retention.m', ['retention.ms=']],
    ['kafka-reassign-partitions --reassignment-json-file p', ['plan.json']],
    ['docker stop k', ['kafka-1', 'kafka-2']],
    ['kafka-topics --list | gr', ['grep']],
  ])('%j', (line, expected) => {
    expect(options(line)).toEqual(expected);
  });
});
