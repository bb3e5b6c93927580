// What a person does on the site, in a real browser: learn, play, break, scrub, share, with the
// keyboard alone, on a phone, offline.
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { encodeLink } from '#scenario/link.ts';
import { parseScenario, parseScenarioText } from '#scenario/parse.ts';
import { Session } from '#session/session.ts';
import { serveSite } from './server.ts';
import { expectText, pause, setSpeed, timeOf, unfold, visitSite } from './visit.ts';

const AXE = readFileSync('node_modules/axe-core/axe.min.js', 'utf8');

const visit = visitSite();
const { open } = visit;

/** Serious or not: axe must find nothing. */
async function axeViolations(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const { axe } = window as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    const { violations } = await axe.run();
    return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160) ?? ''}`);
  });
}

describe('learning', () => {
  test('from the home page through a challenge to its end', async () => {
    const page = await open('');
    await page.getByRole('link', { name: 'The late auditor' }).click();
    await page.getByRole('heading', { name: 'Number seventeen is forged' }).waitFor();
    await page.getByRole('button', { name: 'A group of its own, earliest' }).click();
    await expectText(page, 'A log does not mind who reads it');

    await page.getByRole('link', { name: 'Kafkascope' }).click();
    await page.getByRole('link', { name: /^Go on: / }).waitFor();
    await page.reload();
    await expectText(page, 'about 6 minutes, solved with the star');
  });

  test('a question leads to the step that answers it, and a word to its lesson', async () => {
    const page = await open('#/questions');
    await page.getByRole('searchbox', { name: 'Find' }).fill('empty key');
    await page.getByRole('link', { name: '7.4' }).first().click();
    await page.getByRole('heading', { name: 'An empty key' }).waitFor();
    await page.goto(page.url().replace(/#.*/, '#/glossary'));
    await page.getByRole('searchbox', { name: 'Find' }).fill('accumulator');
    await page.getByRole('link', { name: 'lesson 4', exact: true }).waitFor();
  });

  test('on the home page a log lives, and its leader can be crashed', async () => {
    const page = await open('');
    const note = page.locator('svg text', { hasText: 'its number is its offset, for ever.' });
    await note.waitFor({ state: 'attached' });
    await page.getByRole('button', { name: 'Notes' }).click();
    await note.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Crash the leader' }).click();
    await page.getByRole('button', { name: /^Start broker/ }).click();
    await page.getByRole('button', { name: 'Crash the leader' }).waitFor();
    await page.getByRole('button', { name: 'Kill billing’s consumer' }).click();
    await page.getByRole('button', { name: 'Start billing’s consumer' }).waitFor();
  });

  test('a lesson that does not exist says so', async () => {
    const page = await open('#/learn/nothing');
    await expectText(page, 'There is no such lesson');
  });
});

describe('the sandbox', () => {
  test('kill a broker: it looks dead, a new leader is elected, time goes back', async () => {
    const page = await open('#/sandbox');
    await page
      .getByRole('button', { name: /^Broker 2, running/ })
      .click({ position: { x: 300, y: 12 } });
    await page.getByRole('button', { name: 'Crash', exact: true }).click();
    await page.getByRole('button', { name: /^Broker 2, crashed/ }).waitFor();
    const crashedAt = await timeOf(page);
    await setSpeed(page, '20');
    await page.getByRole('button', { name: /Replica of orders-1 on broker 3, leader/ }).waitFor();
    await pause(page);
    const electedAt = await timeOf(page);
    expect(electedAt).toBeGreaterThan(crashedAt + 5);

    const slider = page.getByRole('slider', { name: 'Time', exact: true });
    const box = await slider.boundingBox();
    if (box === null) throw new Error('the timeline has no box');
    await page.mouse.move(box.x + box.width / 2, box.y + 40);
    await page.mouse.down();
    await page.mouse.move(box.x + 16, box.y + 40, { steps: 4 });
    await page.mouse.up();
    expect(await timeOf(page)).toBeLessThan(crashedAt + 0.001);
    await page.getByRole('button', { name: /^Broker 2, running/ }).waitFor();
  });

  test('undo takes a change back', async () => {
    const page = await open('#/sandbox');
    await pause(page);
    await unfold(page, 'Fall behind');
    await page.getByRole('spinbutton', { name: 'Producers' }).fill('3');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /^Producer p3/ }).waitFor();
    await page.getByRole('button', { name: 'Undo', exact: true }).click();
    await page.getByRole('button', { name: /^Producer p3/ }).waitFor({ state: 'detached' });
  });

  test('partitions cannot shrink, and the page says why', async () => {
    const page = await open('#/sandbox');
    await pause(page);
    await page.getByRole('spinbutton', { name: 'Partitions' }).fill('2');
    await page.keyboard.press('Enter');
    await expectText(page, 'Partitions cannot shrink');
    expect(await page.getByRole('spinbutton', { name: 'Partitions' }).inputValue()).toBe('3');
  });

  test('a share link opens the same cluster at the same moment', async () => {
    const page = await open('#/sandbox/hot-key');
    await setSpeed(page, '5');
    await page.waitForFunction(() => document.body.innerText.includes('lag'));
    await pause(page);
    await unfold(page, 'Fall behind');
    await page.getByRole('spinbutton', { name: 'Producers' }).fill('2');
    await page.keyboard.press('Enter');
    const time = await timeOf(page);
    await page.getByRole('button', { name: 'Share' }).click();
    const link = await page.getByRole('textbox', { name: 'Link' }).inputValue();
    const other = await open(link.slice(visit.site.url.length));
    await other.getByRole('button', { name: /^Producer p2/ }).waitFor();
    expect(await timeOf(other)).toBe(time);
  });

  test('a damaged or an old link says what is wrong with it', async () => {
    const damaged = await open('#/s/k1.abcdef.zzz');
    await expectText(damaged, 'checksum does not match');
    const old = await open('#/s/k99.abcdef.zzz');
    await expectText(old, 'engine version 99');
  });

  test('a link brings text and numbers, never a script or a picture from elsewhere', async () => {
    const evil = `<img src="//evil.example/x" onerror="window.hacked=1"><script>window.hacked=1</script>`;
    const { value: scenario } = parseScenario({
      name: evil,
      description: evil,
      topics: [{ name: 'orders' }],
      producers: [{ topic: 'orders', keys: { type: 'list', keys: [evil] }, recordsPerSecond: 4 }],
      groups: [{ id: 'billing', topics: ['orders'] }],
    });
    if (scenario === null) throw new Error('the scenario does not parse');
    const atUs = 12_000_000;
    const value = { producer: 'p1', topic: 'orders', key: evil, value: evil, partition: null };
    const commands = [{ atUs: 11_000_000, type: 'record.produce' as const, data: value }];
    const page = await open('');
    const elsewhere: string[] = [];
    page.on('request', (request) => {
      if (!request.url().startsWith(visit.site.url)) elsewhere.push(request.url());
    });
    await page.evaluate(
      (link) => (location.hash = `#/s/${link}`),
      encodeLink({ scenario, commands, atUs }),
    );
    await page.getByRole('heading', { name: /^<img src=/ }).waitFor();
    await page.getByRole('tab', { name: 'Topic' }).click();
    await page.getByRole('button', { name: 'What happened' }).click();
    await page.getByRole('button', { name: /^Producer p1/ }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Why?' }).waitFor();
    expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
    expect(elsewhere).toEqual([]);
    // And if one came through, the page's policy would stop it.
    const stopped = page.evaluate(
      () =>
        new Promise<string>((resolve) => {
          addEventListener('securitypolicyviolation', (event) => resolve(event.violatedDirective));
        }),
    );
    await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'window.hacked = 1';
      document.body.append(script);
    });
    expect(await stopped).toBe('script-src-elem');
    expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
    visit.forgive(/Content Security Policy/);
  });
});

