// Code in colours: what is painted is what was written, cut where a value stands.
import { expect, test } from 'vitest';
import { CLIENTS } from '#code/client.ts';
import { textOf } from '#code/program.ts';
import type { Subject } from '#code/subject.ts';
import { writeProgram } from '#code/write.ts';
import { highlight } from '#ui/code/highlight.ts';
import { cutLine, type Piece } from '#ui/code/pieces.ts';

const SUBJECT: Subject = {
  type: 'producer',
  spec: {
    id: 'p1',
    topic: 'orders',
    keys: { type: 'few', count: 3 },
    recordsPerSecond: 2,
    valueBytes: 10,
    recordsMax: null,
    configs: { 'linger.ms': '1000' },
  },
};

function joined(pieces: readonly Piece[]): string {
  return pieces.map(({ text }) => text).join('');
}

test.each(CLIENTS)('$name: every line comes out as it went in', async ({ id, language }) => {
  const program = writeProgram(SUBJECT, id);
  const coloured = await highlight(language, textOf(program));
  const tones = new Set(coloured.flat().map(({ tone }) => tone));
  expect(tones).toContain(language === 'shell' ? 'option' : 'keyword');
  program.lines.forEach((line, index) => {
    const { before, value, after } = cutLine(line, coloured[index]);
    expect(joined(before) + (value ?? '') + joined(after)).toBe(line.text);
    if (line.slot !== null) expect(value).toBe(line.text.slice(line.slot.from, line.slot.to));
  });
});
