// The address of a cluster on another page.
import { describe, expect, it } from 'vitest';
import { type Embedded, embeddedText, parseEmbedded } from '#ui/embed/embedded.ts';

const PLAIN: Embedded = {
  what: 'three-brokers',
  look: { view: 'cluster', topic: '', labels: 'kafka', selected: null, theme: null },
};

describe('an address for another page', () => {
  it('of nothing but the cluster is as it always was', () => {
    expect(embeddedText(PLAIN)).toBe('three-brokers');
    expect(parseEmbedded('three-brokers')).toEqual(PLAIN);
  });

  it('says how the cluster is looked at, and is read back', () => {
    const embedded: Embedded = {
      what: 'k1.abc_-',
      look: {
        view: 'topic',
        topic: 'orders & more',
        labels: 'plain',
        selected: { type: 'record', id: 'orders-0#17', label: 'orders-0#17' },
        theme: 'dark',
      },
    };
    const text = embeddedText(embedded);
    expect(text).not.toMatch(/[#"' ]/);
    expect(parseEmbedded(text)).toEqual(embedded);
  });

  it('leaves out what there is not', () => {
    expect(parseEmbedded('x?view=moon&selected=moon:1&theme=pink&labels=loud&more=1')).toEqual({
      ...PLAIN,
      what: 'x',
    });
  });
});
