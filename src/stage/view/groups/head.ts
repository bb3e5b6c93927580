// The head of the Groups view: the group, the state that its coordinator has it in, whom it waits for,
// its epochs, and what the rebalances have cost so far.
import { fit, widthOf } from '#stage/layout/text.ts';
import type { Rect } from '#stage/layout/geometry.ts';
import { arrowhead } from '#stage/mark/arrow.ts';
import { card } from '#stage/mark/card.ts';
import { label } from '#stage/mark/label.ts';
import { ring } from '#stage/mark/ring.ts';
import { rule } from '#stage/mark/rule.ts';
import type { Paint } from '#stage/scene.ts';
import { TYPE } from '#stage/theme.ts';
import type { Builder } from '#stage/view/builder.ts';
import type { ConsumerFrame, GroupFrame } from '#trace/frame.ts';

/** The usual way of a group through its states. */
const STATES: Readonly<Record<GroupFrame['protocol'], readonly string[]>> = {
  classic: ['Empty', 'PreparingRebalance', 'CompletingRebalance', 'Stable'],
  consumer: ['Empty', 'Assigning', 'Reconciling', 'Stable'],
};

const PILL = 26;
const ARROW = 22;

/** Lays out the head in `area`. */
export function layoutHead(
  builder: Builder,
  id: string,
  members: readonly ConsumerFrame[],
  unownedUs: number,
  area: Rect,
): void {
  const group = builder.frame.groups.get(id);
  const key = `group/${id}`;
  const isNarrow = area.width < 500;
  const word = group === undefined ? 'looking for its coordinator' : group.state;
  builder.add(
    card(
      key,
      { x: area.x - 8, y: area.y - 2, width: Math.min(220, area.width * 0.5), height: 58 },
      {
        fill: 'none',
        ...builder.edge('group', id, 'none'),
        target: { type: 'group', id, label: `Group ${id}, ${word}, ${members.length} members` },
      },
    ),
    label(`${key}/name`, fit(id, 190, TYPE.heading, 'serif', 560), area.x, area.y + 21, {
      size: TYPE.heading,
      face: 'serif',
      weight: 560,
      fill: 'ink',
    }),
    ...epochLines(group).map((line, index) =>
      label(
        `${key}/epoch/${index}`,
        fit(line, isNarrow ? area.width * 0.48 : 190, TYPE.tiny, 'mono'),
        area.x,
        area.y + 37 + index * 13,
        { size: TYPE.tiny, face: 'mono' },
      ),
    ),
  );
  const meterX = layoutMeter(builder, unownedUs, area);
  if (group === undefined) return;
  const left = isNarrow ? area.x : area.x + Math.min(200, area.width * 0.2);
  layoutStates(builder, group, {
    ...area,
    x: left,
    y: isNarrow ? area.y + 58 : area.y + 2,
    width: (isNarrow ? area.x + area.width : meterX - 16) - left,
  });
  if (!isNarrow) layoutWait(builder, group, members, left, area.y + 50);
}

/** `generation 9`, or the epochs of KIP-848. */
function epochLines(group: GroupFrame | undefined): readonly string[] {
  if (group === undefined) return ['no coordinator yet'];
  const { protocol, generation, assignmentEpoch, assignor } = group;
  if (protocol === 'classic') return [`generation ${generation}`, assignor];
  return [`group epoch ${generation}, assignment epoch ${assignmentEpoch ?? 0}`, assignor];
}

