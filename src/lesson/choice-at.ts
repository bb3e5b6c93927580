// Which choice of a question somebody means who clicks on a thing of the stage.
import type { Choice } from './lesson.ts';

/** `partition:orders-0` for `record:orders-0#17`, and so on outwards: what a thing is part of. */
function wholesOf(name: string): readonly string[] {
  const [type = '', id = ''] = name.split(/:(.*)/s);
  const partition = id.replace(/[#@].*$/, '');
  const topic = partition.replace(/-\d+$/, '');
  switch (type) {
    case 'record':
    case 'replica':
      return [name, `partition:${partition}`, `topic:${topic}`];
    case 'partition':
      return [name, `topic:${topic}`];
    default:
      return [name];
  }
}

/** The choice that somebody means who clicks on a thing: the thing itself, else what it is part of. */
export function choiceAt(choices: readonly Choice[], name: string): Choice | undefined {
  for (const whole of wholesOf(name)) {
    const found = choices.find(({ target }) => target === whole);
    if (found !== undefined) return found;
  }
  return undefined;
}
