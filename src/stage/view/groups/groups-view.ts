// The Groups view: rows are members, columns are partitions. A partition moves up and down only, from
// its owner to the table and on to the next. Beside them, what each member does over time.
import { scaleLinear } from 'd3-scale';
import type { Rect } from '#stage/layout/geometry.ts';
import { fit, widthOf } from '#stage/layout/text.ts';
import { card, ground } from '#stage/mark/card.ts';
import { label, nameLabel } from '#stage/mark/label.ts';
import { needleDown } from '#stage/mark/needle.ts';
import { rule } from '#stage/mark/rule.ts';
import { ghostSlab, slab } from '#stage/mark/slab.ts';
import type { ViewContext } from '#stage/scene.ts';
import { TYPE } from '#stage/theme.ts';
import { Builder } from '#stage/view/builder.ts';
import type { View, ViewLayout } from '#stage/view/view.ts';
import type { Chronicle } from '#trace/chronicle/chronicle.ts';
import { type ConsumerFrame, type Frame, partitionAt, partitionLag } from '#trace/frame.ts';
import type { Moment } from '#trace/moment.ts';
import { layoutHead } from './head.ts';
import { laneMarks } from './lanes.ts';
import { groupNames, type Holding, holdingsOf, membersOf } from './owners.ts';
import { ringMarks } from './rings.ts';
import { groupSizes, type GroupSizes } from './sizes.ts';

/** What the axis of the lanes shows around now, in µs. */
const BEFORE_US = 6_000_000;
const AFTER_US = 2_400_000;
/** Room for the rings at the right. */
const RINGS = 92;

/** Members and partitions of a group. */
export const groupsView: View = (
  { frame, chronicle }: Moment,
  context: ViewContext,
): ViewLayout => {
  const builder = new Builder(frame, context);
  const names = groupNames(frame);
  const wanted = context.choices?.group ?? '';
  const id = names.includes(wanted) ? wanted : names[0];
  if (id === undefined) return nothingYet(context);
  const members = membersOf(frame, id);
  const holdings = holdingsOf(frame, id);
  const sizes = groupSizes(context, holdings.length, members.length);
  const sheet: Sheet = { builder, chronicle, id, members, holdings, sizes };
  const { margin } = sizes;
  layoutHead(builder, id, members, chronicle.ownership.unownedUs(id, frame.atUs), {
    x: margin,
    y: margin - 4,
    width: context.width - 2 * margin,
    height: sizes.head,
  });
  const end = layoutRows(sheet);
  const table = holdings.filter(({ owner }) => owner === null);
  return {
    scene: {
      width: context.width,
      height: Math.max(context.height, Math.ceil(end)),
      marks: builder.marks,
      summary: `Group ${id}: ${frame.groups.get(id)?.state ?? 'no coordinator'}, ${members.length} members, ${holdings.length} partitions, ${table.length} of them owned by nobody.`,
    },
    geometry: { nodes: new Map(), rows: new Map(), isMiddle: () => false },
  };
};

interface Sheet {
  readonly builder: Builder;
  readonly chronicle: Chronicle;
  readonly id: string;
  readonly members: readonly ConsumerFrame[];
  readonly holdings: readonly Holding[];
  readonly sizes: GroupSizes;
}

function nothingYet({ width, height }: ViewContext): ViewLayout {
  const text = 'No consumer group yet.';
  return {
    scene: {
      width,
      height,
      marks: [
        label('nothing', text, 24, 44, {
          size: TYPE.heading,
          face: 'serif',
          weight: 560,
          fill: 'ink',
        }),
        label('nothing/do', 'Add a consumer with a group, and let time run.', 24, 66),
      ],
      summary: text,
    },
    geometry: { nodes: new Map(), rows: new Map(), isMiddle: () => false },
  };
}

/** Where the rows begin. */
function topOf({ margin, head, columns }: GroupSizes): number {
  return margin + head + columns;
}

/** The middle of a partition's column. */
function columnX({ margin, names, pitch }: GroupSizes, index: number): number {
  return margin + names + pitch * (index + 0.5);
}

/** The row of a member; -1 is the table. */
function rowRect({ builder, sizes }: Sheet, index: number): Rect {
  const top = topOf(sizes);
  const { width } = builder.context;
  return {
    x: sizes.margin,
    y: top + (index + 1) * sizes.row,
    width: width - 2 * sizes.margin,
    height: sizes.row,
  };
}

