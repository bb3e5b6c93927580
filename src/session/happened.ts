// What happened, told from the learner's side: what was done by hand, and under each deed what came
// after it. How the cluster got ready stands apart.
import type { MarkKind, TimelineMark } from '#trace/face/mark.ts';
import type { DeedMark } from './deeds.ts';

/** Something that was done, and what came after it until the next. */
export interface Chapter {
  /** null: nothing had been done by hand yet. */
  readonly deed: DeedMark | null;
  readonly marks: readonly TimelineMark[];
}

export interface Account {
  /** Until the cluster was ready: brokers come, leaders are elected, groups form. */
  readonly boot: readonly TimelineMark[];
  /** In order of time: what was told once keeps its place. */
  readonly chapters: readonly Chapter[];
}

/** What somebody wants to read of. */
export const FILTERS = {
  all: { label: 'everything', kinds: null },
  mine: { label: 'what I did', kinds: [] },
  failures: { label: 'failures', kinds: ['failure', 'recovery', 'error'] },
  leaders: { label: 'leaders and ISR', kinds: ['election', 'isr'] },
  groups: { label: 'groups', kinds: ['join', 'leave', 'rebalance'] },
} as const satisfies Readonly<Record<string, { label: string; kinds: readonly MarkKind[] | null }>>;

export type Filter = keyof typeof FILTERS;

function isWanted({ kind }: TimelineMark, filter: Filter): boolean {
  const kinds: readonly MarkKind[] | null = FILTERS[filter].kinds;
  return kinds === null || kinds.includes(kind);
}

/** The account up to a moment; `readyUs` is when the cluster was there to be looked at. */
export function accountOf(
  marks: readonly TimelineMark[],
  deeds: readonly DeedMark[],
  readyUs: number,
  untilUs: number,
  filter: Filter = 'all',
): Account {
  const wanted = marks.filter((mark) => mark.atUs <= untilUs && isWanted(mark, filter));
  const boot = wanted.filter(({ atUs }) => atUs < readyUs);
  const later = wanted.slice(boot.length);
  const done = deeds
    .filter(({ atUs }) => atUs <= untilUs)
    .toSorted((a, b) => a.eventId - b.eventId);
  const chapters: Chapter[] = [null, ...done].map((deed, index) => {
    const fromId = deed?.eventId ?? -1;
    const untilId = done[index]?.eventId ?? Infinity;
    return {
      deed,
      marks: later.filter(({ eventId }) => eventId > fromId && eventId < untilId),
    };
  });
  return {
    boot,
    chapters: chapters.filter(({ deed, marks: own }) => deed !== null || own.length > 0),
  };
}
