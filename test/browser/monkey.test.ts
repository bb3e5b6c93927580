// Random use for a short while. Longer, and with its memory watched: `npm run monkey`.
import { expect, test } from 'vitest';
import { runMonkey } from '#test/monkey/monkey.ts';
import { visitSite } from './visit.ts';

const visit = visitSite();

test('whatever is pressed and typed, the page does not complain', async () => {
  const page = await visit.open('#/sandbox');
  const { actions, complaints } = await runMonkey(page, 11, { actions: 140 });
  expect(actions).toBe(140);
  expect(complaints).toEqual([]);
});
