// The marks on the timeline (what mattered, in few words) and the total lag behind them. Folded
// once along the trace; cut off when the future is forgotten.
import { nodeIds } from '#kafka/protocol/node-id.ts';
import { partitionKey } from '#kafka/protocol/topic-partition.ts';
import type { TraceEvent } from '#kafka/events.ts';
import { nameOf } from './name.ts';
import type { TraceStore } from './store.ts';

export type MarkKind =
  | 'join'
  | 'leave'
  | 'rebalance'
  | 'failure'
  | 'recovery'
  | 'election'
  | 'isr'
  | 'error'
  | 'command';

export interface TimelineMark {
  readonly eventId: number;
  readonly atUs: number;
  readonly kind: MarkKind;
  readonly label: string;
}

export interface LagSample {
  readonly atUs: number;
  /** Records between the committed offsets and the high watermarks, over all groups. */
  readonly lag: number;
}

/** The same error of the same client is one mark until it has been quiet for so long. */
const ERROR_QUIET_US = 3_000_000;

/** Several partitions that change in one moment are one mark. */
interface OpenMark {
  readonly atUs: number;
  readonly kind: MarkKind;
  readonly index: number;
  count: number;
}

export class Timeline {
  readonly marks: TimelineMark[] = [];
  readonly lag: LagSample[] = [];
  private foldedUntil = 0;
  private open: OpenMark | null = null;
  private readonly started = new Set<string>();
  /** Controller → the broker whose process it shares. */
  private readonly combined = new Map<string, string>();
  private readonly lastErrorUs = new Map<string, number>();
  private readonly highWatermarks = new Map<string, number>();
  private readonly leaders = new Map<string, number>();
  private readonly committed = new Map<string, Map<string, number>>();
  private totalLag = 0;

  /** Folds what is new in the trace. */
  update(trace: TraceStore): void {
    while (this.foldedUntil < trace.length) {
      const event = trace.at(this.foldedUntil);
      if (event === undefined) return;
      this.foldedUntil += 1;
      this.foldMark(event);
      this.foldLag(event);
    }
  }

  private add({ id, atUs }: TraceEvent, kind: MarkKind, label: string): void {
    this.marks.push(Object.freeze({ eventId: id, atUs, kind, label }));
  }

  /** Adds a mark, or makes the one of the same moment and kind speak for several. */
  private addCounted(event: TraceEvent, kind: MarkKind, label: string, many: string): void {
    const { open } = this;
    if (open !== null && open.atUs === event.atUs && open.kind === kind) {
      open.count += 1;
      const first = this.marks[open.index];
      if (first !== undefined) {
        this.marks[open.index] = Object.freeze({
          ...first,
          label: `${many} of ${open.count} partitions`,
        });
      }
      return;
    }
    this.open = { atUs: event.atUs, kind, index: this.marks.length, count: 1 };
    this.add(event, kind, label);
  }

  private addError(event: TraceEvent, who: string, error: string): void {
    const key = `${who} ${error}`;
    const lastUs = this.lastErrorUs.get(key);
    this.lastErrorUs.set(key, event.atUs);
    if (lastUs !== undefined && event.atUs - lastUs < ERROR_QUIET_US) return;
    this.add(event, 'error', `${who}: ${error}`);
  }

  /** What happens to a combined broker and its controller in one moment is said once. */
  private addProcess(event: TraceEvent, kind: MarkKind, word: string): void {
    const broker = this.combined.get(event.node);
    const isSaid = this.marks.some(
      ({ atUs, label }) =>
        broker !== undefined && atUs === event.atUs && label === `${nameOf(broker)} ${word}`,
    );
    if (!isSaid) this.add(event, kind, `${nameOf(event.node)} ${word}`);
  }

