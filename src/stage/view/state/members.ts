// Beside a group's own machine: its members, each by its own. As tokens in their states, and as cards
// with what they own.
import type { Chart } from '#sim/chart.ts';
import type { Rect } from '#stage/layout/geometry.ts';
import { fit, widthOf } from '#stage/layout/text.ts';
import { card } from '#stage/mark/card.ts';
import { label, nameLabel } from '#stage/mark/label.ts';
import type { SceneMark } from '#stage/scene.ts';
import { TYPE } from '#stage/theme.ts';
import type { Builder } from '#stage/view/builder.ts';
import type { ConsumerFrame } from '#trace/frame.ts';
import { chartMarks } from './chart-marks.ts';
import { rowOf } from './grid.ts';
import type { StateBox } from './chart-layout.ts';

/** `billing-c1` → `c1`. */
export function shortName({ spec }: ConsumerFrame): string {
  return spec.id.replace(`${spec.group ?? ''}-`, '');
}

/** States that need a box in a row that has no room for all: those that somebody is in, in order. */
function statesShown(
  chart: Chart,
  members: readonly ConsumerFrame[],
  room: number,
): readonly string[] {
  const needed = new Set<string>([
    ...members.map(({ membership }) => membership),
    'STABLE',
    chart.initial,
  ]);
  const all = chart.states.filter((state) => needed.has(state));
  const others = chart.states
    .filter((state) => !needed.has(state))
    .slice(0, Math.max(0, room - all.length));
  return chart.states.filter((state) => all.includes(state) || others.includes(state));
}

/** The members' machine in one row, with each member as a token in its state. */
export function memberChart(
  builder: Builder,
  chart: Chart,
  members: readonly ConsumerFrame[],
  area: Rect,
): readonly SceneMark[] {
  const states = statesShown(chart, members, Math.floor(area.width / 150));
  const { marks, boxes } = chartMarks({
    key: `members/${chart.machine}`,
    chart: { ...chart, states },
    state: null,
    sinceUs: null,
    nowUs: builder.frame.atUs,
    cells: rowOf(states),
    area,
    boxHeight: 34,
    taken: new Map(),
    last: undefined,
    occupied: new Set(members.map(({ membership }) => membership)),
    target: { type: 'group', id: members[0]?.spec.group ?? '', label: chart.machine },
  });
  const shown = marks.filter(({ key }) => !key.includes('/anywhere/'));
  return [...shown, ...boxes.flatMap((box) => tokensIn(builder, members, box))];
}

/** The members that are in a state, as pills on its upper edge. */
function tokensIn(
  builder: Builder,
  members: readonly ConsumerFrame[],
  box: StateBox,
): readonly SceneMark[] {
  const inside = members.filter(
    ({ membership, status }) => membership === box.state && status === 'running',
  );
  const widths = inside.map((member) => widthOf(shortName(member), TYPE.least, 'sans', 600) + 14);
  const end = box.x + box.width;
  const marks: SceneMark[] = [];
  let x = box.x + 8;
  for (const [index, member] of inside.entries()) {
    const width = widths[index] ?? 20;
    const rest = inside.length - index;
    if (x + width > end - (rest > 1 ? MORE : 0)) {
      const options = { fill: 'accent', weight: 600, hasHalo: true } as const;
      marks.push(label(`members/${box.state}/more`, `+${rest}`, x + 2, box.y + 3, options));
      break;
    }
    marks.push(...tokenMarks(builder, member, { x, y: box.y - 9, width, height: 17 }));
    x += width + 4;
  }
  return marks;
}

function tokenMarks(builder: Builder, member: ConsumerFrame, pill: Rect): readonly SceneMark[] {
  const { id } = member.spec;
  return [
    card(`token/${id}`, pill, {
      radius: pill.height / 2,
      fill: 'accent',
      ...builder.edge('consumer', id, 'accent'),
      target: { type: 'consumer', id, label: `Consumer ${id}, ${member.membership}` },
    }),
    label(`token/${id}/name`, shortName(member), pill.x + pill.width / 2, pill.y + 12, {
      anchor: 'middle',
      size: TYPE.least,
      weight: 600,
      fill: 'on-accent',
    }),
  ];
}

/** Room for how many more there are. */
const MORE = 26;

const CARD = { width: 128, height: 84, gap: 10 };

/** The members' cards in lines; returns where they end. */
export function memberCards(
  builder: Builder,
  members: readonly ConsumerFrame[],
  area: Rect,
): { readonly marks: readonly SceneMark[]; readonly bottom: number } {
  const columns = Math.max(1, Math.floor((area.width + CARD.gap) / (CARD.width + CARD.gap)));
  const width = (area.width - (columns - 1) * CARD.gap) / columns;
  const most = columns * 2;
  const shown = members.slice(0, members.length > most ? most - 1 : most);
  const marks = shown.flatMap((member, index) => {
    const x = area.x + (index % columns) * (width + CARD.gap);
    const y = area.y + Math.floor(index / columns) * (CARD.height + CARD.gap);
    return oneCard(builder, member, { x, y, width, height: CARD.height });
  });
  const lines = Math.ceil(Math.min(members.length, most) / columns);
  const hidden = members.length - shown.length;
  const bottom = area.y + lines * (CARD.height + CARD.gap);
  const more = label(
    'members/more',
    `and ${hidden} more`,
    area.x + area.width,
    bottom - CARD.gap - 8,
    { anchor: 'end' },
  );
  return { marks: [...marks, ...(hidden > 0 ? [more] : [])], bottom };
}

function oneCard(builder: Builder, member: ConsumerFrame, area: Rect): readonly SceneMark[] {
  const { id } = member.spec;
  const key = `consumer/${id}`;
  const isDown = member.status !== 'running';
  const isWaiting = !isDown && member.membership !== 'STABLE';
  const owned = member.owned.map(({ partition }) => partition).join(' ');
  const word = isDown
    ? member.status
    : member.membership === 'STABLE'
      ? 'in its generation'
      : member.membership;
  return [
    card(key, area, {
      isDown,
      ...builder.edge('consumer', id, isWaiting ? 'warn' : 'ink'),
      target: {
        type: 'consumer',
        id,
        label: `Consumer ${id}, ${word}, owns ${owned === '' ? 'nothing' : owned}`,
      },
    }),
    nameLabel(
      `${key}/name`,
      fit(shortName(member), area.width - 16, TYPE.name, 'serif', 560),
      area.x + 10,
      area.y + 22,
      isDown,
    ),
    label(
      `${key}/owned`,
      fit(
        owned === '' ? 'owns nothing' : owned,
        area.width - 20,
        TYPE.value,
        owned === '' ? 'sans' : 'mono',
      ),
      area.x + 10,
      area.y + 46,
      {
        size: TYPE.value,
        face: owned === '' ? 'sans' : 'mono',
        fill: owned === '' ? 'ink-soft' : 'ink',
      },
    ),
    label(`${key}/word`, fit(word, area.width - 18, TYPE.least), area.x + 10, area.y + 70, {
      size: TYPE.least,
      fill: isDown ? 'bad' : isWaiting ? 'warn' : 'ink-soft',
    }),
  ];
}
