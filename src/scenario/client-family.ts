// What producers of other families do where nobody says otherwise: how they find a partition, and their
// defaults. Read from kafka-python 2.3 and librdkafka 2.16; Java's defaults are those of the model.
import type { ProducerSpec } from '#kafka/commands.ts';
import type { Configs } from '#kafka/protocol/configs.ts';

export const CLIENT_FAMILIES = ['java', 'librdkafka', 'kafka-python'] as const;
export type ClientFamily = (typeof CLIENT_FAMILIES)[number];

interface FamilyDefaults {
  readonly partitioner: NonNullable<ProducerSpec['partitioner']>;
  readonly configs: Configs;
}

export const CLIENT_DEFAULTS: Readonly<Record<ClientFamily, FamilyDefaults>> = {
  java: { partitioner: 'murmur2', configs: {} },
  librdkafka: {
    partitioner: 'crc32',
    configs: {
      'enable.idempotence': 'false',
      'batch.size': '1000000',
      'delivery.timeout.ms': '300000',
    },
  },
  'kafka-python': {
    partitioner: 'murmur2_random',
    configs: { acks: '1', 'enable.idempotence': 'false', 'linger.ms': '0' },
  },
};