function slabRect({ sizes, ...sheet }: Sheet, row: number, column: number): Rect {
  const area = rowRect({ ...sheet, sizes }, row);
  const { width, height } = sizes.slab;
  return {
    x: columnX(sizes, column) - width / 2,
    y: area.y + (area.height - height) / 2 - (area.height > 40 ? 1 : 0),
    width,
    height,
  };
}

/** Lays out the table, the members and the slabs; returns where they end. */
function layoutRows(sheet: Sheet): number {
  const { builder, members, sizes } = sheet;
  layoutTable(sheet);
  members.forEach((member, index) => layoutMember(sheet, member, index));
  layoutColumns(sheet);
  layoutGhosts(sheet);
  const rowOf = new Map(members.map(({ spec }, index) => [spec.id, index]));
  const fullLag = fullLagOf(builder.frame, sheet);
  sheet.holdings.forEach((holding, column) => {
    const row = holding.owner === null ? -1 : (rowOf.get(holding.owner) ?? -1);
    layoutSlab(sheet, holding, row, column, fullLag);
  });
  const end = layoutLanes(sheet);
  if (members.length === 0) {
    const y = rowRect(sheet, 0).y + 26;
    builder.add(
      label('groups/empty', 'The group has no member: add a consumer to it.', sizes.margin, y),
    );
  }
  return end;
}

/** Lag that fills a bar: the group's largest, and at least ten. */
function fullLagOf(frame: Frame, { holdings, id }: Sheet): number {
  return Math.max(10, ...holdings.map(({ key }) => lagOf(frame, id, key) ?? 0));
}

function lagOf(frame: Frame, group: string, key: string): number | null {
  const [partition, found] = [partitionAt(frame, key), frame.groups.get(group)];
  return partition === undefined || found === undefined ? null : partitionLag(partition, found);
}

function layoutSlab(
  sheet: Sheet,
  holding: Holding,
  row: number,
  column: number,
  fullLag: number,
): void {
  const { builder, id } = sheet;
  const { key, owner, partition, isLeaving } = holding;
  const lag = lagOf(builder.frame, id, key);
  const whose =
    owner === null ? 'owned by nobody' : `owned by ${owner}${isLeaving ? ', to be given up' : ''}`;
  builder.add(
    ...slab(`partition/${key}`, slabRect(sheet, row, column), {
      name: String(partition),
      lag,
      fullLag,
      state: owner === null ? 'unowned' : isLeaving ? 'leaving' : 'owned',
      edge: builder.edge('partition', key),
      target: {
        type: 'partition',
        id: key,
        label: `Partition ${key}, ${whose}, ${lag === null ? 'nothing committed' : `lag ${lag}`}`,
      },
    }),
  );
}

/** What lies between members: owned by nobody. */
function layoutTable(sheet: Sheet): void {
  const { builder, holdings, sizes, chronicle, id } = sheet;
  const row = rowRect(sheet, -1);
  const onTable = holdings.filter(({ owner }) => owner === null);
  const width = sizes.names + sizes.pitch * holdings.length + 8;
  const isEmpty = onTable.length === 0;
  const { atUs } = builder.frame;
  const gaps = onTable.flatMap(({ key }) => chronicle.ownership.gapAt(id, key, atUs) ?? []);
  const sinceUs = Math.min(...gaps.map(({ fromUs }) => fromUs));
  builder.add(
    card(
      'table',
      { x: row.x - 8, y: row.y + 2, width: width + 8, height: row.height - 6 },
      {
        fill: isEmpty ? 'none' : 'warn-soft',
        stroke: isEmpty ? 'line' : 'none',
        isDashed: isEmpty,
        title: 'Partitions that no member owns: nobody reads them',
      },
    ),
  );
  const isTight = sizes.names < 100;
  const lines = [
    {
      text: 'on the table',
      face: 'serif',
      size: isTight ? TYPE.body : TYPE.name,
      weight: 560,
      fill: isEmpty ? 'ink-faint' : 'ink',
    },
    {
      text: isEmpty ? 'nothing' : isTight ? 'nobody reads' : 'nobody reads these',
      face: 'sans',
      size: TYPE.small,
      weight: isEmpty ? 400 : 600,
      fill: isEmpty ? 'ink-faint' : 'warn',
    },
    ...(isEmpty || sinceUs === Infinity
      ? []
      : [
          {
            text: `for ${((atUs - sinceUs) / 1e6).toFixed(2)} s`,
            face: 'mono',
            size: isTight ? TYPE.tiny : TYPE.value,
            weight: 500,
            fill: 'ink-soft',
          } as const,
        ]),
  ] as const;
  const count = row.height >= 60 ? 3 : row.height >= 30 ? 2 : 1;
  const first = row.y + row.height / 2 - ((Math.min(count, lines.length) - 1) * 17) / 2 + 3;
  lines.slice(0, count).forEach(({ text, ...look }, index) => {
    const size = Math.min(look.size, Math.max(9, row.height - 3));
    builder.add(
      label(
        `table/${index}`,
        fit(text, sizes.names - 6, size, look.face, look.weight),
        row.x,
        first + index * 17,
        { ...look, size },
      ),
    );
  });
}

