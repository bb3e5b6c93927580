// More of what a person does: finish lessons, catch packets, send a record, break a broker without a
// mouse, go back in time, come back tomorrow.
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { expectText, next, pause, play, setSpeed, timeOf, unfold, visitSite } from './visit.ts';

const { open } = visitSite();

/** Fills a number into the prediction, or picks the choice with that text, and runs it. */
async function answer(page: Page, said: string): Promise<void> {
  const number = page.getByRole('spinbutton', { name: 'Your prediction' });
  if (await number.isVisible()) await number.fill(said);
  else await page.getByText(said, { exact: true }).click();
  await page.getByRole('button', { name: 'Lock it in and run' }).click();
}

describe('lessons', () => {
  test('lesson 2 to its end, wrong answers first, and the walk outlives the page', async () => {
    const page = await open('#/learn/02-topics-partitions-and-offsets');
    for (const key of ['anna', 'cleo', 'dan']) {
      await page.getByRole('textbox', { name: 'Key' }).fill(key);
      await page.getByRole('button', { name: 'Produce a record' }).click();
    }
    await expectText(page, '✓ Done');
    await next(page);
    await answer(page, 'none until somebody reads them');
    await expectText(page, 'A log does not wait for readers.');

    await page.reload();
    await page.getByRole('heading', { name: 'Anna orders three times' }).waitFor();
    await page.getByRole('button', { name: /^Step 1: .*, done$/ }).waitFor();
    // The verdict stands, and what was done by hand is in the cluster again.
    await expectText(page, 'A log does not wait for readers.');
    await page.getByRole('button', { name: /^Producer p1, .*\d of 6 records/ }).waitFor();
    // Going back restores the world of that step.
    await page.getByRole('button', { name: 'Back', exact: true }).click();
    await page.getByRole('button', { name: /^Producer p1, .*\d of 3 records/ }).waitFor();
    await next(page);

    await page.getByRole('button', { name: 'Start this step again' }).click();
    await answer(page, 'three');
    await expectText(page, 'Right.');
    await next(page);
    for (const part of ['1st ben', '2nd dan', '3rd ben', '4th eve', '5th dan', '6th ben']) {
      await page.getByRole('button', { name: part }).click();
    }
    await page.getByRole('button', { name: 'Lock it in and run' }).click();
    await expectText(page, 'That would need one order for the whole topic.');
    await next(page);
    await answer(page, '0');
    await expectText(page, 'Right.');
    await next(page);
    await page.getByRole('button', { name: 'Add a second reader' }).click();
    await expectText(page, '✓ Done');
    await next(page);
    await answer(page, 'the number of the place behind the last record');
    await expectText(page, 'Right.');
    await next(page);
    await page.getByRole('heading', { name: 'The same thing in code' }).waitFor();
    await page.getByRole('link', { name: 'Next lesson' }).click();
    await page.getByRole('heading', { name: 'A topic, by hand' }).waitFor();
  }, 120_000);

  test('a lesson that was begun anew can be taken back', async () => {
    const page = await open('#/learn/01-why-a-log/3');
    await page.getByRole('heading', { name: 'Away for an update' }).waitFor();
    await page.getByRole('button', { name: 'Start the lesson again' }).click();
    await page.getByRole('button', { name: 'Start again', exact: true }).click();
    await page.getByRole('heading', { name: 'A shop sells something' }).waitFor();
    await page.getByRole('button', { name: 'Undo: take it back' }).click();
    await page.getByRole('heading', { name: 'Away for an update' }).waitFor();
  });

  test('a challenge that came to grief can be tried again', async () => {
    const page = await open('#/learn/b1-1-the-late-auditor');
    await page.getByRole('button', { name: 'Into the group mail' }).click();
    await expectText(page, 'You have disturbed a group that was at work.');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('button', { name: 'A group of its own, earliest' }).click();
    await expectText(page, 'Par, and the star');
  });

  test('a link into a lesson finds the cluster that the lesson speaks of', async () => {
    const page = await open('#/learn/13-consumer-groups-share-the-work/6');
    await page.getByRole('heading', { name: 'One leaves' }).waitFor();
    await page.getByRole('button', { name: /^Consumer billing-c4, owns nothing/ }).waitFor();
    await page.getByRole('button', { name: /^Group audit, Stable/ }).waitFor();
    await page.goto(page.url().replace(/6$/, '8'));
    await page.getByRole('heading', { name: 'What you know now' }).waitFor();
    await page.getByRole('button', { name: 'Back', exact: true }).click();
    await page.getByRole('heading', { name: 'When one is too slow' }).waitFor();
  });
});

