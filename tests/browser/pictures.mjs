// Takes pictures of the product's pages for people who read about it.
//
//   node pictures.mjs '{"base":"http://127.0.0.1:8080","folder":"target/pictures","pages":[{"path":"/","name":"oversikt","width":1280,"height":900}]}'
//
// `dark` takes it in dark colours; `CHROMIUM` names another browser than Debian's.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";

const { base, folder, pages } = JSON.parse(process.argv[2]);
mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"],
});
for (const { path, name, width, height, dark = false } of pages) {
  const page = await browser.newPage({
    viewport: { width, height },
    colorScheme: dark ? "dark" : "light",
    locale: "sv-SE",
  });
  const answer = await page.goto(base + path, { waitUntil: "load" });
  if (!answer?.ok()) throw new Error(`${path} answers ${answer?.status()}`);
  await page.screenshot({ path: join(folder, `${name}.png`) });
  await page.close();
}
await browser.close();
