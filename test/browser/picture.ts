// Makes the README's picture: the running site, a broker down, records on their way.
// `npm run picture` writes public/picture.png.
import { build } from 'vite';
import { launchBrowser } from './browser.ts';
import { serveSite } from './server.ts';

await build({ logLevel: 'warn' });
const site = await serveSite();
const browser = await launchBrowser();
const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
await page.goto(`${site.url}#/sandbox/broker-crash`);
await page.getByRole('button', { name: /^Broker 1/ }).waitFor();
await page.evaluate(() => {
  const { kafkascope } = window as unknown as {
    kafkascope: { pause(): void; seek(atUs: number): void; stepForward(): void };
  };
  kafkascope.pause();
  kafkascope.seek(24_500_000);
  for (let step = 0; step < 3; step += 1) kafkascope.stepForward();
});
await page.getByRole('button', { name: /Replica of orders-1 on broker 3/ }).focus();
await page.keyboard.press('Enter');
await page.getByRole('heading', { name: 'Why?' }).waitFor();
await page.screenshot({ path: 'public/picture.png' });
await browser.close();
await site.close();
