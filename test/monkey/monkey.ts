// Uses the site at random, from a seed: presses what there is, types, scrubs, goes back and forward. What
// a page complains of while that happens is a fault.
import type { Page } from 'playwright-core';
import { Dice } from '#test/fuzz/dice.ts';

export interface MonkeyReport {
  readonly actions: number;
  /** What was done last, for each complaint. */
  readonly complaints: readonly string[];
}

const PLACES = [
  ...[
    '#/',
    '#/sandbox',
    '#/sandbox/broker-crash',
    '#/sandbox/consumer-protocol',
    '#/sandbox/racks',
  ],
  ...[
    '#/sandbox/pattern-subscription',
    '#/learn/01-why-a-log',
    '#/learn/05-keys-decide-partitions',
  ],
  ...['#/learn/13-consumer-groups-share-the-work/2', '#/glossary', '#/fidelity', '#/questions'],
  ...['#/s/nonsense', '#/learn/no-such-lesson', '#/sandbox/no-such-preset', '#/bring', '#/know/2'],
];

const KEYS = [
  ...[' ', 'ArrowRight', 'ArrowLeft', 'Shift+ArrowRight', 'Escape', 'Enter', 'Tab', 'Home', 'End'],
  ...['1', '2', '3', '4', '5', '6', 'l', '?', 'u', 'Control+k', 'Backspace', 'f', 't'],
];

const TEXTS = [
  ...['orders', '', '0', '-1', '1e9', '<b>x</b>', 'ключ', 'a'.repeat(300)],
  ...[
    'kafka-topics --list --bootstrap-server localhost:9092',
    'ls | grep (',
    'kafka-consumer-groups --help',
  ],
];

/** Does so many things. `isOver` may end it before. */
export async function runMonkey(
  page: Page,
  seed: number,
  { actions, isOver = () => false }: { readonly actions: number; readonly isOver?: () => boolean },
): Promise<MonkeyReport> {
  const dice = new Dice(seed, 'monkey');
  const complaints: string[] = [];
  let doing = '';
  page.on('pageerror', (error) => complaints.push(`${doing}: ${error.stack ?? error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`${doing}: ${message.text()}`);
  });
  // Nothing is to leave the page, and no dialog of the browser is to hold it.
  page.on('dialog', (dialog) => void dialog.dismiss());
  page.on('download', (download) => void download.cancel());
  let done = 0;
  for (; done < actions && !isOver(); done += 1) {
    const { name, act } = chosen(page, dice);
    doing = `seed ${seed}, action ${done}: ${name}`;
    await act();
  }
  return { actions: done, complaints };
}

interface Action {
  readonly name: string;
  act(): Promise<unknown>;
}

function chosen(page: Page, dice: Dice): Action {
  const kind = dice.int(0, 99);
  const which = dice.int(0, 9_999);
  if (kind < 45) return { name: `press ${which}`, act: () => page.evaluate(press, which) };
  if (kind < 60) {
    const key = dice.pick(KEYS);
    return { name: `key ${key}`, act: () => page.keyboard.press(key) };
  }
  if (kind < 72) {
    const text = dice.pick(TEXTS);
    return { name: `type ${text}`, act: () => page.evaluate(enter, { which, text }) };
  }
  if (kind < 82) {
    const [x, y] = [dice.int(0, 1_279), dice.int(0, 799)];
    return { name: `click ${x}, ${y}`, act: () => page.mouse.click(x, y) };
  }
  if (kind < 90) return { name: 'wait', act: () => page.waitForTimeout(dice.int(1, 200)) };
  if (kind < 94) {
    const by = dice.chance(60) ? -1 : 1;
    return { name: `history ${by}`, act: () => page.evaluate((delta) => history.go(delta), by) };
  }
  const place = dice.pick(PLACES);
  return { name: place, act: () => page.evaluate((hash) => void (location.hash = hash), place) };
}

/** Presses one of all things that can be pressed; in the page. */
function press(which: number): void {
  const targets = [
    ...document.querySelectorAll<HTMLElement>(
      'button:not([disabled]), a[href^="#"], summary, [role=button], [role=tab], input[type=checkbox], input[type=radio]',
    ),
  ].filter((one) => one.getClientRects().length > 0);
  const target = targets[which % Math.max(1, targets.length)];
  target?.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, view: window }));
}

/** Types into one of all fields, or chooses of a list; in the page. */
function enter({ which, text }: { which: number; text: string }): void {
  const fields = [
    ...document.querySelectorAll<HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement>(
      'input:not([type=file]), select, textarea',
    ),
  ].filter((one) => one.getClientRects().length > 0 && !one.disabled);
  const field = fields[which % Math.max(1, fields.length)];
  if (field === undefined) return;
  if (field instanceof HTMLSelectElement) {
    field.selectedIndex = which % Math.max(1, field.options.length);
  } else if (field.type === 'range') {
    field.value = String(which);
  } else if (field.type !== 'checkbox' && field.type !== 'radio') {
    field.value = text;
  }
  field.dispatchEvent(new Event('input', { bubbles: true }));
  field.dispatchEvent(new Event('change', { bubbles: true }));
  if (which % 2 === 0) {
    field.dispatchEvent(
      new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }),
    );
    if (field.form !== null) field.form.requestSubmit();
  }
}

/** Memory of the page in MB, after its garbage has been collected. */
export async function usedMegabytes(page: Page): Promise<number> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('HeapProfiler.collectGarbage');
  await devtools.send('Performance.enable');
  const { metrics } = await devtools.send('Performance.getMetrics');
  await devtools.detach();
  return (metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? 0) / 1e6;
}
