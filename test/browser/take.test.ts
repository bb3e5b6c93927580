// What goes to and comes from a real cluster: code that turns knobs, what is taken along, what is brought, and the
// stage on another page.
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { pause, visitSite } from './visit.ts';

const { open } = visitSite();

const DESCRIBED = `Topic: payments	TopicId: xHr2BN9aRkW1rT0gqXw0Vg	PartitionCount: 2	ReplicationFactor: 2	Configs: min.insync.replicas=2
	Topic: payments	Partition: 0	Leader: 4	Replicas: 4,5	Isr: 4,5
	Topic: payments	Partition: 1	Leader: 5	Replicas: 5,4	Isr: 5,4
`;

/** A config of a producer, as the session has it. */
function configOf(page: Page, producer: string, name: string): Promise<string | undefined> {
  return page.evaluate(
    ([id = '', config = '']) => {
      const { kafkascope } = window as unknown as {
        kafkascope: {
          frame(): { producers: Map<string, { spec: { configs: Record<string, string> } }> };
        };
      };
      return kafkascope.frame().producers.get(id)?.spec.configs[config];
    },
    [producer, name],
  );
}

describe('the same in code', () => {
  test('turns the knob, and says why it does not', async () => {
    const page = await open('#/sandbox/three-brokers');
    await page.getByRole('button', { name: 'Pause', exact: true }).first().waitFor();
    await pause(page);
    await page.keyboard.press('e');
    const listing = page.getByRole('region', { name: 'producer-p1.py' });
    const linger = listing.getByLabel('linger.ms', { exact: true });
    await linger.fill('1000');
    await linger.press('Enter');
    await expect.poll(() => configOf(page, 'p1', 'linger.ms')).toBe('1000');
    await listing.getByLabel('linger.ms', { exact: true }).fill('soon');
    await listing.getByLabel('linger.ms', { exact: true }).press('Enter');
    await listing.getByRole('alert').getByText('Not a number of type LONG').waitFor();
    expect(await configOf(page, 'p1', 'linger.ms')).toBe('1000');
    await page.getByRole('tab', { name: 'Java' }).click();
    await page.getByRole('region', { name: 'ProducerP1.java' }).waitFor();
  });
});

describe('a cluster', () => {
  test('is taken along, and stands on another page', async () => {
    const page = await open('#/sandbox/three-brokers');
    await page.getByRole('button', { name: 'Pause', exact: true }).first().waitFor();
    await pause(page);
    await page.getByRole('button', { name: 'Share' }).first().click();
    const taking = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Take the cluster' }).click();
    expect((await taking).suggestedFilename()).toBe('three-brokers-three-replicas.zip');
    const picture = page.waitForEvent('download');
    await page.getByRole('button', { name: 'PNG' }).click();
    expect((await picture).suggestedFilename()).toBe('three-brokers-three-replicas.png');

    const lines = await page.getByLabel('Lines for another page').inputValue();
    const [, hash = ''] = /src="[^"]*?(#\/embed\/[^"]+)"/.exec(lines) ?? [];
    // The view on screen is the view that is shown there.
    expect(hash).toMatch(/[?;]view=topic|^#\/embed\/[^?]+$/);
    const embedded = await open(hash.replaceAll('&amp;', '&'));
    await embedded.getByLabel('Virtual time').waitFor();
    expect(await embedded.locator('header').count()).toBe(0);
    const stage = await embedded.getByRole('region', { name: 'Stage', exact: true }).boundingBox();
    expect(stage?.width).toBe(1440);
    expect(stage?.height).toBeGreaterThan(500);
    expect(await embedded.evaluate(() => localStorage.length + sessionStorage.length)).toBe(0);
  });

  test('of one’s own is brought', async () => {
    const page = await open('#/bring');
    const field = page.getByLabel('Output of Kafka’s tools, or a compose file');
    await field.fill('Topic: payments	Parti');
    await page.getByText('It looks cut off').waitFor();
    await field.fill(DESCRIBED);
    await page.getByText('2 brokers, 1 topic, 0 groups').waitFor();
    await page.getByRole('button', { name: 'Open this cluster' }).click();
    await page.getByRole('heading', { name: 'Your cluster' }).waitFor();
    const placed = await page.evaluate(() => {
      const { kafkascope } = window as unknown as {
        kafkascope: {
          frame(): { topics: Map<string, { partitions: { state: { replicas: number[] } }[] }> };
        };
      };
      const topic = kafkascope.frame().topics.get('payments');
      return topic?.partitions.map(({ state }) => state.replicas);
    });
    expect(placed).toEqual([
      [4, 5],
      [5, 4],
    ]);
  });
});
