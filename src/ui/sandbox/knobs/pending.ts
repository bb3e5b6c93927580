// A value that was asked for and does not hold yet: it takes requests to the cluster, and virtual time.

export interface Pending {
  readonly value: number | string;
  /** What held when it was asked for. */
  readonly from: number | string;
  readonly atUs: number;
}

/** Longer nobody waits for it: the cluster has refused it, or nobody was left to ask for it. */
const GIVE_UP_US = 60_000_000;

/** Whether what was asked for is still to come when `value` holds at `nowUs`. */
export function isPending(asked: Pending | null, value: number | string, nowUs: number): boolean {
  if (asked === null || value !== asked.from || value === asked.value) return false;
  return nowUs >= asked.atUs && nowUs < asked.atUs + GIVE_UP_US;
}
