// A machine's definition as plain data, for those who draw it: states in the order in which they were
// written, and what leads from one to another. Read from the machine itself, so that no drawing lies.
import type { AnyStateMachine } from 'xstate';

export interface ChartTransition {
  /** null: from every state but those in `except`. */
  readonly from: string | null;
  readonly to: string;
  /** The machine's event. */
  readonly event: string;
  /** Name of the guard that has to hold; null: none. */
  readonly guard: string | null;
  /** States with a word of their own on the event, so that it does not lead here; only if `from` is null. */
  readonly except: readonly string[];
}

/** An event that is expected and leads nowhere: the state stays what it is. */
export type ChartStay = Omit<ChartTransition, 'to'>;

export interface Chart {
  /** The machine's id. */
  readonly machine: string;
  readonly initial: string;
  readonly states: readonly string[];
  readonly transitions: readonly ChartTransition[];
  readonly stays: readonly ChartStay[];
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
  const written = [
    ...states.flatMap(([name, node]) => optionsOf(name, node, [])),
    ...optionsOf(null, config, states),
  ];
  return {
    machine: machine.id,
    initial: config.initial ?? states[0]?.[0] ?? '',
    states: states.map(([name]) => name),
    transitions: written.flatMap(({ to, ...rest }) => (to === null ? [] : [{ ...rest, to }])),
    stays: written.flatMap(({ to, ...rest }) => (to === null ? [rest] : [])),
  };
}

/** What may lead from a state to another one. */
export function waysOut({ transitions }: Chart, state: string): readonly ChartTransition[] {
  return transitions.filter((one) => one.to !== state && holdsIn(one, state));
}

/** Whether what a chart says of an event goes for a state. */
export function holdsIn({ from, except }: ChartStay, state: string): boolean {
  return from === null ? !except.includes(state) : from === state;
}

function optionsOf(
  from: string | null,
  { on = {} }: WrittenNode,
  states: readonly (readonly [string, WrittenNode])[],
): (ChartStay & { readonly to: string | null })[] {
  return Object.entries(on).flatMap(([event, written]) => {
    const except = states.flatMap(([name, node]) => (decides(node, event) ? [name] : []));
    return listOf(written).map((option) => {
      const target = typeof option === 'string' ? option : option?.target;
      const guard = typeof option === 'object' ? option.guard : undefined;
      return {
        from,
        // A target that begins with a dot is a child of the machine.
        to: target === undefined ? null : target.replace(/^\./, ''),
        event,
        guard: typeof guard === 'string' ? guard : null,
        except,
      };
    });
  });
}

/** A state that has an unguarded option for an event leaves nothing to the machine as a whole. */
function decides({ on = {} }: WrittenNode, event: string): boolean {
  if (!(event in on)) return false;
  return listOf(on[event]).some((one) => typeof one !== 'object' || one.guard === undefined);
}

function listOf(written: Written | readonly Written[]): readonly Written[] {
  return Array.isArray(written) ? (written as readonly Written[]) : [written as Written];
}
