// What an address asks to be shown on another page: which cluster, and how it is looked at.
// `#/embed/three-brokers?view=topic&selected=producer:p1&theme=dark`
import { VIEW_IDS, type ViewId } from '#base/view-id.ts';
import type { Target } from '#stage/target.ts';

/** How a cluster is looked at. */
export interface Look {
  readonly view: ViewId;
  /** Topic of the Topic view; '': the first. */
  readonly topic: string;
  readonly labels: 'plain' | 'kafka';
  readonly selected: Target | null;
  /** null: as the reader's system has it. */
  readonly theme: 'light' | 'dark' | null;
}

export interface Embedded {
  /** A preset or a share link. */
  readonly what: string;
  readonly look: Look;
}

const DEFAULT_VIEW: ViewId = 'cluster';
const TARGETS: readonly Target['type'][] = [
  ...(['broker', 'controller', 'topic', 'partition', 'replica', 'record'] as const),
  ...(['producer', 'consumer', 'group', 'packet'] as const),
];

/** The part of an address behind `#/embed/`. What it asks for and is not there is left out. */
export function parseEmbedded(text: string): Embedded {
  const mark = text.indexOf('?');
  const [what, query] = mark === -1 ? [text, ''] : [text.slice(0, mark), text.slice(mark + 1)];
  const asked = new URLSearchParams(query);
  const theme = asked.get('theme');
  return {
    what,
    look: {
      view: VIEW_IDS.find((id) => id === asked.get('view')) ?? DEFAULT_VIEW,
      topic: asked.get('topic') ?? '',
      labels: asked.get('labels') === 'plain' ? 'plain' : 'kafka',
      selected: targetIn(asked.get('selected') ?? ''),
      theme: theme === 'light' || theme === 'dark' ? theme : null,
    },
  };
}

function targetIn(text: string): Target | null {
  const colon = text.indexOf(':');
  const type = TARGETS.find((one) => one === text.slice(0, colon));
  const id = text.slice(colon + 1);
  return type === undefined ? null : { type, id, label: id };
}

/** The same as an address: what goes without saying is left out. */
export function embeddedText({ what, look }: Embedded): string {
  const asked = new URLSearchParams();
  if (look.view !== DEFAULT_VIEW) asked.set('view', look.view);
  if (look.topic !== '') asked.set('topic', look.topic);
  if (look.labels !== 'kafka') asked.set('labels', look.labels);
  if (look.selected !== null) asked.set('selected', `${look.selected.type}:${look.selected.id}`);
  if (look.theme !== null) asked.set('theme', look.theme);
  const query = asked.toString();
  return query === '' ? what : `${what}?${query}`;
}
