// The running program and Debian's chromium, for the tests of the page.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { after, before } from "node:test";
import { chromium } from "playwright-core";

export const root = fileURLToPath(new URL("..", import.meta.url));
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";

/** The path of a program that npm run programs built. */
export function program(name) {
  const path = join(root, "node_modules/.cache/console", name);
  assert.ok(existsSync(path), `${name} is missing: npm run programs builds it, after npm run build`);
  return path;
}

/** Starts the program and waits until it says where it listens. */
async function start(folder, options) {
  const args = ["-addr", "127.0.0.1:0", "-db", join(folder, "console.db")];
  if (options.set) {
    const file = join(folder, "set.json");
    writeFileSync(file, JSON.stringify(options.set));
    args.push("-set", file);
  }
  const child = spawn(program("console"), args, { cwd: folder, stdio: ["ignore", "inherit", "pipe"] });
  let said = "";
  const address = await new Promise((resolve, reject) => {
    child.stderr.on("data", (bytes) => {
      said += bytes;
      const found = /address=(http:\/\/\S+)/.exec(said);
      if (found) resolve(found[1]);
    });
    child.once("exit", (code) => reject(new Error(`the program ended with ${code}: ${said}`)));
    child.once("error", reject);
  });
  return { child, address, said: () => said };
}

/** Starts chromium. Where it is missing, the tests fail: nothing is skipped. */
export async function launch() {
  assert.ok(existsSync(executablePath), `${executablePath} is missing: apt-get install chromium, or set CHROMIUM to a browser`);
  return chromium.launch({
    executablePath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/**
 * Opens a page that counts everything that it must not have: errors of scripts, what the content security policy refused,
 * requests to anywhere else, and dialogs. checked() fails when there was any.
 */
export async function open(browser, address, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: "en-GB", timezoneId: "Europe/Brussels", ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const wrong = [];
  page.on("pageerror", (e) => wrong.push(`error: ${e.stack ?? e}`));
  page.on("console", (m) => {
    if (m.type() === "error" && !/status of (401|409|422|428|503)/.test(m.text())) wrong.push(`console: ${m.text()}`);
  });
  page.on("dialog", (d) => {
    wrong.push(`dialog: ${d.message()}`);
    void d.dismiss();
  });
  page.on("request", (r) => {
    if (!r.url().startsWith(address) && !r.url().startsWith("blob:")) wrong.push(`request: ${r.url()}`);
  });
  await page.exposeFunction("commisRefused", (what) => wrong.push(`policy: ${what}`));
  await page.addInitScript(() => {
    addEventListener("securitypolicyviolation", (e) => globalThis.commisRefused(`${e.violatedDirective} ${e.blockedURI} ${e.sourceFile}`));
  });
  const visit = async (route) => {
    await page.goto(address + route);
    await page.locator("main h1").first().waitFor();
  };
  const checked = async () => {
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)));
    assert.deepEqual(wrong, [], "the page did what it must not");
  };
  return { page, context, visit, checked, wrong };
}

/** A picture for the eyes, in the folder that SCREENSHOTS names. */
export async function picture(page, name, options = {}) {
  const folder = process.env.SCREENSHOTS;
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), ...options });
}

/** Starts the program and the browser before the tests of a file, and ends both after them. */
export function desk(options = {}) {
  const d = { address: "", browser: undefined, said: () => "" };
  let folder;
  let child;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "console-"));
    const [started, browser] = await Promise.all([start(folder, options), launch()]);
    child = started.child;
    Object.assign(d, { address: started.address, browser, said: started.said });
  });
  after(async () => {
    await d.browser?.close();
    if (child && child.exitCode === null) {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await ended;
    }
    if (folder) rmSync(folder, { recursive: true, force: true });
  });
  return d;
}

/** Asks the program without the page. */
export async function ask(d, path, body) {
  const answer = await fetch(d.address + path, body === undefined ? {} : { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  const told = await answer.json();
  assert.ok(answer.ok, `${path}: ${answer.status} ${JSON.stringify(told)}`);
  return told;
}
