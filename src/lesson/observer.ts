// Follows one branch of a session along its trace and knows at each moment what an expression is worth,
// also those that are about time (`before`, `peak`, `ever` …). It looks after every fact of the model
// and at every tenth of a second, so that what it says does not depend on how often it is asked.
import type { TraceEvent } from '#kafka/events.ts';
import type { KafkaCommand } from '#kafka/commands.ts';
import type { Frame } from '#trace/frame.ts';
import { Ledger } from '#trace/ledger.ts';
import { Projection } from '#trace/project/projection.ts';
import type { TraceStore } from '#trace/store.ts';
import {
  evaluate,
  type Expression,
  type FormCall,
  formCallOf,
  partsOf,
  type Tree,
  type Value,
} from './expression.ts';
import { askIn, type Situation } from './queries/index.ts';
import { Tally } from './tally.ts';

/** A branch of a session, as far as it is looked at. */
export interface Observed {
  readonly trace: TraceStore;
  readonly liveCommands: readonly KafkaCommand[];
  /** A Frame of its own at a simulated moment. */
  frameAt(atUs: number): Frame;
}

/** How often it looks when nothing happens, in µs. */
const LOOK_US = 100_000;

/** What the engine itself tells: how things travel, not what they did. */
const ON_THE_WAY: ReadonlySet<TraceEvent['type']> = new Set([
  'request.sent',
  'request.received',
  'response.sent',
  'response.received',
  'packet.delayed',
  'timer.fired',
]);

/** What a form has seen of its argument so far. */
interface Watch {
  readonly call: FormCall;
  before: Value;
  peak: number;
  lowest: number;
  ever: boolean;
  always: boolean;
  heldUs: number;
  /** Whether it held when it was last looked at, and when that was. */
  holds: boolean;
  lookedUs: number;
}

export class Observer {
  /** Up to here it has looked. */
  private us = 0;
  private eventId = 0;
  private readonly projection = new Projection();
  private readonly ledger = new Ledger();
  private readonly tally = new Tally();
  private readonly frameBefore: Frame;
  private frame: Frame;
  private readonly watches: readonly Watch[];
  private readonly commandCount: number;

  /** Begins at `fromUs`, which must be simulated, and watches what `expressions` are about. */
  constructor(
    private readonly observed: Observed,
    readonly fromUs: number,
    expressions: readonly Expression[],
  ) {
    this.frameBefore = observed.frameAt(fromUs);
    this.commandCount = observed.liveCommands.filter(({ atUs }) => atUs <= fromUs).length;
    this.frame = this.frameBefore;
    this.take(fromUs);
    this.tally.mark();
    // Inner forms come first: an outer one asks them.
    this.watches = expressions
      .flatMap(({ tree }) => formCallsIn(tree))
      .map((call) => createWatch(call, fromUs));
    for (const watch of this.watches) {
      watch.before = this.evaluateTree(watch.call.argument);
      look(watch, watch.before, fromUs);
    }
  }

  /** Up to here it has looked, in µs. */
  get atUs(): number {
    return this.us;
  }

  /** What somebody did by hand since the beginning. */
  get deeds(): readonly KafkaCommand[] {
    return this.observed.liveCommands.slice(this.commandCount);
  }

  /**
   * Looks at every moment up to `untilUs`, which must be simulated, and stops behind the first of which
   * `stop` says so. True: it has stopped.
   */
  advance(untilUs: number, stop: () => boolean = () => false): boolean {
    while (this.us < untilUs) {
      this.take(Math.min(untilUs, this.nextLookUs()));
      for (const watch of this.watches) {
        // What was before does not change, and some of it is dear to count.
        if (watch.call.form === 'before') continue;
        look(watch, this.evaluateTree(watch.call.argument), this.us);
      }
      if (stop()) return true;
    }
    return false;
  }

  /** What an expression is worth where the observer stands. */
  valueOf(expression: Expression): Value {
    return this.evaluateTree(expression.tree);
  }

  holds(expression: Expression): boolean {
    return this.valueOf(expression) === true;
  }

  /** A query by name. */
  ask(name: string, ...args: readonly Value[]): Value {
    return askIn(this.situation())(name, args);
  }

  private situation(): Situation {
    const { frame, frameBefore: before, ledger, tally } = this;
    const commands = this.deeds.filter(({ atUs }) => atUs <= this.us);
    return { frame, before, ledger, tally, commands };
  }

  private evaluateTree(tree: Tree): Value {
    return evaluate(tree, {
      query: askIn(this.situation()),
      form: ({ call }) => this.formValue(call),
    });
  }

  private formValue(call: Tree): Value {
    const watch = this.watches.find((one) => one.call.call === call);
    if (watch === undefined) return null;
    switch (watch.call.form) {
      case 'msWhile':
        return watch.heldUs / 1_000;
      default:
        return watch[watch.call.form];
    }
  }

  /** The next moment worth a look: when a fact happened, or the next tenth of a second. */
  private nextLookUs(): number {
    const { trace } = this.observed;
    const tickUs = this.us + LOOK_US - ((this.us - this.fromUs) % LOOK_US);
    for (let id = this.eventId; ; id += 1) {
      const event = trace.at(id);
      if (event === undefined || event.atUs > tickUs) return tickUs;
      if (!ON_THE_WAY.has(event.type)) return event.atUs;
    }
  }

  /** Takes in all events up to a moment. */
  private take(atUs: number): void {
    const { trace } = this.observed;
    for (; ; this.eventId += 1) {
      const event = trace.at(this.eventId);
      if (event === undefined || event.atUs > atUs) break;
      this.ledger.add(event);
      this.tally.add(event);
    }
    this.us = atUs;
    this.frame = this.projection.moveTo(trace, this.eventId, atUs);
  }
}

/** All forms that a tree calls, inner ones first. */
function formCallsIn(tree: Tree): FormCall[] {
  const inner = partsOf(tree).flatMap(formCallsIn);
  const call = formCallOf(tree);
  return call === null ? inner : [...inner, call];
}

function createWatch(call: FormCall, fromUs: number): Watch {
  return {
    call,
    before: null,
    peak: -Infinity,
    lowest: Infinity,
    ever: false,
    always: true,
    heldUs: 0,
    holds: false,
    lookedUs: fromUs,
  };
}

function look(watch: Watch, value: Value, atUs: number): void {
  if (watch.holds) watch.heldUs += atUs - watch.lookedUs;
  watch.lookedUs = atUs;
  watch.holds = value === true;
  watch.ever ||= watch.holds;
  watch.always &&= watch.holds;
  watch.peak = Math.max(watch.peak, Number(value));
  watch.lowest = Math.min(watch.lowest, Number(value));
}
