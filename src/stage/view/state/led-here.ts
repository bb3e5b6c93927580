// What led to the present state: the machine's last steps, newest first. A click goes to the moment.
import type { Rect } from '#stage/layout/geometry.ts';
import { discPath } from '#stage/layout/paths.ts';
import { fit, widthOf } from '#stage/layout/text.ts';
import { card } from '#stage/mark/card.ts';
import { label } from '#stage/mark/label.ts';
import { rule } from '#stage/mark/rule.ts';
import type { SceneMark, Target } from '#stage/scene.ts';
import { TYPE } from '#stage/theme.ts';
import type { MachineStep } from '#trace/steps.ts';

const ROW = 46;
const HEAD = 30;

/** How many steps have room. */
function roomFor(height: number): number {
  return Math.max(1, Math.floor((height - HEAD - 16) / ROW));
}

/** The list; `steps` are all up to now, in order. */
export function ledHereMarks(
  steps: readonly MachineStep[],
  area: Rect,
  target: Target,
): readonly SceneMark[] {
  const most = roomFor(area.height);
  const shown = steps.slice(-most).reverse();
  const title = label('led/title', 'What led here', area.x, area.y + 16, {
    size: TYPE.question,
    face: 'serif',
    weight: 560,
    fill: 'ink',
  });
  if (shown.length === 0) {
    return [
      title,
      label('led/none', 'Nothing yet: it is in its first state.', area.x, area.y + HEAD + 16),
    ];
  }
  const hint = label('led/hint', 'click one to go there', area.x + area.width, area.y + 16, {
    anchor: 'end',
  });
  const top = area.y + HEAD + 14;
  const left = steps.length - shown.length;
  const oldest = steps[0];
  return [
    title,
    ...(area.width > 300 ? [hint] : []),
    rule(
      'led/line',
      { x: area.x + 6, y: top },
      { x: area.x + 6, y: top + (shown.length - 1) * ROW },
      { strokeWidth: 1.3 },
    ),
    ...shown.flatMap((step, index) =>
      stepMarks(step, index, { ...area, y: top + index * ROW }, target),
    ),
    ...(left > 0 && oldest !== undefined
      ? [
          label(
            'led/more',
            `${left} more, back to ${(oldest.atUs / 1e6).toFixed(3)} s`,
            area.x + 24,
            top + (shown.length - 1) * ROW + 38,
            { fill: 'accent' },
          ),
        ]
      : []),
  ];
}

function stepMarks(
  step: MachineStep,
  index: number,
  area: Rect,
  target: Target,
): readonly SceneMark[] {
  const key = `led/${step.eventId}`;
  const [from, to, time] = [step.from, step.to, (step.atUs / 1e6).toFixed(3)];
  const x = area.x + 24 + widthOf('000.000', TYPE.value, 'mono') + 14;
  const room = area.x + area.width - x;
  const isFirst = index === 0;
  const words = `“${step.event}”${step.guard === null ? '' : `, ${step.guard}`}`;
  const says = `${time} s: ${step.event}, ${from} → ${to}`;
  const row = { x: area.x - 6, y: area.y - 16, width: area.width + 12, height: ROW - 4 };
  return [
    card(`${key}/row`, row, {
      fill: 'none',
      stroke: 'none',
      title: says,
      eventId: step.eventId,
      target: { ...target, label: says },
    }),
    {
      type: 'path',
      key: `${key}/dot`,
      path: discPath({ x: area.x + 6, y: area.y }, 5),
      stroke: isFirst ? 'accent' : 'ink',
      fill: isFirst ? 'accent' : 'paper',
      strokeWidth: 1.5,
    },
    label(`${key}/time`, time, area.x + 24, area.y + 4, {
      size: TYPE.value,
      face: 'mono',
      fill: isFirst ? 'accent' : 'ink-soft',
    }),
    label(`${key}/event`, fit(words, room, TYPE.label, 'sans', 600), x, area.y + 4, {
      size: TYPE.label,
      weight: 600,
      fill: isFirst ? 'accent' : 'ink',
    }),
    label(`${key}/way`, fit(`${from} → ${to}`, room, TYPE.least), x, area.y + 19, {
      size: TYPE.least,
    }),
  ];
}