test('the names of branches, lines of tools, headers and patterns of a link are text, too', async () => {
  const evil = `<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>`;
  const { value: scenario } = parseScenario({
    topics: [{ name: 'orders' }],
    producers: [{ id: 'p1', topic: 'orders', values: [evil], recordsPerSecond: 2 }],
    groups: [{ id: 'billing', topics: ['orders'], filter: evil }],
  });
  if (scenario === null) throw new Error('the scenario does not parse');
  const headers = [{ key: evil, value: evil }];
  const record = {
    producer: 'p1',
    topic: 'orders',
    key: evil,
    value: evil,
    partition: null,
    headers,
  };
  const tool = { id: evil, terminal: 1, line: evil, tool: 'kafka-topics', args: [evil, '--list'] };
  const commands = [
    { atUs: 8_000_000, type: 'record.produce' as const, data: record },
    {
      atUs: 8_100_000,
      type: 'tool.run' as const,
      data: { ...tool, stdin: evil, files: { [evil]: evil }, host: null },
    },
  ];
  const branch = { name: evil, from: -1, forkUs: 0, commands };
  const list = [branch, { ...branch, name: `${evil} 2`, from: 0, forkUs: 7_000_000 }];
  const link = encodeLink({
    ...{ scenario, commands, atUs: 9_000_000 },
    branches: { list, main: 0, beside: 1 },
  });
  const page = await open(`#/s/${link}`);
  await page
    .getByRole('button', { name: /^Producer p1/ })
    .first()
    .waitFor();
  await expectText(page, `${evil} 2`);
  expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
  expect(await page.locator('img[src="x"]').count()).toBe(0);
});

