// Most that a document, a link or a command may ask for, and why. The page's own sliders stop much
// earlier; these are where a tab would stand still or run out of memory.

interface Limit {
  readonly most: number;
  /** Ends the sentence "must be at most … here: …". */
  readonly why: string;
}

const SPACE = 'each takes memory all the time';

export const LIMITS = {
  brokers: { most: 100, why: 'each copies and heartbeats all the time' },
  controllers: { most: 9, why: 'a quorum of Kafka has three or five' },
  /** Node ids are numbers of brokers and controllers. */
  nodeId: { most: 10_000, why: 'ids are written on the stage' },
  topics: { most: 200, why: SPACE },
  partitions: { most: 10_000, why: SPACE },
  /** Partitions × replicas, over all topics. */
  replicas: { most: 30_000, why: SPACE },
  producers: { most: 100, why: 'each sends all the time' },
  groups: { most: 200, why: SPACE },
  /** Of one group, and of all of them together. */
  consumers: { most: 200, why: 'each polls all the time' },
  allConsumers: { most: 1_000, why: 'each polls all the time' },
  commands: { most: 10_000, why: 'nobody follows more' },
  recordsPerSecond: { most: 100_000, why: 'each record is an event of its own' },
  burst: { most: 10_000, why: 'each record is an event of its own' },
  records: { most: 1_000_000_000, why: 'nobody waits for so many' },
  valueBytes: { most: 100_000_000, why: 'Kafka takes 1 MB unless it is told otherwise' },
  keys: { most: 100_000, why: 'each is a text of its own' },
  processingMs: { most: 3_600_000, why: 'an hour for one record is enough' },
  latencyMs: { most: 60_000, why: 'every request would time out' },
  delayMs: { most: 600_000, why: 'every request would time out' },
  diskMs: { most: 600_000, why: 'every request would time out' },
  /** µs, as a run counts them: a year is beyond every timeout of Kafka. */
  timeUs: { most: 366 * 24 * 3_600 * 1_000_000, why: 'no timeout of Kafka is a year long' },
  /** Where a link may stand: whoever opens it waits until the run has come so far. */
  linkUs: { most: 24 * 3_600 * 1_000_000, why: 'whoever opens it would wait for hours' },
  /** A name or a value as text. */
  text: { most: 10_000, why: 'nobody reads more' },
  pattern: { most: 300, why: 'nobody reads more' },
  /** Values in lists and objects, all together: ten thousand commands have fewer. */
  values: { most: 150_000, why: 'nobody wrote so many' },
  /** Lists and objects in one another. */
  nesting: { most: 40, why: 'no field lies so deep' },
} as const satisfies Readonly<Record<string, Limit>>;

export type LimitName = keyof typeof LIMITS;

/** What is said of a number above its limit. */
export function ruleOfLimit(name: LimitName): string {
  return `must be ${atMostHere(name)}`;
}

/** What is said of several things that have too much of something together. */
export function ruleOfSum(name: LimitName): string {
  return `together must have ${atMostHere(name)}`;
}

function atMostHere(name: LimitName): string {
  return `at most ${LIMITS[name].most} here: ${LIMITS[name].why}`;
}
