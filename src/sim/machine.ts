// The only caller of XState. A machine decides a lifecycle; its actions come back as data and are
// carried out by the node that asked. Snapshots are frozen, so keyframes share them.
import type {
  ActorScope,
  AnyStateMachine,
  EventFromLogic,
  ExecutableActionsFrom,
  SnapshotFrom,
} from 'xstate';
import { getInitialSnapshot } from 'xstate';

/** A named action with its parameters, as the machine declared it. */
export interface MachineAction<M extends AnyStateMachine> {
  readonly type: ExecutableActionsFrom<M>['type'];
  readonly params: unknown;
}

/** What a transition led to. `snapshot` is the same object when the event changed nothing. */
export interface MachineStep<M extends AnyStateMachine> {
  readonly snapshot: SnapshotFrom<M>;
  readonly actions: readonly MachineAction<M>[];
  /** Whether the machine says what the event means in its state, be it that it is ignored. */
  readonly isHandled: boolean;
  /** Name of the guard that held; null when there was none. */
  readonly guard: string | null;
}

/**
 * A transition of an event that is expected in a state, and changes nothing there: XState calls it
 * forbidden when it takes the place of a transition from every state.
 */
export const IGNORED = Object.freeze({ target: undefined });

interface ReusableScope {
  readonly scope: ActorScope<never, never>;
  readonly actions: { readonly type: string; readonly params: unknown }[];
}

// XState's public `transition()` builds a whole inert actor for each call (15 µs); its own
// `machine.transition(snapshot, event, scope)` with one scope kept per machine costs a fifth of
// that and gives the same result, which a test holds against `transition()`.
const scopes = new WeakMap<AnyStateMachine, ReusableScope>();

function scopeOf(machine: AnyStateMachine): ReusableScope {
  const known = scopes.get(machine);
  if (known !== undefined) return known;
  const actions: ReusableScope['actions'] = [];
  const system = { _sendInspectionEvent: () => undefined, _relay: () => undefined };
  const scope = {
    self: { _parent: undefined, id: 'machine', sessionId: 'machine' },
    id: 'machine',
    sessionId: 'machine',
    logger: () => undefined,
    defer: () => undefined,
    emit: () => undefined,
    system,
    stopChild: () => undefined,
    actionExecutor: (action: { type: string; params: unknown }) => {
      if (action.type.startsWith('xstate.')) return;
      actions.push({ type: action.type, params: action.params });
    },
  };
  // The scope is the part of XState's ActorScope that a machine without children uses.
  const reusable: ReusableScope = { scope: scope as unknown as ActorScope<never, never>, actions };
  scopes.set(machine, reusable);
  return reusable;
}

/** The frozen first snapshot of a machine. `input` is the machine's own input type. */
export function startMachine<M extends AnyStateMachine>(
  machine: M,
  ...[input]: Parameters<typeof getInitialSnapshot<M>> extends [M, ...infer Rest] ? Rest : never
): SnapshotFrom<M> {
  return Object.freeze(getInitialSnapshot(machine, input as never)) as SnapshotFrom<M>;
}

/** One event into a machine: the next frozen snapshot and the actions that it declared, in order. */
export function stepMachine<M extends AnyStateMachine>(
  machine: M,
  snapshot: SnapshotFrom<M>,
  event: EventFromLogic<M>,
): MachineStep<M> {
  const steps = knownSteps(machine, (snapshot as { readonly value: unknown }).value);
  if (steps === null) return workOut(machine, snapshot, event);
  const known = steps.get(event.type);
  // What is kept for a machine are its own steps.
  if (known !== undefined) return known as MachineStep<M>;
  const step = workOut(machine, snapshot, event);
  if (step.snapshot !== snapshot) steps.set(event.type, step);
  return step;
}

function workOut<M extends AnyStateMachine>(
  machine: M,
  snapshot: SnapshotFrom<M>,
  event: EventFromLogic<M>,
): MachineStep<M> {
  const { scope, actions } = scopeOf(machine);
  actions.length = 0;
  const next = machine.transition(snapshot as never, event, scope as never) as SnapshotFrom<M>;
  const declared = Object.freeze(actions.slice()) as readonly MachineAction<M>[];
  const taken: readonly { readonly guard?: unknown }[] = machine.getTransitionData(
    snapshot as never,
    event,
  );
  const guard = taken[0]?.guard;
  return Object.freeze({
    snapshot: Object.freeze(next) as SnapshotFrom<M>,
    actions: declared,
    isHandled: taken.length > 0,
    guard: typeof guard === 'string' ? guard : null,
  });
}

// A machine that is words alone (no context, no guard, no function in its definition) takes the same
// step whenever an event of that type comes in that state. Such a step is worked out once: the machines
// of clients step with every poll, and XState takes as long for a step as the rest of a poll.
type Steps = Map<string, MachineStep<AnyStateMachine>>;

/** By machine, state and type of event; null for a machine that is more than words. */
const stepsOf = new WeakMap<AnyStateMachine, Map<string, Steps> | null>();

/** The steps that are known from a state; null: they cannot be known beforehand. */
function knownSteps(machine: AnyStateMachine, state: unknown): Steps | null {
  let byState = stepsOf.get(machine);
  if (byState === undefined) {
    const { context } = machine.config as { readonly context?: unknown };
    const isWordsAlone = JSON.stringify(context ?? {}) === '{}' && isPlain(machine.config);
    byState = isWordsAlone ? new Map<string, Steps>() : null;
    stepsOf.set(machine, byState);
  }
  if (byState === null || typeof state !== 'string') return null;
  let steps = byState.get(state);
  if (steps === undefined) {
    steps = new Map();
    byState.set(state, steps);
  }
  return steps;
}

/** Whether a part of a definition, and all within it, is words: no guard, no function. */
function isPlain(part: unknown): boolean {
  if (typeof part === 'function') return false;
  if (typeof part !== 'object' || part === null) return true;
  return !('guard' in part) && Object.values(part).every(isPlain);
}
