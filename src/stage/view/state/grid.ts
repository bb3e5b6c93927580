// Where the states of each machine stand: in columns and rows, so that the usual way through them runs
// from left to right, and the way back below.

/** Column and row; a half stands between two. */
export type Cell = readonly [column: number, row: number];

const GRIDS: Readonly<Record<string, Readonly<Record<string, Cell>>>> = {
  'classic group': {
    Empty: [0, 0],
    PreparingRebalance: [1, 0],
    Stable: [2, 0.5],
    CompletingRebalance: [1, 1],
    Dead: [0, 1],
  },
  'consumer group': {
    Empty: [0, 0],
    Assigning: [1, 0],
    Stable: [2, 0.5],
    Reconciling: [1, 1],
    Dead: [0, 1],
  },
  'consumer group member': {
    UNREVOKED_PARTITIONS: [0, 0],
    UNRELEASED_PARTITIONS: [1, 0],
    STABLE: [0.5, 1],
  },
  'classic membership': {
    UNJOINED: [0, 0],
    PREPARING_REBALANCE: [1, 0],
    COMPLETING_REBALANCE: [2, 0.5],
    STABLE: [1, 1],
  },
  'consumer protocol membership': {
    UNSUBSCRIBED: [0, 0],
    JOINING: [1, 0],
    STABLE: [2, 0],
    FENCED: [0, 1],
    ACKNOWLEDGING: [1, 1],
    RECONCILING: [2, 1],
    LEAVING: [0, 2],
    STALE: [1, 2],
    FATAL: [2, 2],
  },
  'broker lifecycle': {
    NOT_RUNNING: [0, 0],
    STARTING: [1, 0],
    RECOVERY: [2, 0],
    SHUTTING_DOWN: [0, 1],
    PENDING_CONTROLLED_SHUTDOWN: [1, 1],
    RUNNING: [2, 1],
  },
  'broker registration': {
    FENCED: [0, 0],
    UNFENCED: [1, 0],
    SHUTDOWN_NOW: [0, 1],
    CONTROLLED_SHUTDOWN: [1, 1],
  },
  'replica role': { Follower: [0, 0], Leader: [1, 0], NoLeader: [0.5, 1] },
  'quorum voter': {
    Unattached: [0, 0],
    Prospective: [1, 0],
    Candidate: [2, 0],
    Resigned: [0, 1],
    Follower: [1, 1],
    Leader: [2, 1],
  },
  'fetch state': {
    INITIALIZING: [0, 0],
    FETCHING: [1, 0],
    AWAIT_RESET: [0, 1],
    AWAIT_VALIDATION: [1, 1],
  },
  application: {
    POLLING: [0, 0],
    PROCESSING: [1, 0],
    COMMITTING: [1, 1],
    RESTARTING: [0, 1],
    CLOSING: [2, 0.5],
  },
  connection: {
    DISCONNECTED: [0, 0],
    CONNECTING: [1, 0],
    CHECKING_API_VERSIONS: [1, 1],
    READY: [0, 1],
  },
  'transaction manager': {
    UNINITIALIZED: [0, 0],
    INITIALIZING: [1, 0],
    READY: [2, 0],
    PREPARED_TRANSACTION: [0, 1],
    COMMITTING_TRANSACTION: [1, 1],
    IN_TRANSACTION: [2, 1],
    FATAL_ERROR: [0, 2],
    ABORTING_TRANSACTION: [1, 2],
    ABORTABLE_ERROR: [2, 2],
  },
};

/** Columns of a machine that has no places of its own. */
const COLUMNS = 3;

/** The cell of each state, in the machine's order. */
export function gridOf(machine: string, states: readonly string[]): ReadonlyMap<string, Cell> {
  const grid = GRIDS[machine] ?? {};
  return new Map(
    states.map((state, index) => [
      state,
      grid[state] ?? ([index % COLUMNS, Math.floor(index / COLUMNS) + 3] as const),
    ]),
  );
}

/** All states side by side. */
export function rowOf(states: readonly string[]): ReadonlyMap<string, Cell> {
  return new Map(states.map((state, index) => [state, [index, 0] as const]));
}

/** Whether every state of a machine has a place of its own. */
export function hasGrid(machine: string, states: readonly string[]): boolean {
  return states.every((state) => GRIDS[machine]?.[state] !== undefined);
}