function memberWord(member: ConsumerFrame): { readonly text: string; readonly isAmber: boolean } {
  const { status, membership, owned } = member;
  if (status !== 'running') return { text: status, isAmber: true };
  switch (membership) {
    case 'PREPARING_REBALANCE':
      return { text: 'joined again, is parked', isAmber: true };
    case 'COMPLETING_REBALANCE':
      return { text: 'waits for the assignment', isAmber: true };
    case 'UNJOINED':
      return { text: 'not a member', isAmber: true };
    case 'STABLE':
      return { text: owned.length === 0 ? 'owns nothing' : '', isAmber: false };
    default:
      return { text: membership.toLowerCase(), isAmber: true };
  }
}

/** The row's ground, the member's name, and how it is. */
function layoutMember(sheet: Sheet, member: ConsumerFrame, index: number): void {
  const { builder, sizes, id: group } = sheet;
  const row = rowRect(sheet, index);
  const { id } = member.spec;
  const key = `consumer/${id}`;
  const { text, isAmber } = memberWord(member);
  const isDown = member.status === 'crashed';
  const numbers = sheet.holdings
    .filter(({ owner }) => owner === id)
    .map(({ partition }) => partition);
  const reads =
    numbers.length === 0
      ? ''
      : `reads ${numbers.length > 5 ? `${numbers.length} partitions` : numbers.join(', ')}`;
  const epoch = builder.frame.groups.get(group)?.members.find(({ clientId }) => clientId === id);
  const area = {
    x: row.x - 8,
    y: row.y + 1,
    width: sizes.names + sizes.pitch * sheet.holdings.length + 12,
    height: row.height - 2,
  };
  builder.add(
    rule(
      `${key}/rule`,
      { x: row.x - 8, y: row.y },
      { x: row.x + row.width, y: row.y },
      { stroke: 'line' },
    ),
    card(key, area, {
      fill: isDown ? 'paper' : 'none',
      isDown,
      ...builder.edge('consumer', id, isDown ? 'bad' : 'none'),
      target: {
        type: 'consumer',
        id,
        label: `Consumer ${id}, ${[reads, text].filter((one) => one !== '').join(', ') || 'idle'}`,
      },
    }),
  );
  const name = id.replace(`${group}-`, '');
  const size = Math.min(row.height >= 84 ? 20 : TYPE.name, Math.max(9, row.height - 4));
  const epochText =
    epoch?.memberEpoch === undefined || epoch.memberEpoch === null
      ? ''
      : `epoch ${epoch.memberEpoch}`;
  const words = [
    { text: reads, fill: 'ink-soft', key: 'reads' },
    { text, fill: isDown ? 'bad' : isAmber ? 'warn' : 'ink-soft', key: 'word' },
    { text: epochText, fill: 'ink-soft', key: 'epoch' },
  ] as const;
  const shown = words
    .filter((word) => word.text !== '')
    .slice(0, row.height >= 84 ? 3 : row.height >= 40 ? 1 : 0);
  const first = row.y + row.height / 2 - (shown.length * 15) / 2 + 5;
  builder.add(
    nameLabel(
      `${key}/name`,
      fit(name, sizes.names - 8, size, 'serif', 560),
      row.x,
      first,
      isDown,
      size,
    ),
  );
  shown.forEach((word, line) => {
    builder.add(
      label(
        `${key}/${word.key}`,
        fit(word.text, sizes.names - 6, TYPE.small),
        row.x,
        first + 16 + line * 15,
        { fill: word.fill },
      ),
    );
  });
}

