// Faults that are armed for packets which nobody has sent yet: the next ones that match are dropped or
// held back. What a packet is called is the model's business.
import type { FaultSpec, NodeId, PacketKind } from './node.ts';

/** A fault that waits for its packets. */
export interface ArmedFault extends FaultSpec {
  /** Id of the event that armed it. */
  readonly armedBy: number;
  readonly left: number;
}

/** A packet as it is about to leave. */
export interface Leaving {
  readonly kind: PacketKind;
  readonly api: string;
  readonly from: NodeId;
  readonly to: NodeId;
}

/** The first fault that is meant for a packet. */
export function faultFor(
  faults: readonly ArmedFault[],
  { kind, api, from, to }: Leaving,
): ArmedFault | undefined {
  return faults.find(
    (fault) =>
      fault.kind === kind &&
      (fault.api ?? api) === api &&
      (fault.from ?? from) === from &&
      (fault.to ?? to) === to,
  );
}

/** The faults after one of them has struck: it is for one packet fewer, or gone. */
export function spent(faults: readonly ArmedFault[], struck: ArmedFault): readonly ArmedFault[] {
  return faults.flatMap((fault) => {
    if (fault !== struck) return [fault];
    return fault.left > 1 ? [Object.freeze({ ...fault, left: fault.left - 1 })] : [];
  });
}
