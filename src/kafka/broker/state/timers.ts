// What a broker sets timers for. A name with a number or a name in it stands for many timers; only the
// functions below write and recognise it.

/** When a fetcher is to ask its source again. */
export type FetcherTimer = `fetcher ${number}`;

/** A timer of the group coordinator that lives in this broker, by the coordinator's own key. */
export type CoordinatorTimer = `group ${string}`;

export type BrokerTimer =
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
  | CoordinatorTimer;

export function fetcherTimer(source: number): FetcherTimer {
  return `fetcher ${source}`;
}

export function isFetcherTimer(timer: BrokerTimer): timer is FetcherTimer {
  return timer.startsWith('fetcher ');
}

export function coordinatorTimer(key: string): CoordinatorTimer {
  return `group ${key}`;
}

export function isCoordinatorTimer(timer: BrokerTimer): timer is CoordinatorTimer {
  return timer.startsWith('group ');
}
