// All that an expression may call: one table, from which names, arguments and documentation come.
import type { Asked } from '#lesson/expression.ts';
import type { Signatures } from '#lesson/parse-expression.ts';
import { CLUSTER_QUERIES } from './cluster.ts';
import { FATE_QUERIES } from './fate.ts';
import { GROUP_QUERIES } from './group.ts';
import { LOG_QUERIES } from './log.ts';
import { MEMBER_QUERIES } from './member.ts';
import { TERMINAL_QUERIES } from './terminal.ts';
import type { QueryTable, Situation } from './query.ts';

export type { Situation } from './query.ts';

/** Every query by its name. */
export const QUERIES: QueryTable = {
  ...LOG_QUERIES,
  ...FATE_QUERIES,
  ...GROUP_QUERIES,
  ...MEMBER_QUERIES,
  ...CLUSTER_QUERIES,
  ...TERMINAL_QUERIES,
};

/** What each query takes: what parsing an expression has to know. */
export const SIGNATURES: Signatures = new Map(Object.entries(QUERIES));

/** Asks a query of a situation. Names were checked when the expression was parsed. */
export function askIn(situation: Situation): Asked['query'] {
  return (name, args) => QUERIES[name]?.ask(situation, ...args) ?? null;
}
