// What an active controller decides counts in the Frame as long as the metadata log has it.
import { describe, expect, test } from 'vitest';
import type { MetadataBatch } from '#kafka/protocol/metadata-record.ts';
import { applyBatch, createImage, type MetadataImage } from '#kafka/protocol/metadata-image.ts';
import { nodeIds } from '#kafka/protocol/node-id.ts';
import type { Frame } from '#trace/frame.ts';
import { Cluster } from '#test/story/cluster.ts';

const BROKERS = [1, 2, 3];
const CONTROLLERS = [101, 102, 103];
const TOPIC = { topic: 'orders', partition: 0 };

/** Broker 2 stands still from `pauseS` on; from `cutS` on nobody hears the active controller. */
function cutOffController(pauseS: number, cutS: number): { run: Cluster; deposed: number } {
  const run = Cluster.of({
    cluster: { brokers: 3, controllers: { mode: 'separate', count: 3 } },
    topics: [{ name: 'orders', replicationFactor: 3, assignments: [[2, 1, 3]] }],
    commands: [{ at: `${pauseS}s`, type: 'broker.pause', broker: 2 }],
  }).at(cutS);
  const deposed = run.frame().activeController;
  const others = [
    ...BROKERS.map(nodeIds.broker),
    ...CONTROLLERS.filter((id) => id !== deposed).map(nodeIds.controller),
  ];
  for (const b of others) {
    run.when({ type: 'link.cut', data: { a: nodeIds.controller(deposed), b } });
  }
  return { run, deposed };
}

/** What a controller's own metadata log says. */
function imageOf(run: Cluster, controller: number): MetadataImage {
  const { disk } = run.engine.nodeOf(nodeIds.controller(controller));
  const { quorum } = disk as { readonly quorum: { readonly log: Iterable<MetadataBatch> } };
  const image = createImage();
  for (const batch of quorum.log) applyBatch(image, batch);
  return image;
}

function expectFrameOfLog(frame: Frame, image: MetadataImage): void {
  for (const broker of BROKERS) {
    const { fenced } = image.brokers.get(broker) ?? { fenced: null };
    expect(frame.brokers.get(broker)?.registration).toBe(fenced === true ? 'fenced' : 'unfenced');
  }
  const { topic, partition } = TOPIC;
  expect(frame.topics.get(topic)?.partitions[partition]?.state).toEqual(
    image.topics.get(topic)?.partitions[partition],
  );
}

describe('a decision of a controller that was cut off', () => {
  test('is undone by the next active controller, which has not heard of it', () => {
    const { run, deposed } = cutOffController(20, 27);
    run.at('28s');
    expect(run.frame().brokers.get(2)?.registration).toBe('fenced');
    expectFrameOfLog(run.frame(), imageOf(run, deposed));

    run.at('29s');
    const { activeController } = run.frame();
    expect(activeController).not.toBe(deposed);
    expect(run.frame().brokers.get(2)?.registration).toBe('unfenced');
    expectFrameOfLog(run.frame(), imageOf(run, activeController));
  });

  test('does not count when the next one is active already', () => {
    const { run, deposed } = cutOffController(24, 29);
    run.at('33s');
    const fencings = run.events('broker.fenced', 29);
    const [activation] = run.events('controller.activated', 29);
    expect(fencings.map(({ node }) => node)).toEqual([nodeIds.controller(deposed)]);
    expect(fencings[0]?.atUs).toBeGreaterThan(activation?.atUs ?? Infinity);
    expectFrameOfLog(run.frame(), imageOf(run, run.frame().activeController));
  });
});
