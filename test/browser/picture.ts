// Makes the README's picture: the running site, a broker down, records on their way.
// `npm run picture` writes public/picture.png.
import { build } from 'vite';
import { launchBrowser } from './browser.ts';
import { serveSite } from './server.ts';

interface Packet {
  readonly from: string;
  readonly to: string;
  readonly sentAtUs: number;
  readonly deliverAtUs: number;
  readonly cargo: readonly unknown[];
}

interface Session {
  readonly playheadUs: number;
  pause(): void;
  seek(atUs: number): void;
  dispatch(request: unknown): void;
  frame(): { readonly packets: ReadonlyMap<number, Packet> };
}

await build({ logLevel: 'warn' });
const site = await serveSite();
const browser = await launchBrowser();
const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
// tsx marks functions with a helper that the page does not have.
await page.addInitScript('globalThis.__name = (named) => named;');
await page.goto(`${site.url}#/sandbox/broker-crash`);
await page.getByRole('button', { name: /^Broker 1/ }).waitFor();
await page.evaluate(() => {
  const { kafkascope: session } = window as unknown as { kafkascope: Session };
  session.pause();
  session.seek(23_500_000);
  // A slow network, so that several records are on their way at once.
  session.dispatch({
    type: 'network.set',
    data: { latencyUs: 150_000, jitterUs: 60_000, lossPerMillion: 0 },
  });
  session.seek(24_500_000);
});
await page.getByRole('button', { name: /Replica of orders-1 on broker 3/ }).focus();
await page.keyboard.press('Enter');
await page.getByRole('heading', { name: 'Why?' }).waitFor();
await page.getByRole('tab', { name: 'Topic' }).click();
await page.evaluate(() => {
  const { kafkascope: session } = window as unknown as { kafkascope: Session };
  /** Records that are well on their way between a client and a broker. */
  const travelling = (): number => {
    let count = 0;
    for (const { from, to, sentAtUs, deliverAtUs, cargo } of session.frame().packets.values()) {
      const progress = (session.playheadUs - sentAtUs) / (deliverAtUs - sentAtUs);
      const isSeen = from.startsWith('producer') || to.startsWith('consumer');
      if (isSeen && progress > 0.25 && progress < 0.75) count += cargo.length;
    }
    return count;
  };
  let best = { atUs: session.playheadUs, count: 0 };
  for (let step = 0; step < 6_000; step += 1) {
    session.seek(session.playheadUs + 1_000);
    const count = travelling();
    if (count > best.count) best = { atUs: session.playheadUs, count };
  }
  session.seek(best.atUs);
});
// Records glide to their places.
await page.waitForTimeout(800);
await page.screenshot({ path: 'public/picture.png' });
await browser.close();
await site.close();
