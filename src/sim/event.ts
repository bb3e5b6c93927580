// The envelope of a fact. A run's trace is a list of these with consecutive ids from 0. The engine
// adds its own kinds of event (packets, timers, life of nodes); the model adds the rest.
import type { FaultSpec, NodeId, PacketKind } from './node.ts';

/** Event id: its index in the trace. `NO_CAUSE` marks what nothing in the run caused. */
export const NO_CAUSE = -1;

/** What all events have: when, where, why. `data` is immutable. */
export interface EventEnvelope<Type extends string = string, Data = unknown> {
  readonly id: number;
  /** Virtual microseconds since the start of the run. */
  readonly atUs: number;
  /** The node on which it happened; `''` for the world outside. */
  readonly node: NodeId;
  /** Id of the event that led to this one. */
  readonly cause: number;
  readonly type: Type;
  readonly data: Data;
}

/** Why a packet never arrived. */
export type DropReason = 'by hand' | 'node down' | 'connection closed';

/** The engine's own kinds of event and their data. */
export interface EngineEventMap {
  /** `packet` identifies the flight; for a request it is the request id as well. */
  'request.sent': {
    readonly packet: number;
    readonly to: NodeId;
    readonly body: unknown;
    /** When it will arrive, unless something stops it. */
    readonly deliverAtUs: number;
  };
  'request.received': { readonly packet: number; readonly from: NodeId; readonly body: unknown };
  'response.sent': {
    readonly packet: number;
    readonly request: number;
    readonly to: NodeId;
    readonly body: unknown;
    readonly deliverAtUs: number;
  };
  'response.received': {
    readonly packet: number;
    readonly request: number;
    readonly from: NodeId;
    readonly body: unknown;
  };
  'packet.dropped': {
    readonly packet: number;
    readonly kind: PacketKind;
    readonly from: NodeId;
    readonly to: NodeId;
    readonly reason: DropReason;
  };
  /** Lost on the way it will be sent again, as TCP does; or a hand has held it back. */
  'packet.delayed': {
    readonly packet: number;
    /** When it will arrive, unless it is lost again. */
    readonly deliverAtUs: number;
    readonly reason: 'loss' | 'link cut' | 'by hand';
  };
  /** The next packets that match will be dropped or held back. */
  'fault.armed': FaultSpec;
  /** A fault has found its packet; `armedBy` is the event that armed it, `left` how many it is still for. */
  'fault.struck': { readonly armedBy: number; readonly packet: number; readonly left: number };
  /** The sender learns that the connection to `to` broke while its request was open. */
  'request.disconnected': { readonly packet: number; readonly to: NodeId };
  /** No answer within the sender's request timeout: it closes the connection. */
  'request.timed-out': { readonly packet: number; readonly to: NodeId };
  'timer.fired': { readonly timer: string };
  'command.applied': { readonly command: string; readonly data: unknown };
  'node.started': { readonly kind: string };
  'node.crashed': Record<string, never>;
  'node.stopped': Record<string, never>;
  'node.paused': Record<string, never>;
  'node.resumed': Record<string, never>;
  /**
   * Time stood still: so much happened within one microsecond that the run is ended here. Nothing
   * happens any more.
   */
  'run.ended': {
    /** Those that kept one another busy, the busiest first. */
    readonly busiest: readonly NodeId[];
  };
  'link.changed': { readonly from: NodeId; readonly to: NodeId; readonly isCut: boolean };
}

/** Where events go: the trace store, a hash, nothing. Ids arrive in order, without gaps. */
export interface EventSink {
  append(event: EventEnvelope): void;
}