test('what cannot be done is said, and can be dismissed', async () => {
  const page = await open('#/learn/13-consumer-groups-share-the-work/3');
  await page.getByRole('button', { name: 'Add billing-c3' }).click();
  await page.getByRole('button', { name: /^Consumer billing-c3/ }).waitFor();
  await page.getByRole('button', { name: 'Add billing-c3' }).click();
  const alert = page.getByRole('alert');
  await alert.getByText('must be new: the names of those that left are not given again').waitFor();
  await alert.getByRole('button', { name: 'Dismiss' }).click();
  await alert.waitFor({ state: 'detached' });
});

/** Until the page has drawn what was last asked for. */
async function painted(page: Page): Promise<void> {
  await page.evaluate(
    () =>
      new Promise((resolve) => {
        requestAnimationFrame(() => requestAnimationFrame(resolve));
      }),
  );
}

/** Steps until something of that name is on its way, and catches it from the list of what is on its way. */
async function catchPacket(page: Page, name: RegExp): Promise<void> {
  await pause(page);
  await page.getByRole('button', { name: 'What happened' }).click();
  const listed = page.getByRole('button', { name }).first();
  for (let step = 0; step < 60 && !(await listed.isVisible()); step += 1) {
    await page.getByRole('button', { name: 'Step forward' }).click();
    await painted(page);
  }
  await listed.click();
}

async function factOf(page: Page, name: string): Promise<string> {
  const term = page.locator('dt', { hasText: new RegExp(`^${name}$`) });
  const [value] = await term.locator('xpath=following-sibling::dd[1]').allTextContents();
  return value ?? '';
}

describe('packets', () => {
  test('a dropped request is sent again', async () => {
    const page = await open('#/sandbox/one-broker');
    await catchPacket(page, /^Produce request p1 → broker 1/);
    await page.getByRole('button', { name: 'Drop this request' }).click();
    await expectText(page, /It was lost at .*: by hand/);
    await page.getByRole('button', { name: 'Close', exact: true }).click();
    await setSpeed(page, '20');
    await play(page);
    await page
      .getByRole('button', { name: /p1: REQUEST_TIMED_OUT|p1: NETWORK_EXCEPTION/ })
      .waitFor();
    await page.getByRole('button', { name: /^Producer p1, acks=all, \d\d+ of/ }).waitFor();
  });

  test('a dropped response loses nothing and doubles nothing', async () => {
    const page = await open('#/sandbox/one-broker');
    await catchPacket(page, /^Produce response broker 1 → p1/);
    await page.getByRole('button', { name: 'Drop this response' }).click();
    await expectText(page, /It was lost at .*: by hand/);
    // Undo brings it back; then it is lost for good.
    await page.getByRole('button', { name: 'Undo', exact: true }).click();
    await page.getByRole('button', { name: 'Drop this response' }).click();
    await page.getByRole('button', { name: 'Close', exact: true }).click();
    await setSpeed(page, '20');
    await play(page);
    await page
      .getByRole('button', { name: /p1: REQUEST_TIMED_OUT|p1: NETWORK_EXCEPTION/ })
      .waitFor();
    await page.getByRole('button', { name: /^Producer p1, acks=all, \d\d+ of/ }).waitFor();
    await pause(page);
    const values = await page.evaluate(() => {
      interface Replica {
        readonly log: Iterable<{ readonly value: string }>;
      }
      interface Topic {
        readonly partitions: readonly { readonly replicas: ReadonlyMap<number, Replica> }[];
      }
      const { kafkascope } = window as unknown as {
        kafkascope: { frame(): { readonly topics: ReadonlyMap<string, Topic> } };
      };
      const replica = kafkascope.frame().topics.get('orders')?.partitions[0]?.replicas.get(1);
      return [...(replica?.log ?? [])].map(({ value }) => value);
    });
    expect(values.length).toBeGreaterThan(9);
    expect(new Set(values).size).toBe(values.length);
  });

  test('a delayed packet arrives a second later', async () => {
    const page = await open('#/sandbox/one-broker');
    await catchPacket(page, /^Produce request p1 → broker 1/);
    expect(await factOf(page, 'arrives in')).toMatch(/^\d(\.\d+)? ms$/);
    await page.getByRole('button', { name: 'Delay by 1 s' }).click();
    await expect.poll(() => factOf(page, 'arrives in')).toMatch(/^1(\.0\d*)? s$/);
  });
});

