// The marks of the timeline: what mattered, in few words.

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

/** A mark as the timeline shows it. */
export interface TimelineMark {
  readonly eventId: number;
  readonly atUs: number;
  readonly kind: MarkKind;
  readonly label: string;
}

/** The mark that an event asks for, and when it is none of its own. */
export interface EventMark {
  readonly kind: MarkKind;
  readonly label: string;
  /** Several of a kind in one moment are one: `new leaders` becomes `new leaders of 3 partitions`. */
  readonly together?: string;
  /** The same label is not marked again until it has been quiet for a while. */
  readonly isSaidOnce?: true;
  /** Nothing is marked where the same moment has this label already. */
  readonly unlessSaid?: string;
  /** Nothing is marked the first time that it happens to a node. */
  readonly isExpectedOnce?: true;
}
