// Opens the product's pages in Chromium as people meet them and prints every fault it finds, one per line.
//
//   node check.mjs '{"base":"http://127.0.0.1:8080","pages":[{"path":"/","english":"/en","charts":true,"expect":["…"]}]}'
//
// Exit code 0: no fault. `CHROMIUM` names another browser than Debian's.

import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { chromium } from "playwright-core";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const { base, pages } = JSON.parse(process.argv[2]);
const origin = new URL(base).origin;
const faults = [];

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
  ],
});

/** Open `path` in a fresh profile, hand the page to `look`, and note whatever the browser complains about. */
async function visit(path, name, options, look) {
  const context = await browser.newContext({ serviceWorkers: "block", ...options });
  const page = await context.newPage();
  const fault = (text) => faults.push(`${path} (${name}): ${text}`);
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) fault(`console ${message.type()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => fault(`uncaught ${error}`));
  const network = await context.newCDPSession(page);
  await network.send("Network.enable");
  network.on("Network.requestWillBeSent", ({ request }) => {
    const { protocol, origin: asked } = new URL(request.url);
    if (protocol !== "data:" && asked !== origin) fault(`third-party request ${request.url}`);
  });
  network.on("Network.responseReceived", ({ response }) => {
    if (response.status >= 400) fault(`${response.status} for ${response.url}`);
  });
  try {
    await page.goto(base + path, { waitUntil: "load" });
    await look(page, fault);
  } catch (error) {
    fault(`stopped: ${error.message.split("\n")[0]}`);
  } finally {
    await context.close();
  }
}

/** Everything axe-core knows, best practice included. */
async function axe(page, fault) {
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  for (const { id, help, nodes } of violations) {
    fault(`axe ${id}: ${help}: ${nodes.map((node) => node.target.join(" ")).slice(0, 5).join(", ")}`);
  }
}

/** Content wider than the window would have to be scrolled in two directions. */
async function noSidewaysScroll(page, fault) {
  const { wide, window: width } = await page.evaluate(() => ({
    wide: document.scrollingElement.scrollWidth,
    window: document.documentElement.clientWidth,
  }));
  if (wide <= width) return;
  const widest = await page.evaluate((width) =>
    [...document.querySelectorAll("main *")]
      .filter((element) => element.getBoundingClientRect().right > width + 1)
      .map((element) => element.cloneNode().outerHTML.slice(0, 90))
      .slice(0, 3), width);
  fault(`is ${wide} px wide in a window of ${width} px: ${widest.join(" ")}`);
}

/** Every kind of space made a plain one. */
const plainSpaces = (text) => text.replace(/[\s\u00a0\u202f]+/g, " ");

/** What a reader sees must say each of `texts`. */
async function expectTexts(page, fault, texts) {
  const shown = plainSpaces(await page.locator("body").innerText());
  for (const text of texts) {
    if (!shown.includes(plainSpaces(text))) fault(`does not say “${text}”`);
  }
}

/** A figure that only eyes can read is not finished: it has a name, and its numbers as a table. */
async function figuresHaveWords(page, fault) {
  const bare = await page.evaluate(() =>
    [...document.querySelectorAll("svg[role=img]")]
      .filter((svg) => {
        const named = svg.getAttribute("aria-label") || svg.getAttribute("aria-labelledby") || svg.querySelector("title");
        const section = svg.closest("figure, section, article");
        return !named || !section?.querySelector("table");
      })
      .map((svg) => svg.closest("[id]")?.id ?? svg.outerHTML.slice(0, 60)));
  for (const figure of bare) fault(`figure without name or table: ${figure}`);
}

/** The first Tab offers to skip the navigation, and Enter does it. */
async function skipLink(page, fault) {
  await page.keyboard.press("Tab");
  const first = await page.evaluate(() => {
    const link = document.activeElement;
    const box = link.getBoundingClientRect();
    return { href: link.getAttribute("href") ?? "", seen: box.width > 1 && box.height > 1 && box.top >= 0 };
  });
  if (!first.href.startsWith("#") || !first.seen) return fault(`first Tab stop is no visible skip link: ${JSON.stringify(first)}`);
  await page.keyboard.press("Enter");
  const there = await page.evaluate((target) => document.activeElement.matches(target), first.href);
  if (!there) fault(`the skip link does not move the keyboard to ${first.href}`);
}

/** Walk the page with Tab: every stop must be visible, and none may keep the keyboard. */
async function keyboardWalk(page, fault) {
  const stops = new Set();
  for (let step = 0; step < 200; step += 1) {
    await page.keyboard.press("Tab");
    const stop = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return null;
      const box = element.getBoundingClientRect();
      const style = getComputedStyle(element);
      globalThis.__stops ??= new Map();
      if (!globalThis.__stops.has(element)) globalThis.__stops.set(element, globalThis.__stops.size);
      return {
        number: globalThis.__stops.get(element),
        name: element.outerHTML.slice(0, 80),
        seen: box.width > 0 && box.height > 0 && style.visibility !== "hidden",
        marked: style.outlineStyle !== "none" || style.boxShadow !== "none",
      };
    });
    if (!stop || stops.has(stop.number)) return;
    stops.add(stop.number);
    if (!stop.seen) fault(`the keyboard stops where nothing is seen: ${stop.name}`);
    else if (!stop.marked) fault(`the focus cannot be seen on ${stop.name}`);
  }
  fault("more than 200 keyboard stops");
}

/** WCAG 1.4.12: readers may space the text like this without losing any of it. */
const TEXT_SPACING = `* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
  word-spacing: 0.16em !important } p { margin-bottom: 2em !important }`;

/** Every visit of one page in one language. */
function* visits(address, language, texts, charts) {
  const locale = language === "sv" ? "sv-SE" : "en-GB";
  for (const width of [1280, 390]) {
    for (const colorScheme of ["light", "dark"]) {
      const seen = { viewport: { width, height: 900 }, colorScheme, locale };
      yield [`${width} px ${language} ${colorScheme}`, seen, async (page, fault) => {
        const lang = await page.evaluate(() => document.documentElement.lang.slice(0, 2));
        if (lang !== language) fault(`is marked as language “${lang}”`);
        await axe(page, fault);
        await noSidewaysScroll(page, fault);
        await figuresHaveWords(page, fault);
        await expectTexts(page, fault, texts);
      }];
    }
  }
  const narrow = { viewport: { width: 320, height: 800 } };
  yield ["320 px", narrow, noSidewaysScroll];
  yield ["320 px, spaced text", { ...narrow, bypassCSP: true }, async (page, fault) => {
    await page.addStyleTag({ content: TEXT_SPACING });
    await noSidewaysScroll(page, fault);
  }];
  yield ["forced colours", { forcedColors: "active" }, axe];
  yield ["skip link", {}, skipLink];
  yield ["keyboard", {}, keyboardWalk];
  yield ["without JavaScript", { javaScriptEnabled: false }, async (page, fault) => {
    await expectTexts(page, fault, texts);
    if (charts && (await page.locator("main svg").count()) === 0) fault("shows no chart");
  }];
}

const waiting = pages.flatMap(({ path, english, charts, expect = [], expectEnglish = [] }) => [
  ...[...visits(path, "sv", expect, charts)].map((rest) => [path, ...rest]),
  ...[...visits(english, "en", expectEnglish, charts)].map((rest) => [english, ...rest]),
]);

/** One of the visitors that look at pages side by side. */
async function visitor() {
  for (let next = waiting.shift(); next; next = waiting.shift()) await visit(...next);
}

await Promise.all([visitor(), visitor(), visitor()]);
await browser.close();
for (const fault of faults.sort()) console.log(fault);
process.exitCode = faults.length === 0 ? 0 : 1;
