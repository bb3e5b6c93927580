// Names of nodes as they stand in events, links and commands.

/** Names made so far are kept: Maps find a string that they know faster than its equal. */
function numbered(kind: string): (id: number) => string {
  const names: string[] = [];
  return (id) => (names[id] ??= `${kind}-${id}`);
}

/** Node ids, built in one place so that they are spelled the same everywhere. */
export const nodeIds = {
  broker: numbered('broker'),
  controller: numbered('controller'),
  producer: (id: string): string => `producer-${id}`,
  consumer: (id: string): string => `consumer-${id}`,
  /** A client that is steered from outside. */
  client: (id: string): string => `client-${id}`,
  admin: 'admin',
} as const;
