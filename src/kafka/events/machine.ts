// What the state machines of the model tell.

export interface MachineEventMap {
  /** An XState machine of the model changed state: what the State view shows. */
  'machine.transitioned': {
    /** The machine's id, such as `broker lifecycle`. */
    readonly machine: string;
    /** Which one: a node id, `orders-0@broker-1`, a group, a member. */
    readonly subject: string;
    readonly from: string;
    readonly to: string;
    /** The machine event that did it. */
    readonly event: string;
  };
}