test('a record with my key and value travels, lands, and can be read', async () => {
  const page = await open('#/sandbox/one-broker');
  await pause(page);
  await page.getByRole('tab', { name: 'Topic' }).click();
  // Nothing but mine from now on.
  await unfold(page, 'Fall behind');
  await unfold(page, 'Write one record by hand');
  await page.getByRole('spinbutton', { name: /^Rate of each producer/ }).fill('0');
  await page.keyboard.press('Enter');
  await page.getByRole('textbox', { name: 'Key' }).fill('my-key');
  await page.getByRole('textbox', { name: 'Value' }).fill('my value');
  await page.getByRole('button', { name: 'Produce a record' }).click();
  await pause(page);
  // Step by step, asking the last record in the log what it is, until it is mine.
  const end = page.locator('svg text', { hasText: /LEO \d+$/ });
  const value = async (): Promise<string> => {
    const box = await end.boundingBox();
    if (box === null) throw new Error('the log has no end');
    await page.mouse.click(box.x - 18, box.y + 40);
    return factOf(page, 'value');
  };
  for (let step = 0; step < 30 && (await value()) !== 'my value'; step += 1) {
    await page.getByRole('button', { name: 'Step forward' }).click();
  }
  expect(await value()).toBe('my value');
  expect(await factOf(page, 'key')).toBe('my-key');
});

/** Walks with Tab until a thing of that name has the focus. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let presses = 0; presses < 120; presses += 1) {
    const focused = await page.evaluate(() => {
      const { activeElement: element } = document;
      return element?.getAttribute('aria-label') ?? element?.textContent ?? '';
    });
    if (name.test(focused.trim())) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not lead to ${String(name)}`);
}

describe('without a mouse', () => {
  test('pause, resume, kill and restart a broker, and back to the stage', async () => {
    const page = await open('#/sandbox');
    await page.getByRole('button', { name: /^Broker 1/ }).waitFor();
    await page.locator('main').focus();
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: 'Play', exact: true }).waitFor();
    await tabTo(page, /^Cluster$/);
    await tabTo(page, /^Broker 2,/);
    await page.keyboard.press('Enter');
    const states = [
      ['Pause', /^Broker 2, paused/],
      ['Resume', /^Broker 2, running/],
      ['Crash', /^Broker 2, crashed/],
      ['Restart', /^Broker 2, running/],
    ] as const;
    for (const [deed, state] of states) {
      await tabTo(page, new RegExp(`^${deed}$`));
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: state }).waitFor();
    }
    await page.keyboard.press('Escape');
    await tabTo(page, /^Broker 2,/);
  });
});

describe('time', () => {
  test('the head drags both ways, steps go back, Ctrl Z takes a change back', async () => {
    const page = await open('#/sandbox');
    await pause(page);
    const slider = page.getByRole('slider', { name: 'Time', exact: true });
    const box = await slider.boundingBox();
    if (box === null) throw new Error('the timeline has no box');
    const dragTo = async (share: number): Promise<number> => {
      await page.mouse.move(box.x + box.width * share, box.y + 40, { steps: 3 });
      return timeOf(page);
    };
    await page.mouse.move(box.x + 30, box.y + 40);
    await page.mouse.down();
    const right = await dragTo(0.6);
    const left = await dragTo(0.3);
    const rightAgain = await dragTo(0.6);
    await page.mouse.up();
    expect(left).toBeLessThan(right);
    expect(rightAgain).toBe(right);

    await page.getByRole('button', { name: 'Step back' }).click();
    const back = await timeOf(page);
    expect(back).toBeLessThanOrEqual(right);
    await page.getByRole('button', { name: 'Step forward' }).click();
    expect(await timeOf(page)).toBeGreaterThanOrEqual(back);

    await page.getByRole('spinbutton', { name: 'Consumers' }).fill('4');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /^Consumer billing-c4/ }).waitFor();
    await page.locator('main').focus();
    await page.keyboard.press('Control+z');
    await page.getByRole('button', { name: /^Consumer billing-c4/ }).waitFor({ state: 'detached' });
  });
});

test('all presets stand in a list by theme, and a choice opens one', async () => {
  const page = await open('#/sandbox/three-brokers');
  await page.getByRole('button', { name: 'All …' }).click();
  const list = page.getByRole('dialog').getByRole('list', { name: 'KRaft' });
  await list.getByRole('link', { name: 'The active controller is killed' }).click();
  await page.getByRole('heading', { name: 'The active controller is killed' }).waitFor();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
});

test('a preset that does not exist, and a page that does not, say so', async () => {
  const preset = await open('#/sandbox/broker-crush');
  await expectText(preset, 'must be one of the site’s');
  await expectText(preset, "Did you mean 'broker-crash'?");
  await preset.getByRole('link', { name: 'A broker crashes' }).click();
  await preset.getByRole('heading', { name: 'A broker crashes' }).waitFor();
  const nowhere = await open('#/nowhere');
  await expectText(nowhere, 'There is no such page');
});
