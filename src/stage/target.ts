// What on the stage can be selected and asked about.

/** A thing of the cluster that the inspector can show. `id` depends on the type. */
export interface Target {
  readonly type:
    | 'broker'
    | 'controller'
    | 'topic'
    | 'partition'
    | 'replica'
    | 'record'
    | 'producer'
    | 'consumer'
    | 'group'
    | 'packet';
  /** `1`, `orders`, `orders-0`, `orders-0@1`, `orders-0#17`, `p1`, `billing-c1`, `billing`, `421`. */
  readonly id: string;
  /** The accessible name, such as "Replica of orders-0 on broker 1, leader". */
  readonly label: string;
}
