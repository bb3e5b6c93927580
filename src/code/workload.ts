// What producers and consumers do with each record, said once: which keys and values come next, how fast, and
// what becomes of a record that cannot be handled. A language (`language.ts`) writes it down.
import type {
  ConsumerSpec,
  HandlingSpec,
  KeyPlan,
  OrderPlan,
  ProducerSpec,
} from '#kafka/commands.ts';
import type { Expression, Language } from './language.ts';
import type { Remark, Written } from './program.ts';
import { rateValue, workValue } from './spec.ts';

/** More keys than this are made in the program, not listed. */
const MOST_LISTED = 12;
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/** How a record comes to be: lists to choose from, then variables, of which `key` and `value` are sent. */
interface Making {
  readonly lists: readonly (readonly [name: string, texts: readonly string[]])[];
  readonly variables: readonly Variable[];
}

interface Variable {
  readonly name: string;
  readonly type: 'text' | 'number';
  readonly is: Expression;
}

// ── Records ─────────────────────────────────────────────────────────────────────────────────

function makingOf(spec: ProducerSpec): Making {
  if (spec.orders != null) return orderMaking(spec.orders);
  const keys = keyMaking(spec.keys);
  const { values, valueBytes } = spec;
  const listed = values !== undefined && values.length > 0;
  const value: Expression = listed
    ? { type: 'item', list: 'values', index: inTurn('values') }
    : { type: 'padded', parts: [{ literal: 'record ' }, { name: 'n' }], width: valueBytes };
  return {
    lists: [...keys.lists, ...(listed ? [['values', values] as const] : [])],
    variables: [...keys.variables, { name: 'value', type: 'text', is: value }],
  };
}

function name(of: string): Expression {
  return { type: 'name', name: of };
}

function number(value: number): Expression {
  return { type: 'number', value };
}

function reckon(
  sign: '+' | '-' | '*' | '%' | 'div',
  left: Expression,
  right: Expression,
): Expression {
  return { type: 'reckoned', sign, left, right };
}

/** `n` modulo the length of the list. */
function inTurn(list: string): Expression {
  return reckon('%', name('n'), { type: 'length', list });
}

function keyMaking(plan: KeyPlan): Making {
  const made = (is: Expression, lists: Making['lists'] = []): Making => ({
    lists,
    variables: [{ name: 'key', type: 'text', is }],
  });
  switch (plan.type) {
    case 'none':
      return { lists: [], variables: [] };
    case 'list':
      return made({ type: 'item', list: 'keys', index: inTurn('keys') }, [['keys', plan.keys]]);
    case 'many':
      return made({ type: 'numbered', prefix: 'user-', count: plan.count });
    case 'few':
      return plan.count <= MOST_LISTED
        ? made({ type: 'any', list: 'keys' }, [['keys', letters(plan.count)]])
        : made({ type: 'numbered', prefix: 'k', count: plan.count });
    case 'hot': {
      const others = letters(Math.min(plan.count, LETTERS.length)).slice(1);
      return others.length === 0
        ? made({ type: 'any', list: 'keys' }, [['keys', ['a']]])
        : made({ type: 'hot', percent: plan.hotPercent, text: 'a', list: 'others' }, [
            ['others', others],
          ]);
    }
  }
}

function letters(count: number): readonly string[] {
  return LETTERS.slice(0, Math.max(1, count)).split('');
}

/** Some orders are open at a time; each is told its next event in turn, then the next orders follow. */
function orderMaking({ key, customers, countries, types, open }: OrderPlan): Making {
  const round = number(open * types.length);
  const step = (of: string, is: Expression, type: Variable['type'] = 'number'): Variable => ({
    ...{ name: of, type, is },
  });
  const text = (...names: readonly string[]): Expression => ({
    type: 'text',
    parts: names.flatMap((one, index) => [
      ...(index === 0 ? [] : [{ literal: ' ' }]),
      { name: one },
    ]),
  });
  const customer = reckon('%', reckon('-', name('id'), number(1)), {
    type: 'length',
    list: 'customers',
  });
  return {
    lists: [
      ['customers', customers],
      ['countries', countries],
      ['types', types],
    ],
    variables: [
      step('event', reckon('%', name('n'), round)),
      step(
        'id',
        reckon(
          '+',
          reckon('*', reckon('div', name('n'), round), number(open)),
          reckon('+', reckon('%', name('event'), number(open)), number(1)),
        ),
      ),
      step('who', customer),
      step('customer', { type: 'item', list: 'customers', index: name('who') }, 'text'),
      step(
        'country',
        {
          type: 'item',
          list: 'countries',
          index: reckon('%', name('who'), { type: 'length', list: 'countries' }),
        },
        'text',
      ),
      step(
        'type',
        { type: 'item', list: 'types', index: reckon('div', name('event'), number(open)) },
        'text',
      ),
      ...(key === null ? [] : [step('key', text(key), 'text')]),
      step('value', text('id', 'type', 'customer', 'country'), 'text'),
    ],
  };
}

