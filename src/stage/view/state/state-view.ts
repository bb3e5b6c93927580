// The State view: the statechart of what is selected, drawn from the machine that runs it; its members
// by theirs, bands of state over time, and what led to the present state.
import type { Chart } from '#sim/chart.ts';
import type { Rect } from '#stage/layout/geometry.ts';
import { fit, widthOf } from '#stage/layout/text.ts';
import { label } from '#stage/mark/label.ts';
import { rule } from '#stage/mark/rule.ts';
import type { Target, ViewContext } from '#stage/scene.ts';
import { NARROW, TYPE } from '#stage/theme.ts';
import { Builder } from '#stage/view/builder.ts';
import type { View, ViewLayout } from '#stage/view/view.ts';
import { countBefore } from '#trace/chronicle/machine-steps.ts';
import type { ConsumerFrame } from '#trace/frame.ts';
import type { Moment } from '#trace/moment.ts';
import { BAND, type Band, bandMarks, BANDS_FOOT } from './bands.ts';
import { chartMarks } from './chart-marks.ts';
import { layoutChoice } from './choice.ts';
import { gridOf } from './grid.ts';
import { ledHereMarks } from './led-here.ts';
import { membersOf } from '#stage/view/groups/owners.ts';
import { memberCards, memberChart, shortName } from './members.ts';
import { chosenMachine, type MachineOf, machinesOf, namedBy } from './subject.ts';

/** The statechart of what is selected, or a choice. */
export const stateView: View = (moment: Moment, context: ViewContext): ViewLayout => {
  const builder = new Builder(moment.frame, context);
  const margin = context.width < NARROW ? 12 : 24;
  const area = {
    x: margin,
    y: margin,
    width: context.width - 2 * margin,
    height: context.height - 2 * margin,
  };
  const chosen = chosenMachine(moment.frame, context.selected, context.choices?.machine ?? '');
  const chart = chosen === null ? undefined : context.charts?.get(chosen.machine);
  const end =
    chosen === null || chart === undefined
      ? layoutChoice(builder, area)
      : layoutMachine(
          builder,
          moment,
          { chosen, chart, selected: targetOf(context.selected, chosen) },
          area,
        );
  return {
    scene: {
      width: context.width,
      height: Math.max(context.height, Math.ceil(end + margin)),
      marks: builder.marks,
      summary:
        chosen === null
          ? 'State: choose a thing whose state machine is to be drawn.'
          : `State: ${chosen.machine} of ${chosen.subject} is ${chosen.state}.`,
    },
    geometry: { nodes: new Map(), rows: new Map(), isMiddle: () => false },
  };
};

interface Drawing {
  readonly chosen: MachineOf;
  readonly chart: Chart;
  readonly selected: Target;
}

function targetOf(selected: string, { machine, subject }: MachineOf): Target {
  const { type, id } = namedBy(selected);
  return { type: type as Target['type'], id, label: `${machine} of ${subject}` };
}

/** `The group billing, as its coordinator sees it`. */
function titleOf({ machine, subject }: MachineOf): string {
  switch (machine) {
    case 'classic group':
    case 'consumer group':
      return `The group ${subject}, as its coordinator sees it`;
    case 'classic membership':
    case 'consumer protocol membership':
      return `The membership of ${subject}, as it sees itself`;
    case 'broker registration':
      return `${subject.replace('-', ' ')}, as the active controller sees it`;
    case 'replica role':
      return `The replica ${subject.replace('@broker-', ' on broker ')}`;
    case 'application':
      return `What the application of ${subject} does`;
    case 'fetch state':
      return `The position of ${subject.replace('@', ' in ')}`;
    default:
      return `${machine} of ${subject.replace(/^(broker|controller)-/, '$1 ')}`;
  }
}

interface Parts {
  readonly chart: Rect;
  readonly members: Rect | null;
  readonly bands: Rect;
  readonly side: Rect;
}

const TITLE = 44;
const MEMBERS = 118;
const LEAST_SIDE = 270;

/** Chart, members and bands at the left, what led here at the right; on a narrow stage below. */
function partsOf(area: Rect, rows: number, bandCount: number, hasMembers: boolean): Parts {
  const isWide = area.width >= 760;
  const side = isWide ? Math.max(LEAST_SIDE, area.width * 0.36) : 0;
  const left = { ...area, width: area.width - (isWide ? side + 36 : 0) };
  const bandsHeight = bandCount * BAND + BANDS_FOOT;
  const membersHeight = hasMembers ? MEMBERS : 0;
  const wanted = rows * (isWide ? 170 : 124) + 110;
  const room = area.height - TITLE - bandsHeight - membersHeight - 34;
  const chartHeight = Math.max(rows * 78 + 56, Math.min(wanted, isWide ? room : wanted));
  const chart = { ...left, y: area.y + TITLE, height: chartHeight };
  const membersY = chart.y + chart.height + 30;
  const bandsY = membersY + membersHeight + (hasMembers ? 8 : 10);
  const bands = {
    ...left,
    y: Math.max(bandsY, isWide ? area.y + area.height - bandsHeight : 0),
    height: bandsHeight,
  };
  return {
    chart,
    members: hasMembers ? { ...left, y: membersY, height: membersHeight } : null,
    bands,
    side: isWide
      ? { x: area.x + area.width - side, y: area.y, width: side, height: area.height }
      : { x: area.x, y: bands.y + bandsHeight + 28, width: area.width, height: 420 },
  };
}