/** Names of the partitions above their columns. */
function layoutColumns({ builder, holdings, sizes }: Sheet): void {
  const y = topOf(sizes) - 7;
  const longest = Math.max(0, ...holdings.map(({ key }) => widthOf(key, TYPE.tiny, 'mono')));
  const isShort = longest > sizes.pitch - 4;
  let lastTopic = '';
  holdings.forEach(({ key, topic, partition, owner }, index) => {
    const x = columnX(sizes, index);
    const fill = owner === null ? 'warn' : 'ink-soft';
    if (isShort && topic !== lastTopic) {
      builder.add(
        label(
          `column/${topic}`,
          topic,
          sizes.margin + sizes.names + sizes.pitch * index + 2,
          y - 12,
          { size: TYPE.tiny, face: 'mono' },
        ),
      );
      lastTopic = topic;
    }
    const text = isShort ? String(partition) : key;
    if (isShort && sizes.pitch < 14) return;
    builder.add(
      label(`column/${key}`, text, x, y, { size: TYPE.tiny, face: 'mono', anchor: 'middle', fill }),
    );
  });
}

/** Where a partition was, where it will be, and where somebody wrongly believes to have it. */
function layoutGhosts(sheet: Sheet): void {
  const { builder, members, holdings } = sheet;
  holdings.forEach((holding, column) => {
    const name = String(holding.partition);
    members.forEach(({ spec }, row) => {
      const area = slabRect(sheet, row, column);
      const key = `ghost/${holding.key}/${spec.id}`;
      if (holding.zombies.includes(spec.id)) {
        builder.add(...ghostSlab(key, area, name, 'believes it owns'));
        return;
      }
      if (holding.owner === spec.id) return;
      if (holding.heirs.includes(spec.id)) {
        builder.add(...ghostSlab(key, area, name, 'will get'));
        return;
      }
      if (holding.owner !== null) return;
      const part = partInGap(sheet, spec.id, holding);
      if (part !== null) builder.add(...ghostSlab(key, area, name, part));
      if (part !== 'gave up') return;
      const table = slabRect(sheet, -1, column);
      const x = table.x + table.width / 2;
      const way = [
        { x, y: table.y + table.height + 5 },
        { x, y: area.y - 3 },
      ] as const;
      builder.add(rule(`${key}/way`, ...way, { stroke: 'warn', strokeWidth: 1.2, isDashed: true }));
    });
  });
}

/**
 * What the present gap in the ownership of a partition means to a member: it began when the member put
 * the partition down, or will end, as far as that is known, when the member takes it.
 */
function partInGap(
  { chronicle, id, builder }: Sheet,
  consumer: string,
  { topic, partition, key }: Holding,
): 'gave up' | 'will get' | null {
  const { atUs } = builder.frame;
  const gap = chronicle.ownership.gapAt(id, key, atUs);
  if (gap === null) return null;
  const changes = chronicle.consumers
    .of(consumer)
    .changes.filter(({ partitions }) =>
      partitions.some((one) => one.topic === topic && one.partition === partition),
    );
  if (changes.some((one) => one.how === 'assigned' && one.atUs === gap.untilUs)) return 'will get';
  return changes.some((one) => one.how !== 'assigned' && one.atUs === gap.fromUs)
    ? 'gave up'
    : null;
}

/** The members' lanes; returns where all ends. */
function layoutLanes(sheet: Sheet): number {
  const { builder, members, sizes } = sheet;
  const { width, height, selected } = builder.context;
  const rowsEnd = rowRect(sheet, members.length).y;
  const { lanesX } = sizes;
  if (members.length === 0) return rowsEnd;
  const chosen = members.find(({ spec }) => selected === `consumer:${spec.id}`) ?? members[0];
  if (lanesX === null) {
    const y = Math.max(rowsEnd + 34, height - 104);
    if (chosen !== undefined)
      layoutAxisAndRows(
        sheet,
        [
          {
            member: chosen,
            row: { x: sizes.margin, y, width: width - 2 * sizes.margin, height: 84 },
          },
        ],
        sizes.margin + 46,
        y - 4,
        true,
      );
    return y + 90;
  }
  const top = topOf(sizes);
  if (sizes.lanes === 'chosen') {
    const row = { ...rowRect(sheet, 0), y: top + 40, height: 102 };
    if (chosen !== undefined)
      layoutAxisAndRows(sheet, [{ member: chosen, row }], lanesX + 52, top + 34, true);
    return rowsEnd;
  }
  const rows = members.map((member, index) => ({ member, row: rowRect(sheet, index) }));
  layoutAxisAndRows(sheet, rows, lanesX + 52, top - 6, sizes.lanes === 'all');
  return rowsEnd;
}

