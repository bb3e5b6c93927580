// A machine's definition as plain data, for those who draw it: states in the order in which they were
// written, and what leads from one to another. Read from the machine itself, so that no drawing lies.
import type { AnyStateMachine } from 'xstate';

export interface ChartTransition {
  /** null: from every state. */
  readonly from: string | null;
  readonly to: string;
  /** The machine's event. */
  readonly event: string;
  /** Name of the guard that has to hold; null: none. */
  readonly guard: string | null;
}

export interface Chart {
  /** The machine's id. */
  readonly machine: string;
  readonly initial: string;
  readonly states: readonly string[];
  readonly transitions: readonly ChartTransition[];
}

/** A transition as XState lets it be written: a target, or an object with one. */
type Written = string | { readonly target?: string; readonly guard?: unknown } | undefined;

interface WrittenNode {
  readonly on?: Readonly<Record<string, Written | readonly Written[]>>;
}

/** The chart of a flat machine: states without children. */
export function chartOf(machine: AnyStateMachine): Chart {
  const config = machine.config as WrittenNode & {
    readonly initial?: string;
    readonly states?: Readonly<Record<string, WrittenNode>>;
  };
  const states = Object.entries(config.states ?? {});
  return {
    machine: machine.id,
    initial: config.initial ?? states[0]?.[0] ?? '',
    states: states.map(([name]) => name),
    transitions: [
      ...states.flatMap(([name, node]) => transitionsOf(name, node)),
      ...transitionsOf(null, config),
    ],
  };
}

function transitionsOf(from: string | null, { on = {} }: WrittenNode): ChartTransition[] {
  return Object.entries(on).flatMap(([event, written]) => {
    const options = Array.isArray(written) ? (written as readonly Written[]) : [written as Written];
    return options.flatMap((option) => {
      const target = typeof option === 'string' ? option : option?.target;
      if (target === undefined) return [];
      const guard = typeof option === 'object' ? option.guard : undefined;
      return [
        {
          from,
          // A target that begins with a dot is a child of the machine.
          to: target.startsWith('.') ? target.slice(1) : target,
          event,
          guard: typeof guard === 'string' ? guard : null,
        },
      ];
    });
  });
}
