// Nothing is selected: everything that has a state machine, to choose from.
import type { Rect } from '#stage/layout/geometry.ts';
import { fit } from '#stage/layout/text.ts';
import { card } from '#stage/mark/card.ts';
import { label, nameLabel } from '#stage/mark/label.ts';
import type { Target } from '#stage/scene.ts';
import { TYPE } from '#stage/theme.ts';
import type { Builder } from '#stage/view/builder.ts';
import type { Frame } from '#trace/frame.ts';
import { machinesOf } from './subject.ts';

interface Choice {
  readonly target: Target;
  readonly name: string;
  readonly words: string;
}

const WIDTH = 168;
const HEIGHT = 62;
const GAP = 12;

function choicesIn(frame: Frame): readonly Choice[] {
  const choice = (type: Target['type'], id: string, name: string): Choice => {
    const [first] = machinesOf(frame, `${type}:${id}`);
    const words = first === undefined ? '' : String(first.state);
    return { target: { type, id, label: `${name}: ${words}` }, name, words };
  };
  return [
    ...[...frame.groups.keys()].map((id) => choice('group', id, `Group ${id}`)),
    ...[...frame.consumers.keys()].map((id) => choice('consumer', id, id)),
    ...[...frame.brokers.keys()].map((id) => choice('broker', String(id), `Broker ${id}`)),
    ...[...frame.controllers.keys()]
      .filter((id) => !frame.brokers.has(id))
      .map((id) => choice('controller', String(id), `Controller ${id}`)),
    ...[...frame.producers.keys()].map((id) => choice('producer', id, id)),
  ].filter(({ words }) => words !== '');
}

/** Lays out the choice; returns where it ends. */
export function layoutChoice(builder: Builder, area: Rect): number {
  const choices = choicesIn(builder.frame);
  const title = choices.length === 0 ? 'No state machine runs yet' : 'Whose state machine?';
  const hint =
    choices.length === 0
      ? 'Let time run until a broker starts.'
      : 'Choose one here, or select anything in another view.';
  builder.add(
    label('choice/title', title, area.x, area.y + 22, {
      size: TYPE.heading,
      face: 'serif',
      weight: 560,
      fill: 'ink',
    }),
    label('choice/hint', hint, area.x, area.y + 42),
  );
  const columns = Math.max(1, Math.floor((area.width + GAP) / (WIDTH + GAP)));
  const width = (area.width - (columns - 1) * GAP) / columns;
  const top = area.y + 60;
  choices.forEach(({ target, name, words }, index) => {
    const x = area.x + (index % columns) * (width + GAP);
    const y = top + Math.floor(index / columns) * (HEIGHT + GAP);
    const place = { x, y, width, height: HEIGHT };
    const key = `${target.type}/${target.id}`;
    builder.add(
      card(key, place, { ...builder.edge(target.type, target.id, 'ink'), target }),
      nameLabel(`${key}/name`, fit(name, width - 20, TYPE.name, 'serif', 560), x + 12, y + 25),
      label(`${key}/word`, fit(words, width - 20, TYPE.small), x + 12, y + 46),
    );
  });
  return top + Math.ceil(choices.length / columns) * (HEIGHT + GAP);
}
