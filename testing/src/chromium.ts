import { existsSync } from "node:fs";
import type { TestContext } from "node:test";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

export type { Page };

/** Places where systems put Chromium; `ORDERWELL_CHROMIUM` goes before them. */
const usualPaths = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/snap/bin/chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

const flags = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** The system's Chromium, if it has one. @throws Error when `ORDERWELL_CHROMIUM` names a file that is not there. */
export function findChromium(): string | undefined {
  const { ORDERWELL_CHROMIUM: named } = process.env;
  if (named && !existsSync(named)) throw new Error(`ORDERWELL_CHROMIUM is ${named}, which is not there`);
  return named || usualPaths.find((path) => existsSync(path));
}

/** Reason why tests in a real browser are left out; false where they run. */
export const withoutChromium: string | false =
  findChromium() === undefined &&
  "there is no Chromium: install the package `chromium`, or name the program in ORDERWELL_CHROMIUM";

let launched: Promise<Browser> | undefined;

/** A window with cookies of its own, which closes with the test. Nothing it does takes longer than a minute. */
export async function newWindow(t: TestContext, options: BrowserContextOptions = {}): Promise<Page> {
  launched ??= chromium.launch({
    executablePath: findChromium() ?? "",
    headless: true,
    timeout: 90_000,
    // Chromium's sandbox does not work for root.
    args: process.getuid?.() === 0 ? ["--no-sandbox", ...flags] : flags,
  });
  const context = await (await launched).newContext(options);
  context.setDefaultTimeout(60_000);
  t.after(() => context.close());
  return context.newPage();
}

export async function closeChromium(): Promise<void> {
  await (await launched)?.close();
}
