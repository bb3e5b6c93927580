// The last line of kafka-producer-perf-test. Follows `ProducerPerformance.Stats.printTotal`.
import { usToMs } from '#base/time.ts';

const BYTES_PER_MB = 1_048_576;

/** Latencies and the whole time are in µs. */
export function perfReport(
  latenciesUs: readonly number[],
  elapsedUs: number,
  recordBytes: number,
): string {
  const sorted = latenciesUs.toSorted((a, b) => a - b);
  const count = sorted.length;
  const seconds = Math.max(1e-6, elapsedUs / 1e6);
  const totalUs = sorted.reduce((sum, one) => sum + one, 0);
  const percentile = (share: number): number =>
    Math.round(usToMs(sorted[Math.min(count - 1, Math.floor(share * count))] ?? 0));
  const rate = (count / seconds).toFixed(6);
  const megabytes = ((count * recordBytes) / BYTES_PER_MB / seconds).toFixed(2);
  const average = usToMs(count === 0 ? 0 : totalUs / count).toFixed(2);
  const most = usToMs(sorted.at(-1) ?? 0).toFixed(2);
  return `${count} records sent, ${rate} records/sec (${megabytes} MB/sec), ${average} ms avg latency, ${most} ms max latency, ${percentile(0.5)} ms 50th, ${percentile(0.95)} ms 95th, ${percentile(0.99)} ms 99th, ${percentile(0.999)} ms 99.9th.\n`;
}
