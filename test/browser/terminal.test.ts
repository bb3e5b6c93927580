// The terminal: the commands of an introduction to Kafka, typed as people type them.
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { visitSite } from './visit.ts';

const { open } = visitSite();

const SERVER = '--bootstrap-server localhost:9092';

async function openTerminal(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Pause', exact: true }).first().waitFor();
  await page.keyboard.press('`');
  await page.getByLabel('Command line').waitFor();
}

/** Types a line and presses Enter. */
async function type(page: Page, line: string): Promise<void> {
  await page.getByLabel('Command line').fill(line);
  await page.keyboard.press('Enter');
}

/** Waits for a text on the screen. */
async function expectLine(page: Page, text: string | RegExp): Promise<void> {
  await page.getByRole('log').getByText(text).last().waitFor();
}

/** All that stands on the screen. */
async function screenText(page: Page): Promise<string> {
  return (await page.getByRole('log').innerText()).replace(/\u00a0/g, ' ');
}

describe('an introduction to Kafka', () => {
  test('is typed, and answers', async () => {
    const page = await open('#/sandbox/three-brokers');
    await openTerminal(page);
    await type(page, `bin/kafka-topics.sh --create --topic quickstart-events ${SERVER}`);
    await expectLine(page, 'Created topic quickstart-events.');
    await type(page, `kafka-topics --list ${SERVER}`);
    await expectLine(page, /^quickstart-events$/);
    await type(page, `kafka-topics --describe --topic quickstart-events ${SERVER}`);
    await expectLine(page, /PartitionCount: 1/);

    await type(page, `kafka-console-producer --topic quickstart-events ${SERVER}`);
    await page.locator('label[for=terminal-line]', { hasText: '>' }).waitFor();
    await type(page, 'This is my first event');
    await type(page, 'This is my second event');
    await expectLine(page, 'quickstart-events-0, offset 1');
    await page.keyboard.press('Control+d');

    const read = `kafka-console-consumer --topic quickstart-events ${SERVER}`;
    await page.locator('label[for=terminal-line]', { hasText: '$' }).waitFor();
    await type(page, `${read} --group readers --from-beginning --max-messages 2`);
    await expectLine(page, 'Processed a total of 2 messages');
    expect(await screenText(page)).toMatch(
      /This is my first event\s+This is my second event\s+Processed/,
    );

    await type(page, `kafka-consumer-groups --describe --group readers ${SERVER}`);
    await expectLine(page, "Consumer group 'readers' has no active members.");
    await expectLine(page, /^readers +quickstart-events +0 +2 +2 +0/);

    await type(page, `${read}`);
    await expectLine(page, /KIP-848/);
    await page.keyboard.press('Control+c');
    await expectLine(page, 'Processed a total of 0 messages');
  });

  test('helps who types what an old book says', async () => {
    const page = await open('#/sandbox/three-brokers');
    await openTerminal(page);
    await type(page, 'kafka-topics --zookeeper localhost:2181 --list');
    await expectLine(page, 'zookeeper is not a recognized option');
    await expectLine(page, /no ZooKeeper/);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expectLine(page, /^orders$|^__consumer_offsets$|^[a-z-]+$/);
  });
});

describe('habits', () => {
  test('Tab completes, arrows and Ctrl-R bring back, Ctrl-L clears', async () => {
    const page = await open('#/sandbox/three-brokers');
    await openTerminal(page);
    const input = page.getByLabel('Command line');
    await page.keyboard.type('kafka-top');
    await page.keyboard.press('Tab');
    expect(await input.inputValue()).toBe('kafka-topics ');
    await page.keyboard.press('Tab');
    expect(await input.inputValue()).toBe('kafka-topics --bootstrap-server ');
    await page.keyboard.type('localhost:9092 --li');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await type(page, 'echo two');
    await expectLine(page, /^two$/);
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    expect(await input.inputValue()).toBe(`kafka-topics ${SERVER} --list `);
    await input.fill('');
    await page.keyboard.press('Control+r');
    await page.keyboard.type('ech');
    await page.keyboard.press('Enter');
    await expect.poll(async () => (await screenText(page)).match(/^two$/gm)?.length).toBe(2);
    await page.keyboard.press('Control+l');
    await expect.poll(() => screenText(page)).toBe('');
  });

  test('goes back with the playhead', async () => {
    const page = await open('#/sandbox/three-brokers');
    await openTerminal(page);
    await type(page, `kafka-topics --create --topic later ${SERVER}`);
    await expectLine(page, 'Created topic later.');
    await page.evaluate(() => {
      const { kafkascope: session } = window as unknown as {
        kafkascope: { pause(): void; seek(us: number): void; startUs: number };
      };
      session.pause();
      session.seek(session.startUs);
    });
    await expect.poll(() => screenText(page)).toBe('');
  });

  test('fits a phone', async () => {
    const page = await open('#/sandbox/three-brokers', { viewport: { width: 390, height: 844 } });
    await page.getByRole('button', { name: 'Terminal', exact: true }).click();
    await type(page, `kafka-topics --list ${SERVER}`);
    await expectLine(page, /^[a-z_-]+$/);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
  });
});
