// The `conform` command as people and scripts call it: lines, exit codes, complaints.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';

const FIXTURES = 'test/fixtures/kafka';
const RECORDINGS = 'test/fixtures/real-kafka';
const scratch = mkdtempSync(path.join(tmpdir(), 'conform-'));
afterAll(() => rmSync(scratch, { recursive: true }));

function conform(...args: string[]): { code: number | null; out: string; err: string } {
  const run = spawnSync('node_modules/.bin/tsx', ['src/node/conform.ts', ...args], {
    encoding: 'utf8',
  });
  return { code: run.status, out: run.stdout, err: run.stderr };
}

test('prints one line a name and exits 0 when all pass', () => {
  expect(conform('murmur2', 'replica-placer')).toEqual({
    code: 0,
    out: 'murmur2 283/283\nreplica-placer 90/90\n',
    err: '',
  });
});

test('exits 1 and shows the case when an answer differs', () => {
  const fixture = JSON.parse(readFileSync(`${FIXTURES}/replica-placer.json`, 'utf8')) as {
    cases: { id: string; calls: { expected: unknown }[] }[];
  };
  fixture.cases = fixture.cases.slice(0, 2);
  const [first] = fixture.cases;
  if (first?.calls[0] !== undefined) first.calls[0].expected = { replicas: [] };
  writeFileSync(path.join(scratch, 'replica-placer.json'), JSON.stringify(fixture));
  const { code, out, err } = conform('--fixtures', scratch, 'replica-placer');
  expect({ code, out }).toEqual({ code: 1, out: 'replica-placer 1/2\n' });
  expect(err).toContain(first?.id);
});

test('shows where the outcome of a recorded scenario differs, not all of it', () => {
  const text = readFileSync(`${RECORDINGS}/offset-none.json`, 'utf8');
  const recording = JSON.parse(text) as {
    expected: { polled: object; end: { topics: { 'orders-0': { highWatermark: number } } } };
  };
  recording.expected.polled = { early: { 'orders-0': [0, 1, 2] } };
  recording.expected.end.topics['orders-0'].highWatermark = 3;
  const wrong = path.join(scratch, 'wrong');
  mkdirSync(wrong);
  writeFileSync(path.join(wrong, 'other.json'), JSON.stringify(recording));
  expect(conform('--fixtures', wrong, 'real-other')).toEqual({
    code: 1,
    out: 'real-other 6/8\n',
    err: [
      'real-other polled',
      '  /polled/early/orders-0: got [0,1,2,3,4,0,1,2,3,4], expected [0,1,2]',
      'real-other end',
      '  /end/topics/orders-0/highWatermark: got 5, expected 3',
      '',
    ].join('\n'),
  });
});

test.each([
  [['nonsense'], 'no such fixture: nonsense'],
  [['--fixtures', '/nowhere'], 'no such directory: /nowhere'],
  [['--fixtures', 'src', 'murmur2'], 'no such file: src/murmur2.json'],
  [['--frob'], '--frob'],
])('exits 2 and says what is wrong with %j', (args, complaint) => {
  const { code, out, err } = conform(...args);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain(complaint);
});