/** The states in a row, the present one lit; on a narrow stage only that. */
function layoutStates(builder: Builder, group: GroupFrame, area: Rect): void {
  const usual = STATES[group.protocol];
  const all = usual.includes(group.state) ? usual : [...usual, group.state];
  const widths = all.map((state) => widthOf(state, TYPE.small, 'sans', 600) + 24);
  const total = widths.reduce((sum, width) => sum + width + ARROW, -ARROW);
  const shown = total <= area.width ? all : [group.state];
  let x = area.x;
  shown.forEach((state, index) => {
    const width = widths[all.indexOf(state)] ?? 0;
    const isNow = state === group.state;
    const isCalm = state === 'Stable' || state === 'Empty';
    const fill: Paint = isNow ? (isCalm ? 'accent' : 'warn') : 'none';
    const pill = { x, y: area.y, width, height: PILL };
    const key = `group/${group.id}/state/${state}`;
    builder.add(
      card(key, pill, {
        radius: PILL / 2,
        fill,
        stroke: isNow ? fill : 'line-strong',
        target: {
          type: 'group',
          id: group.id,
          label: `${state}${isNow ? ', the present state' : ''}`,
        },
      }),
      label(`${key}/name`, state, x + width / 2, area.y + 17, {
        anchor: 'middle',
        weight: isNow ? 600 : 400,
        fill: isNow ? (isCalm ? 'on-accent' : 'paper') : 'ink-soft',
      }),
    );
    x += width;
    if (index < shown.length - 1) {
      const y = area.y + PILL / 2;
      builder.add(
        rule(`${key}/next`, { x: x + 4, y }, { x: x + ARROW - 5, y }),
        arrowhead(
          `${key}/next/tip`,
          { x: x + ARROW - 4, y },
          { direction: 'right', length: 6, width: 6, stroke: 'line-strong' },
        ),
      );
    }
    x += ARROW;
  });
}

function namesOf(members: readonly ConsumerFrame[]): string {
  const names = members.map(({ spec }) => spec.id.replace(`${spec.group ?? ''}-`, ''));
  if (names.length > 4) return `${names.length} members`;
  return names.length < 2
    ? (names[0] ?? 'nobody')
    : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}

/** Whom a rebalance waits for. */
function layoutWait(
  builder: Builder,
  group: GroupFrame,
  members: readonly ConsumerFrame[],
  x: number,
  y: number,
): void {
  const running = members.filter(({ status }) => status === 'running' || status === 'paused');
  const waits = waitOf(group, running);
  if (waits === null) return;
  builder.add(
    ...ring(`group/${group.id}/wait`, { x: x + 10, y: y - 4 }, waits.share, 'warn'),
    label(`group/${group.id}/wait/text`, waits.text, x + 26, y, { fill: 'ink' }),
  );
}

function waitOf(
  { state }: GroupFrame,
  members: readonly ConsumerFrame[],
): { readonly share: number; readonly text: string } | null {
  const has = (wanted: string): readonly ConsumerFrame[] =>
    members.filter(({ membership }) => membership === wanted);
  const share = (done: number): number => (members.length === 0 ? 0 : done / members.length);
  switch (state) {
    case 'PreparingRebalance': {
      const here = has('PREPARING_REBALANCE');
      const missing = members.filter((one) => !here.includes(one));
      const text =
        missing.length === 0
          ? `has ${namesOf(here)}; waits whether more come`
          : `has ${namesOf(here)}; waits for ${namesOf(missing)} to join`;
      return { share: share(here.length), text };
    }
    case 'CompletingRebalance':
      return { share: 0.6, text: 'waits for the leader’s assignment' };
    case 'Reconciling': {
      const done = has('STABLE');
      const missing = members.filter((one) => !done.includes(one));
      return {
        share: share(done.length),
        text: missing.length === 0 ? 'waits for a heartbeat' : `waits for ${namesOf(missing)}`,
      };
    }
    default:
      return null;
  }
}

/** What the rebalances have cost: partition-seconds without an owner. Returns where it begins. */
function layoutMeter(builder: Builder, unownedUs: number, area: Rect): number {
  const isNarrow = area.width < 620;
  const words = isNarrow ? 'unowned' : 'Without an owner so far:';
  const value = `${(unownedUs / 1e6).toFixed(unownedUs < 10_000_000 ? 2 : 1)} ${isNarrow ? 'p·s' : 'partition-seconds'}`;
  const wordsWidth = widthOf(words, TYPE.small);
  const width = wordsWidth + widthOf(value, TYPE.value, 'mono') + 30;
  const x = area.x + area.width - width;
  builder.add(
    card(
      'meter',
      { x, y: area.y + 2, width, height: PILL },
      {
        radius: PILL / 2,
        fill: 'panel',
        title: 'Partitions that nobody owned, each for how long, added up',
      },
    ),
    label('meter/words', words, x + 12, area.y + 19),
    label('meter/value', value, x + 18 + wordsWidth, area.y + 19, {
      size: TYPE.value,
      face: 'mono',
      weight: 600,
      fill: 'warn',
    }),
  );
  return x;
}