/** Lays out a machine; returns where it ends. */
function layoutMachine(
  builder: Builder,
  { frame, chronicle }: Moment,
  drawing: Drawing,
  area: Rect,
): number {
  const { chosen, chart, selected } = drawing;
  const all = chronicle.machines.of(chosen.machine, chosen.subject);
  const past = all.slice(0, countBefore(all, frame.nextEventId));
  const members = selected.type === 'group' ? membersOf(frame, selected.id) : [];
  const memberMachine = memberChartOf(builder, members);
  const cells = gridOf(chosen.machine, chart.states);
  const rows = Math.max(...[...cells.values()].map(([, row]) => row));
  const bands = bandsOf(builder, drawing, members, { frame, chronicle });
  const parts = partsOf(area, rows, bands.length, memberMachine !== undefined);
  layoutTitle(builder, chosen, parts.chart, area);
  builder.add(
    ...chartMarks({
      key: `machine/${chosen.machine}/${chosen.subject}`,
      chart,
      state: String(chosen.state),
      sinceUs: past.at(-1)?.atUs ?? null,
      nowUs: frame.atUs,
      cells,
      area: {
        ...parts.chart,
        x: parts.chart.x + 6,
        y: parts.chart.y + 36,
        width: parts.chart.width - 42,
        height: parts.chart.height - 56,
      },
      boxHeight: 50,
      taken: chronicle.machines.taken(chosen.machine, chosen.subject, frame.nextEventId),
      last: past.at(-1),
      target: selected,
    }).marks,
  );
  if (parts.members !== null && memberMachine !== undefined)
    layoutMembers(builder, memberMachine, members, parts.members);
  builder.add(...bandMarks(bands, parts.bands, frame.atUs));
  return layoutSide(builder, drawing, members, past, parts, area);
}

function memberChartOf({ context }: Builder, members: readonly ConsumerFrame[]): Chart | undefined {
  const [first] = members;
  if (first === undefined) return undefined;
  const isModern = first.spec.configs['group.protocol'] === 'consumer';
  return context.charts?.get(isModern ? 'consumer protocol membership' : 'classic membership');
}

function layoutTitle(builder: Builder, chosen: MachineOf, chart: Rect, area: Rect): void {
  const title = titleOf(chosen);
  const aside = 'drawn from the machine that runs it';
  const size = chart.width < 420 ? TYPE.name : TYPE.heading;
  const room = chart.width - widthOf(title, size, 'serif', 560) - 20;
  builder.add(
    label('state/title', fit(title, chart.width, size, 'serif', 560), area.x, area.y + 20, {
      size,
      face: 'serif',
      weight: 560,
      fill: 'ink',
    }),
    ...(widthOf(aside, TYPE.small) <= room
      ? [label('state/aside', aside, chart.x + chart.width, area.y + 20, { anchor: 'end' })]
      : []),
  );
}

function layoutMembers(
  builder: Builder,
  chart: Chart,
  members: readonly ConsumerFrame[],
  area: Rect,
): void {
  const title = 'Its members, each by its own machine';
  builder.add(
    label('members/title', title, area.x, area.y + 12, {
      size: TYPE.question,
      face: 'serif',
      weight: 560,
      fill: 'ink',
    }),
    ...memberChart(builder, chart, members, {
      x: area.x,
      y: area.y + 42,
      width: area.width - 8,
      height: 32,
    }),
  );
}

/** The chosen machine; a group's members; the other machines of the same thing. */
function bandsOf(
  builder: Builder,
  { chosen, selected }: Drawing,
  members: readonly ConsumerFrame[],
  { frame, chronicle }: Pick<Moment, 'frame' | 'chronicle'>,
): readonly Band[] {
  const bandOf = (machine: string, subject: string, name: string, target: Target): Band => ({
    key: `band/${machine}/${subject}`,
    name,
    steps: chronicle.machines.of(machine, subject),
    target,
  });
  const most = builder.context.height < 560 ? 3 : 6;
  const others = machinesOf(frame, builder.context.selected).filter(
    ({ machine, subject }) => machine !== chosen.machine || subject !== chosen.subject,
  );
  const nameOf = ({ machine, subject }: MachineOf): string =>
    machine === 'fetch state'
      ? (subject.split('@')[0] ?? subject)
      : machine.replace(/^(classic|consumer protocol|broker) (?=membership|life|regis)/, '');
  const isGroup = selected.type === 'group';
  return [
    bandOf(chosen.machine, chosen.subject, isGroup ? chosen.subject : nameOf(chosen), selected),
    ...(isGroup
      ? members.map((member) => {
          const { id, configs } = member.spec;
          const isModern = configs['group.protocol'] === 'consumer';
          const machine = isModern ? 'consumer protocol membership' : 'classic membership';
          return bandOf(machine, id, shortName(member), { type: 'consumer', id, label: id });
        })
      : others.map((one) => bandOf(one.machine, one.subject, nameOf(one), selected))),
  ].slice(0, most);
}

/** At the right: the group's members, and what led to the present state. */
function layoutSide(
  builder: Builder,
  { selected }: Drawing,
  members: readonly ConsumerFrame[],
  past: Parameters<typeof ledHereMarks>[0],
  { side, bands }: Parts,
  area: Rect,
): number {
  const isWide = side.y === area.y;
  if (isWide) {
    builder.add(
      rule(
        'state/divide',
        { x: side.x - 18, y: side.y },
        { x: side.x - 18, y: side.y + side.height },
        { stroke: 'line' },
      ),
    );
  }
  let y = side.y + 4;
  if (members.length > 0) {
    const cards = memberCards(builder, members, { ...side, y: y + 2 });
    builder.add(...cards.marks);
    y = cards.bottom + 14;
  }
  const list = { ...side, y, height: side.y + side.height - y };
  builder.add(...ledHereMarks(past, list, selected));
  return Math.max(bands.y + bands.height, isWide ? area.y + area.height : side.y + side.height);
}