describe('the same everywhere', () => {
  test('the page and Node make the same trace', async () => {
    const page = await open('#/sandbox/broker-crash');
    await pause(page);
    const { value } = parseScenarioText(readFileSync('public/scenarios/broker-crash.json', 'utf8'));
    if (value === null) throw new Error('the preset does not parse');
    const session = Session.open(value);
    await page.waitForFunction(() => 'kafkascope' in window);
    const inPage = await page.evaluate(() =>
      (window as unknown as { kafkascope: { hash(atUs: number): string } }).kafkascope.hash(
        45_000_000,
      ),
    );
    expect(inPage).toBe(session.hash(45_000_000));
  });

  test('offline after the first visit, below any path', async () => {
    const deep = await serveSite('dist', '/a/b/');
    const context = await visit.browser.newContext();
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    await page.goto(`${deep.url}#/sandbox`);
    await page.evaluate(async () => {
      await navigator.serviceWorker.ready;
    });
    await page.waitForFunction(async () => (await caches.keys()).length > 0);
    await page.reload();
    await context.setOffline(true);
    await page.reload();
    await page.getByRole('button', { name: /^Broker 1/ }).waitFor();
    await context.close();
    await deep.close();
  });
});

describe('for everybody', () => {
  test('with the keyboard alone: play, step, select, ask why', async () => {
    const page = await open('#/sandbox');
    await page.getByRole('button', { name: /^Broker 1/ }).waitFor();
    await pause(page);
    await page.locator('main').focus();
    const before = await timeOf(page);
    await page.keyboard.press('ArrowRight');
    const stepped = await timeOf(page);
    expect(stepped).toBeGreaterThanOrEqual(before);
    await page.keyboard.press('Shift+ArrowRight');
    expect(await timeOf(page)).toBeCloseTo(stepped + 1, 1);
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /^Broker 1/ }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Why?' }).waitFor();
    await page.keyboard.press('1');
    await page.getByRole('tab', { name: 'Topic', selected: true }).waitFor();
  });

  test.each([
    ['light', '#/sandbox'],
    ['dark', '#/sandbox'],
    ['light', ''],
    ['dark', '#/learn/05-keys-decide-partitions'],
    ['light', '#/fidelity'],
  ] as const)('axe finds nothing (%s, %s)', async (colorScheme, path) => {
    const page = await open(path, { colorScheme });
    await page.locator('h1').first().waitFor();
    await pause(page);
    expect(await axeViolations(page)).toEqual([]);
  });

  test('words and signs explain themselves, by pointer and by keyboard', async () => {
    const page = await open('#/learn/02-topics-partitions-and-offsets/1');
    const word = page.locator('.lesson [data-term="topic"]');
    const card = page.locator('#legend-card');
    await word.hover();
    await card.getByText('A name for a handful of partitions.').waitFor();
    const [about, shown] = await Promise.all([word.boundingBox(), card.boundingBox()]);
    if (about === null || shown === null) throw new Error('nothing is shown');
    expect(shown.y >= about.y + about.height || shown.y + shown.height <= about.y).toBe(true);
    await page.mouse.move(2, 2);
    await card.waitFor({ state: 'detached' });

    await word.focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('A');
    expect(await axeViolations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await card.waitFor({ state: 'detached' });
    expect(await word.evaluate((element) => element === document.activeElement)).toBe(true);

    const flag = await page
      .locator('#stage-panel text', { hasText: 'nothing visible' })
      .first()
      .boundingBox();
    if (flag === null) throw new Error('no flag');
    await page.mouse.move(flag.x + flag.width / 2, flag.y + flag.height / 2);
    await card.getByText('High watermark', { exact: true }).waitFor();

    await page.keyboard.press('l');
    const legend = page.getByRole('dialog', { name: 'Legend' });
    await legend.getByText('Hand-over').waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await legend.waitFor({ state: 'detached' });
  });

  test('on a phone nothing is wider than the screen, and the stage comes first', async () => {
    for (const path of ['', '#/sandbox', '#/learn/02-topics-partitions-and-offsets']) {
      const page = await open(path, { viewport: { width: 390, height: 844 } });
      await page.locator('main h1').first().waitFor({ state: 'attached' });
      await pause(page);
      expect([path, await page.evaluate(() => document.documentElement.scrollWidth)]).toEqual([
        path,
        390,
      ]);
    }
  });

  test('with reduced motion a change of view does not move anything', async () => {
    const page = await open('#/sandbox', { reducedMotion: 'reduce' });
    await page.getByRole('button', { name: /^Broker 1/ }).waitFor();
    await pause(page);
    await page.getByRole('tab', { name: 'Topic' }).click();
    const partition = page.getByRole('button', { name: /^Partition orders-0/ });
    const places = [await partition.boundingBox(), await partition.boundingBox()];
    expect(places[0]).toEqual(places[1]);
  });
});
