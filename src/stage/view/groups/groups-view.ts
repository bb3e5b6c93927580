// The Groups view: rows are members, columns are partitions. A partition moves up and down only, from
// its owner to the table and on to the next. Beside them, what each member does over time.
import { label } from '#stage/mark/label.ts';
import type { ViewContext } from '#stage/scene.ts';
import { TYPE } from '#stage/theme.ts';
import { Builder } from '#stage/view/builder.ts';
import type { View, ViewLayout } from '#stage/view/view.ts';
import type { Moment } from '#trace/moment.ts';
import { layoutHead } from './head.ts';
import { layoutLanes } from './lane-rows.ts';
import { layoutMember } from './member-row.ts';
import { groupNames, holdingsOf, membersOf } from './owners.ts';
import { rowRect, type Sheet } from './sheet.ts';
import { groupSizes } from './sizes.ts';
import { layoutGhosts, layoutSlabs } from './slabs.ts';
import { layoutColumns, layoutTable } from './table.ts';

/** Members and partitions of a group. */
export const groupsView: View = (moment: Moment, context: ViewContext): ViewLayout => {
  const { frame, chronicle } = moment;
  const names = groupNames(frame);
  const wanted = context.choices?.group ?? '';
  const id = names.includes(wanted) ? wanted : names[0];
  if (id === undefined) return nothingYet(context);
  const members = membersOf(frame, id);
  const holdings = holdingsOf(frame, id);
  const sizes = groupSizes(context, holdings.length, members.length);
  const builder = new Builder(frame, context);
  const end = layoutSheet({ builder, chronicle, id, members, holdings, sizes });
  const table = holdings.filter(({ owner }) => owner === null);
  const state = frame.groups.get(id)?.state ?? 'no coordinator';
  return {
    scene: {
      width: context.width,
      height: Math.max(context.height, Math.ceil(end)),
      marks: builder.marks,
      summary: `Group ${id}: ${state}, ${members.length} members, ${holdings.length} partitions, ${table.length} of them owned by nobody.`,
    },
    geometry: { nodes: new Map(), rows: new Map(), isMiddle: () => false },
  };
};

function nothingYet({ width, height }: ViewContext): ViewLayout {
  const text = 'No consumer group yet.';
  const look = { size: TYPE.heading, face: 'serif', weight: 560, fill: 'ink' } as const;
  const marks = [
    label('nothing', text, 24, 44, look),
    label('nothing/do', 'Add a consumer with a group, and let time run.', 24, 66),
  ];
  return {
    scene: { width, height, marks, summary: text },
    geometry: { nodes: new Map(), rows: new Map(), isMiddle: () => false },
  };
}

/** Head, table, members, slabs, lanes; returns where they end. */
function layoutSheet(sheet: Sheet): number {
  const { builder, chronicle, id, members, sizes } = sheet;
  const { margin, head: height } = sizes;
  const width = builder.context.width - 2 * margin;
  const unownedUs = chronicle.ownership.unownedUs(id, builder.frame.atUs);
  layoutHead(builder, id, members, unownedUs, { x: margin, y: margin - 4, width, height });
  layoutTable(sheet);
  members.forEach((member, index) => layoutMember(sheet, member, index));
  layoutColumns(sheet);
  layoutGhosts(sheet);
  layoutSlabs(sheet);
  if (members.length === 0) {
    const text = 'The group has no member: add a consumer to it.';
    builder.add(label('groups/empty', text, margin, rowRect(sheet, 0).y + 26));
  }
  return layoutLanes(sheet);
}
