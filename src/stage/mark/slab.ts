// A partition as a card that somebody owns: its number, and how far its group lags in it.
import type { Rect } from '#stage/layout/geometry.ts';
import type { BoxMark, Paint, SvgMark, Target } from '#stage/scene.ts';
import { RADIUS, TYPE } from '#stage/theme.ts';
import { card, ground } from './card.ts';
import { label } from './label.ts';

export interface SlabOptions {
  /** Its number. */
  readonly name: string;
  /** Records between committed offset and high watermark; null: nothing committed. */
  readonly lag: number | null;
  /** Lag that fills the bar. */
  readonly fullLag: number;
  /** Owned, or owned by nobody, or owned still and to be given up. */
  readonly state: 'owned' | 'unowned' | 'leaving';
  readonly edge: Pick<BoxMark, 'stroke' | 'strokeWidth'>;
  readonly target: Target;
}

/** The smallest slab with a lag in words, and with a number. */
const WORDS_WIDTH = 46;
const NUMBER_HEIGHT = 15;

/** The slab; it travels when its owner changes. */
export function slab(key: string, area: Rect, options: SlabOptions): readonly SvgMark[] {
  const { name, lag, fullLag, state, edge, target } = options;
  const isAmber = state !== 'owned';
  const ink: Paint = isAmber ? 'warn' : 'ink';
  const isLarge = area.width >= WORDS_WIDTH && area.height >= 60;
  const hasNumber = area.height >= NUMBER_HEIGHT && area.width >= 14;
  const foot = Math.min(3, area.height / 6);
  const middle = area.x + area.width / 2;
  const bar = {
    x: area.x + area.width * 0.16,
    y: area.y + area.height * (isLarge ? 0.53 : 0.72),
    width: area.width * 0.68,
    height: isLarge ? 6 : 3,
  };
  const share = lag === null ? 0 : Math.min(1, lag / Math.max(1, fullLag));
  const size = isLarge ? 17 : Math.min(TYPE.partition, area.height * 0.6, area.width * 0.5);
  const hasBar = area.height >= 24;
  const marks: SvgMark[] = [
    // The darker lower edge: it has weight.
    card(
      `${key}/foot`,
      { ...area, y: area.y + foot },
      { radius: RADIUS.field, fill: ink, stroke: ink },
    ),
    card(key, area, {
      radius: Math.min(RADIUS.field, area.width / 4),
      fill: isAmber ? 'warn-soft' : 'raised',
      stroke: isAmber ? 'warn' : 'ink',
      strokeWidth: 1.4,
      ...(edge.stroke === 'accent' ? edge : {}),
      target,
    }),
  ];
  if (hasNumber) {
    const y = isLarge
      ? area.y + 27
      : hasBar
        ? area.y + area.height * 0.52
        : area.y + area.height / 2 + size * 0.36;
    marks.push(
      label(`${key}/number`, name, middle, y, {
        anchor: 'middle',
        face: 'mono',
        weight: 600,
        size,
        fill: ink,
      }),
    );
  }
  if (hasBar) {
    marks.push(
      ground(`${key}/lag`, bar, 'line', bar.height / 2),
      ground(
        `${key}/lag/fill`,
        { ...bar, width: Math.max(share > 0 ? 3 : 0, bar.width * share) },
        ink,
        bar.height / 2,
      ),
    );
  }
  if (isLarge) {
    const text = lag === null ? 'no commit' : `lag ${lag}`;
    marks.push(
      label(`${key}/lag/text`, text, middle, area.y + area.height - 10, {
        anchor: 'middle',
        size: TYPE.least,
        fill: isAmber ? 'warn' : 'ink-soft',
        weight: isAmber ? 600 : 400,
      }),
    );
  }
  return marks.map((mark) => ({ ...mark, move: 'deal' }));
}

/** Where a slab was, where it will be, or where somebody wrongly believes to have it. */
export function ghostSlab(
  key: string,
  area: Rect,
  name: string,
  kind: 'gave up' | 'will get' | 'believes it owns',
): readonly SvgMark[] {
  const stroke: Paint = kind === 'will get' ? 'accent' : kind === 'gave up' ? 'line-strong' : 'bad';
  const fill: Paint = kind === 'will get' ? 'accent' : kind === 'gave up' ? 'ink-faint' : 'bad';
  const isLarge = area.width >= WORDS_WIDTH && area.height >= 60;
  const middle = area.x + area.width / 2;
  const words = kind === 'believes it owns' ? ['believes', 'it owns'] : [kind];
  const size = isLarge ? TYPE.partition : Math.min(12, area.height * 0.55, area.width * 0.5);
  return [
    card(key, area, {
      radius: Math.min(RADIUS.field, area.width / 4),
      fill: 'none',
      stroke,
      strokeWidth: 1.2,
      isDashed: true,
      title: `partition ${name}: ${kind}`,
    }),
    ...(area.height < NUMBER_HEIGHT
      ? []
      : [
          label(
            `${key}/number`,
            name,
            middle,
            isLarge ? area.y + 28 : area.y + area.height / 2 + size * 0.36,
            { anchor: 'middle', face: 'mono', size, fill },
          ),
        ]),
    ...(isLarge
      ? words.map((word, index) =>
          label(`${key}/word/${index}`, word, middle, area.y + 45 + index * 12, {
            anchor: 'middle',
            size: TYPE.least,
            fill,
          }),
        )
      : []),
  ];
}
