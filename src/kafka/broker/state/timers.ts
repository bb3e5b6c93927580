// What a broker sets timers for. A name with a number or a name in it stands for many timers; only the
// functions below write and read it.
import type { CoordinatorName } from '#kafka/coordinator/runtime/shard.ts';

/** When a fetcher is to ask its source again. */
export type FetcherTimer = `fetcher ${number}`;

/** A timer of a coordinator that lives in this broker, by the coordinator's own key. */
export type CoordinatorTimer = `${CoordinatorName} ${string}`;

export type BrokerTimer =
  | 'start-up'
  // The link to the controllers.
  | 'fetch metadata'
  | 'heartbeat'
  | 'shutdown'
  // Replicas.
  | 'isr expiration'
  | 'alter partition'
  | 'checkpoint'
  | 'disk'
  | FetcherTimer
  // Requests that wait.
  | 'delayed fetch'
  | 'delayed produce'
  | 'forward'
  | CoordinatorTimer;

export function fetcherTimer(source: number): FetcherTimer {
  return `fetcher ${source}`;
}

export function isFetcherTimer(timer: BrokerTimer): timer is FetcherTimer {
  return timer.startsWith('fetcher ');
}

export function coordinatorTimer(coordinator: CoordinatorName, key: string): CoordinatorTimer {
  return `${coordinator} ${key}`;
}

/** Whose timer it is, and its key there. */
export function partsOf(timer: CoordinatorTimer): readonly [CoordinatorName, key: string] {
  const space = timer.indexOf(' ');
  return [timer.slice(0, space) as CoordinatorName, timer.slice(space + 1)];
}
