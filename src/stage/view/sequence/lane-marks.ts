// A lane: its head, its line of time with the stretches in which the node did not run, and what
// happened there between its messages.
import { linePath } from '#stage/layout/paths.ts';
import { fit, widthOf } from '#stage/layout/text.ts';
import { card, ground } from '#stage/mark/card.ts';
import { label, nameLabel } from '#stage/mark/label.ts';
import { rule } from '#stage/mark/rule.ts';
import type { Paint, SceneMark, TextMark } from '#stage/scene.ts';
import { RADIUS, TYPE } from '#stage/theme.ts';
import type { Absence, Lives } from '#trace/chronicle/lives.ts';
import type { Note } from '#trace/chronicle/notes.ts';
import type { Lane } from './lanes.ts';
import { isInBody, type Sheet, strengthAt } from './sheet.ts';

const MOST_WIDTH = 156;

/** The cards on top: the same things as in every other view. */
export function headMarks(sheet: Sheet, top: number, height: number): readonly SceneMark[] {
  const { builder } = sheet;
  return sheet.lanes.flatMap(({ type, id, name, roles, isDown, x, pitch }) => {
    const width = Math.min(MOST_WIDTH, pitch - 8);
    const area = { x: x - width / 2, y: top, width, height };
    const key = `${type}/${id}`;
    const isTall = height >= 40;
    return [
      card(key, area, {
        isDown,
        radius: RADIUS.field,
        ...builder.edge(type, id, 'ink'),
        ...(type === 'client' ? {} : { target: { type, id, label: `${name}, ${roles[0] ?? ''}` } }),
      }),
      nameLabelIn(key, name, x, area.y + (isTall ? 19 : height / 2 + 5), width, isDown),
      ...(isTall
        ? [
            label(`${key}/role`, fitting(roles, width - 10), x, area.y + height - 9, {
              anchor: 'middle',
              fill: isDown ? 'bad' : 'ink-soft',
            }),
          ]
        : []),
    ];
  });
}

/** The longest that fits. */
function fitting(roles: readonly string[], width: number): string {
  const whole = roles.find((role) => widthOf(role, TYPE.small) <= width);
  return whole ?? fit(roles.at(-1) ?? '', width, TYPE.small);
}

function nameLabelIn(
  key: string,
  name: string,
  x: number,
  y: number,
  width: number,
  isDown: boolean,
): TextMark {
  const text = fit(name, width - 8, TYPE.name, 'serif', 560);
  return { ...nameLabel(`${key}/name`, text, x, y, isDown), anchor: 'middle' };
}

const ABSENCE_PAINT: Readonly<Record<Absence['how'], Paint>> = {
  crashed: 'bad',
  stopped: 'ink-faint',
  paused: 'warn',
};

/** The lines of time. */
export function lifeMarks(sheet: Sheet, lives: Lives): readonly SceneMark[] {
  return sheet.lanes.flatMap((lane) => {
    const { scale, body } = sheet;
    const bottom = body.y + body.height;
    const y = (atUs: number): number => Math.max(body.y, Math.min(bottom, scale.y(atUs)));
    const bornY = y(lives.bornUs.get(lane.node) ?? 0);
    const marks: SceneMark[] = [];
    let from = bornY;
    lives.of(lane.node).forEach((absence, index) => {
      const start = y(absence.fromUs);
      const end = absence.untilUs === null ? bottom : y(absence.untilUs);
      if (end <= body.y || start >= bottom) return;
      if (start > from) marks.push(lifeLine(lane, `${index}`, from, start));
      marks.push(...absenceMarks(sheet, lane, absence, start, end));
      from = end;
    });
    const isBorn = from > body.y + 1 && marks.length === 0;
    if (isBorn) marks.push(...startMarks(lane, 'born', from));
    if (from < bottom) marks.push(lifeLine(lane, 'last', from, bottom));
    return marks;
  });
}

function lifeLine({ node, x }: Lane, key: string, from: number, to: number): SceneMark {
  return rule(
    `life/${node}/${key}`,
    { x, y: from },
    { x, y: to },
    { stroke: 'ink-faint', strokeWidth: 1.3 },
  );
}

