// Producers: cards with the records that wait to be acknowledged.
import type { Rect } from '#stage/layout/geometry.ts';
import { fit } from '#stage/layout/text.ts';
import { keyGlyph, keyPaint } from '#stage/theme.ts';
import type { Builder } from '#stage/view/builder.ts';
import type { ProducerFrame } from '#trace/frame.ts';

const PRODUCER_HEIGHT = 58;

/** Lays out the producers: below one another, or side by side. */
export function layoutProducers(builder: Builder, area: Rect, isStacked: boolean): void {
  // One that was closed is gone, as a consumer that left.
  const producers = [...builder.frame.producers.values()].filter(
    ({ status }) => status !== 'stopped',
  );
  if (isStacked) {
    const gap = 8;
    const width = Math.min(
      150,
      (area.width - (producers.length - 1) * gap) / Math.max(1, producers.length),
    );
    producers.forEach((producer, index) => {
      const x = area.x + index * (width + gap);
      layoutProducer(
        builder,
        producer,
        { x, y: area.y, width, height: PRODUCER_HEIGHT },
        isStacked,
      );
    });
    return;
  }
  const step = Math.min(150, area.height / Math.max(1, producers.length));
  const top = area.y + (area.height - step * producers.length) / 2;
  producers.forEach((producer, index) => {
    const y = top + index * step + (step - PRODUCER_HEIGHT) / 2;
    layoutProducer(
      builder,
      producer,
      { x: area.x, y, width: area.width, height: PRODUCER_HEIGHT },
      isStacked,
    );
  });
}

function layoutProducer(
  builder: Builder,
  producer: ProducerFrame,
  card: Rect,
  isStacked: boolean,
): void {
  const { spec, status } = producer;
  const isDead = status !== 'running';
  builder.nodes.set(`producer-${spec.id}`, card);
  const acks = spec.configs['acks'] ?? 'all';
  const word = isDead ? 'closed' : `acks=${acks}`;
  builder.add(
    {
      type: 'box',
      key: `producer/${spec.id}`,
      ...card,
      radius: 11,
      fill: isDead ? 'paper' : 'panel',
      stroke: builder.stroke('producer', spec.id),
      strokeWidth: builder.strokeWidth('producer', spec.id),
      isDashed: isDead,
      target: {
        type: 'producer',
        id: spec.id,
        label: `Producer ${spec.id}, ${producer.lastError ?? word}, ${producer.ackedCount} of ${producer.createdCount} records acknowledged`,
      },
    },
    {
      type: 'text',
      key: `producer/${spec.id}/name`,
      x: card.x + 12,
      y: card.y + 22,
      text: spec.id,
      size: 13.5,
      weight: 700,
      fill: isDead ? 'ink-faint' : 'ink',
    },
    {
      type: 'text',
      key: `producer/${spec.id}/word`,
      x: card.x + 16 + spec.id.length * 9,
      y: card.y + 22,
      text: fit(word, card.width - 24 - spec.id.length * 9, 11),
      size: 11,
      fill: 'ink-soft',
    },
  );
  if (producer.lastError !== null && !isDead) {
    builder.add({
      type: 'text',
      key: `producer/${spec.id}/error`,
      x: card.x + 2,
      y: card.y + card.height + 13,
      // Capitals are wide; in a column the text may reach into the lane beside it.
      text: fit(producer.lastError, (card.width + (isStacked ? 6 : 34)) * 0.85, 9.5),
      size: 9.5,
      weight: 600,
      fill: 'bad',
    });
  }
  const most = Math.max(1, Math.floor((card.width - 20) / 20));
  const waiting = [...producer.pending.values()];
  const shown = waiting.length > most ? waiting.slice(0, most - 1) : waiting;
  shown.forEach(({ recordId, key }, index) => {
    builder.add({
      type: 'cell',
      key: `pending/${recordId}`,
      x: card.x + 12 + index * 20,
      y: card.y + 32,
      width: 17,
      height: 17,
      fill: keyPaint(key),
      ink: 'panel',
      text: keyGlyph(key),
    });
  });
  if (waiting.length > shown.length) {
    builder.add({
      type: 'text',
      key: `producer/${spec.id}/more`,
      x: card.x + 13 + shown.length * 20,
      y: card.y + 45,
      text: `+${waiting.length - shown.length}`,
      size: 10.5,
      fill: 'ink-soft',
    });
  }
}
