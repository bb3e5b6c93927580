// What a run needs of the model is named before it begins, wherever a document says it.
import { describe, expect, test } from 'vitest';
import { partNamed } from '#base/part.ts';
import { PART_NAMES, partsOf } from '#scenario/parts.ts';

describe('partsOf', () => {
  test('nothing beyond the common parts for a cluster with classic groups', () => {
    const scenario = {
      cluster: { brokers: 3 },
      groups: [{ id: 'billing', configs: { 'group.protocol': 'classic' } }],
      commands: [{ type: 'broker.crash', data: { broker: 2 } }],
      consumers: [{ filter: null, pattern: null, handling: { failOn: null, slowOn: null } }],
    };
    expect([...partsOf(scenario)]).toEqual([]);
  });

  test.each([
    [{ consumers: [{ configs: { 'group.protocol': 'CONSUMER' } }] }, ['consumer protocol']],
    [
      {
        steps: [
          {
            controls: [
              {
                options: [
                  {
                    request: {
                      'partition.assignment.strategy':
                        'org.apache.kafka.clients.consumer.CooperativeStickyAssignor',
                    },
                  },
                ],
              },
            ],
          },
        ],
      },
      ['sticky assignors'],
    ],
    [{ groups: [{ filter: null, pattern: 'orders-.*' }] }, ['regular expressions']],
    [{ consumers: [{ handling: { failOn: '' } }] }, ['regular expressions']],
    [[{ type: 'tool.run', data: {} }], PART_NAMES],
    [
      [{ type: 'client.request' }],
      ['consumer protocol', 'sticky assignors', 'regular expressions'],
    ],
  ])('what %j asks for', (document, parts) => {
    expect([...partsOf({}, document)]).toEqual(parts);
  });
});

test('a part that is missing stops the run with its name', () => {
  const part = partNamed<() => number>('a third leg');
  expect(() => part.get()).toThrow('this run needs a third leg, and it was not loaded');
  part.install(() => 3);
  expect(part.get()()).toBe(3);
});