  private foldMark(event: TraceEvent): void {
    switch (event.type) {
      case 'broker.added': {
        const { id, controller } = event.data;
        if (controller) this.combined.set(nodeIds.controller(id), nodeIds.broker(id));
        return;
      }
      case 'member.joined':
        this.add(event, 'join', `${event.data.clientId} joined`);
        return;
      case 'member.left':
        this.add(event, 'leave', `${event.data.clientId} left (${event.data.reason})`);
        return;
      case 'rebalance.started':
        this.add(event, 'rebalance', `${event.data.group} rebalances`);
        return;
      case 'node.crashed':
        this.addProcess(event, 'failure', 'crashed');
        return;
      case 'node.stopped':
        this.addProcess(event, 'failure', 'stopped');
        return;
      case 'node.paused':
        this.addProcess(event, 'failure', 'paused');
        return;
      case 'node.resumed':
        this.addProcess(event, 'recovery', 'resumed');
        return;
      case 'node.started':
        if (this.started.has(event.node)) this.addProcess(event, 'recovery', 'started');
        this.started.add(event.node);
        return;
      case 'broker.fenced':
        this.add(event, 'failure', `broker ${event.data.broker} fenced`);
        return;
      case 'broker.unfenced':
        this.add(event, 'recovery', `broker ${event.data.broker} unfenced`);
        return;
      case 'controller.activated':
        this.add(event, 'election', `controller ${event.data.controller} active`);
        return;
      case 'partition.changed':
        this.foldPartition(event);
        return;
      case 'batch.retried':
        this.addError(event, event.data.producer, event.data.errorCode);
        return;
      case 'batch.completed':
        if (event.data.errorCode !== 'NONE') {
          this.addError(event, event.data.producer, event.data.errorCode);
        }
        return;
      case 'client.failed':
        this.addError(event, event.data.client, event.data.errorCode);
        return;
      case 'command.refused':
        this.add(event, 'error', `${event.data.command}: ${event.data.errorCode}`);
        return;
      case 'config.altered':
        if (event.atUs > 0 && !event.data.resourceName.startsWith('__')) {
          this.add(event, 'command', `${event.data.name} = ${event.data.value ?? 'default'}`);
        }
        return;
      default:
        return;
    }
  }

  private foldPartition(event: Extract<TraceEvent, { type: 'partition.changed' }>): void {
    const { state, previous, election } = event.data;
    if (previous === null || state.topic.startsWith('__')) return;
    const key = partitionKey(state.topic, state.partition);
    if (election !== null) {
      const label = `${key}: leader ${previous.leader} → ${state.leader}`;
      this.addCounted(event, 'election', label, 'new leaders');
    } else if (state.leader === -1 && previous.leader !== -1) {
      this.addCounted(event, 'failure', `${key} has no leader`, 'no leaders');
    } else if (state.isr.join() !== previous.isr.join()) {
      const label = `${key}: ISR {${previous.isr.join()}} → {${state.isr.join()}}`;
      this.addCounted(event, 'isr', label, 'ISR');
    }
  }

  private foldLag(event: TraceEvent): void {
    switch (event.type) {
      case 'replica.role-changed':
        if (event.data.role === 'leader') {
          const key = partitionKey(event.data.topic, event.data.partition);
          this.leaders.set(key, event.data.broker);
        }
        return;
      case 'highWatermark.advanced': {
        const key = partitionKey(event.data.topic, event.data.partition);
        if (this.leaders.get(key) !== event.data.broker) return;
        const before = this.highWatermarks.get(key) ?? 0;
        const after = Math.max(before, event.data.highWatermark);
        this.highWatermarks.set(key, after);
        for (const offsets of this.committed.values()) {
          const offset = offsets.get(key);
          if (offset !== undefined) {
            this.totalLag += Math.max(0, after - offset) - Math.max(0, before - offset);
          }
        }
        break;
      }
      case 'offset.committed': {
        const key = partitionKey(event.data.topic, event.data.partition);
        let offsets = this.committed.get(event.data.group);
        if (offsets === undefined) {
          offsets = new Map();
          this.committed.set(event.data.group, offsets);
        }
        const highWatermark = this.highWatermarks.get(key) ?? 0;
        const before = offsets.get(key);
        offsets.set(key, event.data.offset);
        if (before !== undefined) this.totalLag -= Math.max(0, highWatermark - before);
        this.totalLag += Math.max(0, highWatermark - event.data.offset);
        break;
      }
      default:
        return;
    }
    const last = this.lag.at(-1);
    if (last?.atUs === event.atUs) this.lag.pop();
    if (this.lag.at(-1)?.lag !== this.totalLag) {
      this.lag.push(Object.freeze({ atUs: event.atUs, lag: this.totalLag }));
    }
  }
}
