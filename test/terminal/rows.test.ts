// The margin of what was typed into a producer: the fate of that very line.
import { expect, test } from 'vitest';
import { rowsOfTool } from '#terminal/rows.ts';
import type { Frame, ToolFrame, ToolLine } from '#trace/frame.ts';

test('each line has the place of its own record, or is on its way', () => {
  const typed = (text: string): ToolLine => ({ type: 'typed', atUs: 0, text });
  const lines = ['a', 'b', 'c', 'd'].map(typed);
  const base = { id: 't1', line: 'kafka-console-producer --topic orders', startedUs: 0 };
  const tool = { ...base, lines } as unknown as ToolFrame;
  const ids = ['x', 't1:1', 't1:2'];
  const log = { endOffset: 3, at: (offset: number) => ({ id: ids[offset] ?? '' }) };
  const state = { topic: 'orders', partition: 0, leader: 1 };
  const frame = {
    producers: new Map([
      [
        't1',
        {
          spec: { topic: 'orders' },
          pending: new Map([['t1:3', { topic: 'orders', partition: 1 }]]),
        },
      ],
    ]),
    topics: new Map([['orders', { partitions: [{ state, replicas: new Map([[1, { log }]]) }] }]]),
  } as unknown as Frame;
  const margins = rowsOfTool(tool, frame)
    .filter(({ kind }) => kind === 'typed')
    .map(({ margin }) => margin);
  expect(margins).toEqual([
    'orders-0, offset 1',
    'orders-0, offset 2',
    'orders-1, on its way',
    null,
  ]);
});
