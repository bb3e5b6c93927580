// The records that a producer sends by itself: which keys and values, how often. Ours, not Kafka's.
import { msToUs, US_PER_S } from '#base/time.ts';
import type { KeyPlan, OrderPlan, ProducerSpec } from '#kafka/commands.ts';
import type { NodePort } from '#sim/node.ts';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/** What the application hands to send(). */
export interface WorkloadRecord {
  readonly key: string | null;
  readonly value: string;
}

/** The next record; `count` is how many were made before. */
export function nextRecord(
  { keys, orders, values }: ProducerSpec,
  count: number,
  port: NodePort,
): WorkloadRecord {
  if (orders != null) return nextOfOrder(orders, count);
  const value = values?.[count % values.length] ?? `v${count + 1}`;
  return { key: nextKey(keys, count, port), value };
}

/** How many records come at once, when first and how long until the next; null: none by themselves. */
export function paceOf({ recordsPerSecond, burst }: ProducerSpec): {
  readonly records: number;
  readonly everyUs: number;
  /** The first come at some moment within this time: producers do not start in step. */
  readonly withinUs: number;
} | null {
  if (burst != null) {
    return { records: burst.records, everyUs: Math.max(1, msToUs(burst.everyMs)), withinUs: 1 };
  }
  if (recordsPerSecond <= 0) return null;
  const everyUs = Math.round(US_PER_S / recordsPerSecond);
  return { records: 1, everyUs: Math.max(1, everyUs), withinUs: everyUs };
}

/** The name of key number `index`: a letter while they last, then `k27`, `k28` … */
function fewKey(index: number): string {
  return LETTERS[index] ?? `k${index + 1}`;
}

function nextKey(plan: KeyPlan, count: number, port: NodePort): string | null {
  const random = port.random('keys');
  switch (plan.type) {
    case 'none':
      return null;
    case 'few':
      return fewKey(random.nextInt(plan.count));
    case 'many':
      return `user-${random.nextInt(plan.count) + 1}`;
    case 'hot': {
      const isHot = random.nextInt(1_000) < plan.hotPercent * 10;
      return isHot ? fewKey(0) : fewKey(1 + random.nextInt(Math.max(1, plan.count - 1)));
    }
    case 'list':
      return plan.keys[count % plan.keys.length] ?? null;
  }
}

/**
 * Orders of which some are open at a time: each of these is told its next event in turn, and when all
 * of theirs have come, the next orders follow.
 */
function nextOfOrder(plan: OrderPlan, count: number): WorkloadRecord {
  const { key, customers, countries, types, open } = plan;
  const perRound = open * types.length;
  const inRound = count % perRound;
  const id = Math.floor(count / perRound) * open + (inRound % open) + 1;
  const customer = customers[(id - 1) % customers.length] ?? '';
  const country = countries[customers.indexOf(customer) % countries.length] ?? '';
  const type = types[Math.floor(inRound / open)] ?? '';
  const fields = { id: String(id), customer, country, type };
  return { key: key === null ? null : fields[key], value: `${id} ${type} ${customer} ${country}` };
}