/** Lanes over one axis of time. */
function layoutAxisAndRows(
  { builder, chronicle, sizes, members, id }: Sheet,
  rows: readonly { readonly member: ConsumerFrame; readonly row: Rect }[],
  left: number,
  top: number,
  isTall: boolean,
): void {
  const { frame, context } = builder;
  const nowUs = frame.atUs;
  const hasRings = context.width >= 700 && isTall;
  const right = context.width - sizes.margin - (hasRings ? RINGS : 0);
  const x = scaleLinear([Math.max(0, nowUs - BEFORE_US), nowUs + AFTER_US], [left, right]).clamp(
    true,
  );
  const bottom = Math.max(...rows.map(({ row }) => row.y + row.height));
  const nowX = x(nowUs);
  for (const us of x.ticks(Math.max(3, Math.floor((right - left) / 80)))) {
    const isNear = Math.abs(x(us) - nowX) < 34;
    builder.add(
      rule(`axis/${us}`, { x: x(us), y: top }, { x: x(us), y: bottom }, { stroke: 'line' }),
      ...(isNear
        ? []
        : [
            label(`axis/${us}/text`, `${Number((us / 1e6).toFixed(3))} s`, x(us), top - 4, {
              anchor: 'middle',
              size: TYPE.tiny,
              face: 'mono',
            }),
          ]),
    );
  }
  for (const { member, row } of rows)
    layoutLaneRow({ builder, chronicle, id }, member, row, {
      x,
      left,
      right,
      isTall,
      hasRings,
      isAlone: rows.length < members.length,
    });
  const flag = { x: nowX - 27, y: top - 17, width: 54, height: 15 };
  builder.add(
    ...needleDown(nowX, top + 4, bottom).slice(0, 1),
    ground('now/flag', flag, 'accent', 2),
    label('now/time', (nowUs / 1e6).toFixed(3), nowX, top - 6, {
      anchor: 'middle',
      size: TYPE.tiny,
      face: 'mono',
      weight: 600,
      fill: 'on-accent',
    }),
  );
  if (right - nowX > 96 && rows.length > 0 && isTall && rows.length === members.length) {
    builder.add(
      label('ahead', 'what will come', right, top + 14, {
        anchor: 'end',
        size: TYPE.least,
        hasHalo: true,
      }),
    );
  }
}

interface LanePlace {
  readonly x: ReturnType<typeof scaleLinear<number, number>>;
  readonly left: number;
  readonly right: number;
  readonly isTall: boolean;
  readonly hasRings: boolean;
  /** Only this member's lanes are shown: its name stands above. */
  readonly isAlone: boolean;
}

function layoutLaneRow(
  { builder, chronicle }: Pick<Sheet, 'builder' | 'chronicle' | 'id'>,
  member: ConsumerFrame,
  row: Rect,
  place: LanePlace,
): void {
  const { frame } = builder;
  const { id } = member.spec;
  const { x, left, right, isTall, hasRings, isAlone } = place;
  const times = chronicle.consumers.of(id);
  const area = { x: left, y: row.y, width: right - left, height: row.height };
  if (isTall) {
    const y = row.y + row.height * 0.28;
    const names = [
      ['work', y + 4],
      ['join', y + 24],
      ['heart', row.y + row.height - 8],
    ] as const;
    for (const [name, at] of names)
      builder.add(
        label(`lane/${id}/${name}/name`, name, left - 8, at, { anchor: 'end', size: TYPE.least }),
      );
    if (isAlone)
      builder.add(
        label(`lane/${id}/whose`, `${id} over time`, left, row.y - 25, {
          fill: 'ink',
          weight: 600,
        }),
      );
  }
  builder.add(
    ...laneMarks({
      consumer: id,
      times,
      absences: chronicle.lives.of(`consumer-${id}`),
      bornUs: chronicle.lives.bornUs.get(`consumer-${id}`) ?? 0,
      x,
      nowUs: frame.atUs,
      area,
      isTall,
    }),
  );
  if (hasRings)
    builder.add(
      ...ringMarks(frame, member, times, { x: right + 22, y: row.y + row.height / 2 - 18 }, 36),
    );
}
