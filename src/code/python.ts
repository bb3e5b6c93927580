// What programs for both Python clients have in common: text, keys, the producer's loop, the work.
import type { ConsumerSpec, KeyPlan, ProducerSpec } from '#kafka/commands.ts';
import { indented, line, type Written } from './program.ts';
import { rateValue, workValue } from './spec.ts';
import { keysOf } from './workload.ts';

/** Text as Python writes it. */
export function quoted(text: string): string {
  return JSON.stringify(text);
}

/** `import a` for each module, once, in order. */
export function imports(modules: readonly string[]): readonly string[] {
  return [...new Set(modules)].sort().map((module) => `import ${module}`);
}

/** How the next key is found: modules, lines before the loop, lines in it, the expression for its bytes. */
export interface PythonKeys {
  readonly modules: readonly string[];
  readonly before: readonly string[];
  readonly key: readonly string[];
  readonly bytes: string;
}

export function pythonKeys(plan: KeyPlan): PythonKeys {
  const keys = keysOf(plan);
  const bytes = 'key.encode()';
  const random = { modules: ['random'], bytes };
  switch (keys.type) {
    case 'none':
      return { modules: [], before: [], key: [], bytes: 'None' };
    case 'list': {
      const before = [`keys = [${keys.keys.map(quoted).join(', ')}]`];
      return keys.isInTurn
        ? { modules: [], before, key: ['key = keys[n % len(keys)]'], bytes }
        : { ...random, before, key: ['key = random.choice(keys)'] };
    }
    case 'numbered': {
      const key = `key = "${keys.prefix}%d" % random.randint(1, ${keys.count})`;
      return { ...random, before: [], key: [key] };
    }
    case 'hot': {
      const others = `others = [${keys.others.map(quoted).join(', ')}]`;
      const key = `key = "a" if random.random() < ${keys.hotPercent / 100} else random.choice(others)`;
      return { ...random, before: [others], key: [key] };
    }
  }
}

/** Sends for ever, or so often as the stage's producer does; `send` is what sends one record. */
export function producerLoop(
  spec: ProducerSpec,
  keys: PythonKeys,
  send: readonly Written[],
): readonly Written[] {
  const { recordsMax, recordsPerSecond, valueBytes } = spec;
  const value = `value = f"record {n}".ljust(${valueBytes})`;
  if (recordsPerSecond === 0) return ['n = 0', ...keys.key, value, ...send];
  const range = recordsMax === null ? 'itertools.count()' : `range(${recordsMax})`;
  return [
    `for n in ${range}:`,
    ...indented([...keys.key, value, ...send, line`time.sleep(1 / ${rateValue(spec)})`], 4),
  ];
}

/** Modules that the loop needs. */
export function loopModules({ recordsMax, recordsPerSecond }: ProducerSpec): readonly string[] {
  if (recordsPerSecond === 0) return [];
  return recordsMax === null ? ['itertools', 'time'] : ['time'];
}

/** Stands for what an application does with a record. */
export function workLine(spec: ConsumerSpec): Written {
  return line`time.sleep(${workValue(spec)} / 1000)  # the work on one record`;
}
