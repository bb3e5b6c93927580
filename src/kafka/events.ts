// Everything that can happen in the cluster: the closed union of facts. The trace is made of these
// and of the engine's own events, and all that is ever drawn or asked is folded from it. Who must know
// of each event has a table over this union, which does not compile until a new one has its entry.
import type { EngineEventMap, EventEnvelope } from '#sim/event.ts';
import type { BrokerEventMap } from '#kafka/events/broker.ts';
import type { ClientEventMap } from '#kafka/events/client.ts';
import type { ControllerEventMap } from '#kafka/events/controller.ts';
import type { GroupEventMap } from '#kafka/events/group.ts';
import type { MachineEventMap } from '#kafka/events/machine.ts';
import type { ToolEventMap } from '#kafka/events/tool.ts';

export type { PartitionChangeReason } from '#kafka/events/controller.ts';
export type { GroupMemberView } from '#kafka/events/group.ts';

/** Data of each event of the Kafka model. */
export interface KafkaEventMap
  extends
    MachineEventMap,
    ControllerEventMap,
    BrokerEventMap,
    GroupEventMap,
    ClientEventMap,
    ToolEventMap {}

/** Data of each event of a trace: of the model, and of the engine that runs it. */
export interface TraceEventMap extends EngineEventMap, KafkaEventMap {}

export type TraceEventType = keyof TraceEventMap;
/** The event of a type; of several types, any of them. */
export type TraceEventOf<T extends TraceEventType> = EventEnvelope<T, TraceEventMap[T]>;
/** Any event of a trace: told apart by its type. */
export type TraceEvent = { [T in TraceEventType]: TraceEventOf<T> }[TraceEventType];
export type EventData<T extends keyof KafkaEventMap> = KafkaEventMap[T];
