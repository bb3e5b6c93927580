// Runs a scenario as a person writes it, and keeps its trace: for tests of what clients and
// controllers do by themselves.
import { kafkaModel } from '#kafka/cluster.ts';
import type { KafkaRequest } from '#kafka/commands.ts';
import type { TraceEvent, TraceEventType } from '#kafka/events.ts';
import { parseScenario } from '#scenario/parse.ts';
import type { Scenario } from '#scenario/scenario.ts';
import { toCommands } from '#scenario/to-commands.ts';
import { Engine } from '#sim/engine.ts';
import type { Frame } from '#trace/frame.ts';
import { Projection } from '#trace/project/projection.ts';
import { TraceStore } from '#trace/store.ts';

/** The complete scenario; throws with all that is wrong with it. */
export function scenarioOf(written: unknown): Scenario {
  const { value, problems } = parseScenario(written);
  if (value === null) throw new Error(JSON.stringify(problems, null, 1));
  return value;
}

export class ScenarioRun {
  readonly trace = TraceStore.create();
  readonly engine: Engine;

  constructor(written: unknown) {
    const scenario = scenarioOf(written);
    this.engine = new Engine(kafkaModel, scenario.seed, this.trace);
    for (const command of toCommands(scenario)) this.engine.submit(command);
  }

  /** Lets virtual time pass until `seconds` after the start. */
  until(seconds: number): this {
    this.engine.runUntil(Math.round(seconds * 1_000_000));
    return this;
  }

  /** Carries a command out now. */
  when(request: KafkaRequest): this {
    this.engine.submit({ atUs: this.engine.nowUs, ...request });
    this.engine.runUntil(this.engine.nowUs);
    return this;
  }

  /** Events of a type, from `fromS` seconds on. */
  events<T extends TraceEventType>(
    type: T,
    fromS = 0,
  ): readonly Extract<TraceEvent, { type: T }>[] {
    const found: Extract<TraceEvent, { type: T }>[] = [];
    for (const event of this.trace) {
      if (event.type !== type || event.atUs < fromS * 1_000_000) continue;
      found.push(event as Extract<TraceEvent, { type: T }>);
    }
    return found;
  }

  frame(): Frame {
    return new Projection().moveTo(this.trace, this.trace.length, this.engine.nowUs);
  }
}
