// A click on the stage is an answer when it is about one of the choices.
import { describe, expect, it } from 'vitest';
import { choiceAt } from '#lesson/choice-at.ts';
import type { Choice } from '#lesson/lesson.ts';

function choices(...targets: readonly (string | null)[]): readonly Choice[] {
  return targets.map((target, index) => ({ value: String(index), label: '', target }));
}

describe('a click', () => {
  it('means the thing itself', () => {
    expect(choiceAt(choices('broker:1', 'broker:2'), 'broker:2')?.value).toBe('1');
    expect(choiceAt(choices('broker:1'), 'broker:12')).toBe(undefined);
  });

  it('means what the thing is part of, the narrowest that is offered', () => {
    const offered = choices('topic:orders', 'partition:orders-1', null);
    expect(choiceAt(offered, 'record:orders-1#17')?.value).toBe('1');
    expect(choiceAt(offered, 'replica:orders-1@2')?.value).toBe('1');
    expect(choiceAt(offered, 'record:orders-0#3')?.value).toBe('0');
    expect(choiceAt(offered, 'partition:orders-0')?.value).toBe('0');
    expect(choiceAt(choices('topic:my-orders'), 'record:my-orders-0#3')?.value).toBe('0');
  });

  it('means nothing that is not offered', () => {
    expect(choiceAt(choices('partition:orders-1'), 'record:orders-0#3')).toBe(undefined);
    expect(choiceAt(choices(null), 'consumer:c1')).toBe(undefined);
  });
});