function startMarks({ node, x }: Lane, key: string, y: number): readonly SceneMark[] {
  return [
    rule(
      `life/${node}/${key}/start`,
      { x: x - 9, y },
      { x: x + 9, y },
      { stroke: 'ink', strokeWidth: 2 },
    ),
  ];
}

/** Where a lane ends, in what way, and where it goes on. */
function absenceMarks(
  sheet: Sheet,
  lane: Lane,
  absence: Absence,
  start: number,
  end: number,
): readonly SceneMark[] {
  const { x, node } = lane;
  const { how, fromUs, untilUs } = absence;
  const stroke = ABSENCE_PAINT[how];
  const key = `life/${node}/${absence.eventId}`;
  const marks: SceneMark[] = [
    rule(
      `${key}/none`,
      { x, y: start },
      { x, y: end },
      { stroke, strokeWidth: 1.2, isDashed: true, opacity: 0.5 * strengthAt(sheet, fromUs) },
    ),
  ];
  if (start > sheet.body.y && isInBody(sheet, start)) {
    const cross =
      how === 'paused'
        ? linePath({ x: x - 6, y: start }, { x: x + 6, y: start })
        : `${linePath({ x: x - 6, y: start - 6 }, { x: x + 6, y: start + 6 })}${linePath({ x: x - 6, y: start + 6 }, { x: x + 6, y: start - 6 })}`;
    marks.push({
      type: 'path',
      key: `${key}/end`,
      path: cross,
      stroke,
      strokeWidth: 2.2,
      opacity: strengthAt(sheet, fromUs),
    });
    const width = widthOf(how, TYPE.small, 'sans', 600);
    const place = sheet.places.take([
      { x: x + 11, y: start - 6, width, height: 13 },
      { x: x - 11 - width, y: start - 6, width, height: 13 },
    ]);
    if (place !== null)
      marks.push(
        label(`${key}/word`, how, place.x, start + 4, {
          fill: stroke,
          weight: 600,
          hasHalo: true,
          opacity: strengthAt(sheet, fromUs),
        }),
      );
  }
  if (untilUs !== null && isInBody(sheet, end) && end < sheet.body.y + sheet.body.height)
    marks.push(...startMarks(lane, String(absence.endEventId), end));
  return marks;
}

const TONES: Readonly<Record<Note['tone'], { readonly fill: Paint; readonly weight: 400 | 600 }>> =
  {
    plain: { fill: 'ink-soft', weight: 400 },
    state: { fill: 'ink', weight: 600 },
    good: { fill: 'accent', weight: 600 },
    bad: { fill: 'bad', weight: 600 },
  };

/** What happened on the lanes, in words beside them. */
export function noteMarks(sheet: Sheet, notes: readonly Note[]): readonly SceneMark[] {
  return notes.flatMap((note) => {
    const lane = sheet.laneAt(note.node);
    const y = sheet.scale.y(note.atUs);
    if (lane === undefined || !isInBody(sheet, y - 7) || !isInBody(sheet, y + 7)) return [];
    const { fill, weight } = TONES[note.tone];
    const text = fit(note.text, Math.max(150, lane.pitch - 20), TYPE.small, 'sans', weight);
    const width = widthOf(text, TYPE.small, 'sans', weight);
    const right = { x: lane.x + 9, y: y - 7, width, height: 13 };
    const left = { x: lane.x - 9 - width, y: y - 7, width, height: 13 };
    const isLeftFirst = note.tone === 'state';
    const sides = (isLeftFirst ? [left, right] : [right, left]).filter(
      ({ x }) => x > sheet.body.x && x + width < sheet.body.x + sheet.body.width,
    );
    const place = sheet.places.take(sides);
    const opacity = strengthAt(sheet, note.atUs);
    return [
      {
        ...ground(
          `note/${note.eventId}/dot`,
          { x: lane.x - 3, y: y - 3, width: 6, height: 6 },
          fill,
          3,
        ),
        opacity,
        title: note.text,
      },
      ...(place === null
        ? []
        : [
            label(`note/${note.eventId}`, text, place.x, y + 4, {
              fill,
              weight,
              hasHalo: true,
              opacity,
            }),
          ]),
    ];
  });
}