/** Sends for ever, or so often as the stage's producer does; `send` is what sends one record. */
export function producing(
  language: Language,
  spec: ProducerSpec,
  send: readonly Written[],
): readonly Written[] {
  const { recordsMax, recordsPerSecond, burst } = spec;
  const { lists, variables } = makingOf(spec);
  const record = [
    ...variables.map((one) => language.variable(one.name, one.type, one.is)),
    ...send,
  ];
  const before = lists.map(([list, texts]) => language.list(list, texts));
  if (burst != null) {
    const isLast = language.isEqual(
      reckon('%', name('n'), number(burst.records)),
      burst.records - 1,
    );
    const rest = language.when(isLast, [language.pause(burst.everyMs, 'until the next burst')]);
    return [...before, ...language.counted(recordsMax, [...record, ...rest])];
  }
  if (recordsPerSecond === 0)
    return [...before, language.variable('n', 'number', number(0)), ...record];
  return [
    ...before,
    ...language.counted(recordsMax, [...record, language.pauseAt(rateValue(spec))]),
  ];
}

// ── Work ────────────────────────────────────────────────────────────────────────────────────

/** Whether the program looks at keys and values: then `key` and `value` hold their text. */
export function looksInside({ filter = null, handling }: ConsumerSpec): boolean {
  return filter !== null || (handling != null && (handling.failOn ?? handling.slowOn) !== null);
}

/** What the application does with one record; `setAside` sends it to the dead letters. */
export function working(
  language: Language,
  spec: ConsumerSpec,
  setAside: readonly Written[],
): readonly Written[] {
  const { handling } = spec;
  const work = workOn(language, spec);
  if (handling?.failOn == null) return work;
  const { failOn, onFailure, attempts, retryMs } = handling;
  const failure = failureOf(language, handling, setAside);
  if (onFailure !== 'retry' && attempts <= 1) {
    return [...work, ...language.when(language.found(failOn), failure)];
  }
  const again = [language.pause(retryMs, 'before the next attempt')];
  const counted = onFailure !== 'retry';
  return [
    ...(counted ? [language.variable('attempt', 'number', number(0))] : []),
    ...language.endless([
      ...work,
      ...language.when(language.not(language.found(failOn)), [language.statement('break')]),
      ...(counted
        ? [
            language.statement('attempt += 1'),
            ...language.when(`attempt >= ${attempts}`, [
              ...failure,
              ...(onFailure === 'crash' ? [] : [language.statement('break')]),
            ]),
          ]
        : []),
      ...again,
    ]),
  ];
}

function workOn(language: Language, spec: ConsumerSpec): readonly Written[] {
  const usual = language.pause(workValue(spec), 'the work on one record');
  const { slowOn = null, slowMs = 0 } = spec.handling ?? {};
  if (slowOn === null) return [usual];
  const slow = language.found(slowOn);
  return [
    ...language.when(slow, [language.pause(slowMs, 'a slow one')]),
    ...language.when(language.not(slow), [usual]),
  ];
}

function failureOf(
  language: Language,
  { onFailure }: HandlingSpec,
  setAside: readonly Written[],
): readonly Written[] {
  switch (onFailure) {
    case 'crash':
      return [language.crash('this record cannot be handled')];
    case 'dlq':
      return [...setAside, language.say('set aside:')];
    case 'skip':
    case 'retry':
      return [language.say('skipped:')];
  }
}

/** The topic for what cannot be handled; null: there is none. */
export function deadLettersOf({ handling }: ConsumerSpec): string | null {
  if (handling?.failOn == null || handling.onFailure !== 'dlq') return null;
  return handling.deadLetters?.topic ?? null;
}

/** What no program says of itself: who starts it again. */
export function handlingRemarks({ handling }: ConsumerSpec): readonly Remark[] {
  if (handling?.failOn == null || handling.onFailure !== 'crash') return [];
  const { restartMs } = handling;
  const text =
    restartMs === null
      ? 'The exception ends the process, and nobody starts it again: its partitions go to others once the session has run out.'
      : `The exception ends the process. On the stage a supervisor starts it again after ${restartMs} ms: restart: always in a compose file, Restart=always in systemd.`;
  return [{ title: 'a record that fails', text }];
}
