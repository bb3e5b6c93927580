// The State view: the state that is lit is the Frame's, counts are those of the trace, members are in
// their states, and every machine of the model has its places.
import { describe, expect, test } from 'vitest';
import { CHARTS } from '#kafka/charts.ts';
import type { BoxMark } from '#stage/scene.ts';
import { hasGrid } from '#stage/view/state/grid.ts';
import { machinesOf } from '#stage/view/state/subject.ts';
import { Cluster } from '#test/story/cluster.ts';
import { boxOf, drawn, overlap, startingWith, textOf } from './drawn.ts';

const cooperative = Cluster.preset('cooperative-rebalance');
const modern = Cluster.preset('consumer-protocol');

describe.each([
  ['group:billing', cooperative, 14],
  ['group:billing', cooperative, 18],
  ['consumer:billing-c1', cooperative, 18],
  ['consumer:billing-c3', modern, 15.155],
  ['broker:2', cooperative, 18],
  ['producer:p1', cooperative, 18],
  ['replica:orders-0@1', cooperative, 18],
] as const)('of %s', (selected, run, atS) => {
  const { scene, frame, moment } = drawn(run, 'state', atS, { selected });
  const [machine] = machinesOf(frame, selected);
  if (machine === undefined) throw new Error(`${selected} has no machine`);
  const key = `machine/${machine.machine}/${machine.subject}`;

  test(`at ${atS} s the state of the Frame is lit, and no other`, () => {
    const known = frame.machines.get(`${machine.machine} ${machine.subject}`)?.state;
    const states = CHARTS.get(machine.machine)?.states ?? [];
    const boxes = states.map((state) => boxOf(scene, `${key}/state/${state}`));
    expect(boxes.every((box) => box !== undefined)).toBe(true);
    const lit = boxes.filter((box) => box?.fill === 'accent').map((box) => box?.key);
    expect(lit).toEqual([`${key}/state/${String(known)}`]);
  });

  test('boxes stand apart', () => {
    const boxes = startingWith(scene, `${key}/state/`).filter(
      (mark): mark is BoxMark => mark.type === 'box' && !mark.key.endsWith('/now'),
    );
    for (const [index, one] of boxes.entries()) {
      for (const other of boxes.slice(index + 1))
        expect(overlap(one, other), other.key).toBe(false);
    }
  });

  test('transitions say how often they were taken, and lead to the last time', () => {
    const steps = moment.chronicle.machines
      .of(machine.machine, machine.subject)
      .filter(({ eventId }) => eventId < frame.nextEventId);
    const reaches = startingWith(scene, `${key}/way/`).filter((mark) =>
      mark.key.endsWith('/reach'),
    );
    let taken = 0;
    for (const mark of reaches) {
      const [from, to] = mark.key.slice(`${key}/way/`.length).split('/');
      const own = steps.filter((step) => step.from === from && step.to === to);
      expect(mark.eventId, mark.key).toBe(own.at(-1)?.eventId);
      const words = own.length === 0 ? 'never taken' : `taken ${own.length} `;
      expect(mark.title, mark.key).toContain(words);
      taken += own.length;
    }
    expect(taken).toBe(steps.filter(({ from, to }) => from !== to).length);
  });
});

test('each member is a token in the state that its own machine is in', () => {
  const { scene, frame } = drawn(cooperative, 'state', 18, { selected: 'group:billing' });
  for (const id of ['billing-c1', 'billing-c2', 'billing-c3']) {
    const { membership } = frame.consumers.get(id) ?? {};
    const box = boxOf(scene, `members/classic membership/state/${String(membership)}`);
    const token = boxOf(scene, `token/${id}`);
    expect(box?.fill, id).toBe('accent-soft');
    expect(token !== undefined && box !== undefined && overlap(token, box), id).toBe(true);
  }
});

test('bands follow each other, and the one at now is in the present state', () => {
  const { scene, frame } = drawn(cooperative, 'state', 18, { selected: 'group:billing' });
  const nowX = Number(
    /^M(-?[\d.]+)/.exec(
      (scene.marks.find(({ key }) => key === 'now') as { path?: string } | undefined)?.path ?? '',
    )?.[1],
  );
  const bands = startingWith(scene, 'band/classic group/billing/').filter(
    (mark): mark is BoxMark => mark.type === 'box',
  );
  expect(bands.length).toBeGreaterThan(3);
  const here = bands.find(({ x, width }) => x <= nowX && x + width >= nowX - 1.1);
  expect(here?.title).toContain(frame.groups.get('billing')?.state ?? '?');
  for (const band of bands) expect(band.opacity ?? 1).toBe(band.x > nowX ? 0.45 : 1);
});

test('when nothing is selected everything that has a machine can be chosen', () => {
  const { scene, frame } = drawn(cooperative, 'state', 18);
  const chosen = new Set(
    scene.marks.flatMap(({ target }) =>
      target === undefined ? [] : [`${target.type}:${target.id}`],
    ),
  );
  expect(chosen).toEqual(
    new Set([
      'group:billing',
      ...[...frame.consumers.keys()].map((id) => `consumer:${id}`),
      ...[...frame.brokers.keys()].map((id) => `broker:${id}`),
      ...[...frame.controllers.keys()]
        .filter((id) => !frame.brokers.has(id))
        .map((id) => `controller:${id}`),
      ...[...frame.producers.keys()].map((id) => `producer:${id}`),
    ]),
  );
  expect(textOf(scene, 'choice/hint')?.text).toContain('Choose one');
});

test('every machine of the model has a place for each of its states', () => {
  for (const { machine, states } of CHARTS.values())
    expect(hasGrid(machine, states), machine).toBe(true);
});
