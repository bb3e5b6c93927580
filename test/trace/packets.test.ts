// Packets of a Frame against what was sent: who, what, when, and the records aboard.
import { expect, test } from 'vitest';
import type { RequestBody, ResponseBody } from '#kafka/protocol/api.ts';
import { packetOf } from '#trace/project/packet.ts';
import { Cluster } from '#test/story/cluster.ts';

/** More records aboard are not told one by one. */
const MOST = 24;

test('a packet carries the records that people made, and no others', () => {
  const run = Cluster.preset('three-brokers').at(20);
  let carried = 0;
  let internal = 0;
  for (const event of run.trace) {
    if (event.type !== 'request.sent' && event.type !== 'response.sent') continue;
    const packet = packetOf(event);
    const { packet: number, to, deliverAtUs } = event.data;
    expect(packet).toMatchObject({ packet: number, from: event.node, to, deliverAtUs });
    expect(packet.sentAtUs).toBe(event.atUs);
    const body = event.data.body as RequestBody | ResponseBody;
    const batches =
      body.api === 'Produce' && event.type === 'request.sent'
        ? (body as RequestBody<'Produce'>).partitions.map(({ topic, batch }) => ({ topic, batch }))
        : body.api === 'Fetch' && event.type === 'response.sent'
          ? (body as ResponseBody<'Fetch'>).partitions.flatMap((one) =>
              one.batches.map((batch) => ({ topic: one.topic, batch })),
            )
          : [];
    internal += batches.filter(({ topic }) => topic.startsWith('__')).length;
    const ids = batches.flatMap(({ topic, batch }) =>
      topic.startsWith('__') ? [] : batch.records.map(({ id }) => id),
    );
    expect(packet.cargo.map(({ recordId }) => recordId)).toEqual(ids.slice(0, MOST));
    carried += packet.cargo.length;
  }
  expect(carried).toBeGreaterThan(20);
  expect(internal).toBeGreaterThan(5);
});
