// Every page in light and dark and at a phone's width, and what axe-core finds in it.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { ask, desk, open, picture } from "./desk.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const d = desk();

/** The pages, each with what is there when it is whole. */
const pages = [
  ["recipes", "#/recipes", ".recipe"],
  ["edit", "#/recipes/close-quiet", ".describe"],
  ["edit-conditions", "#/recipes/big-voices", ".rule"],
  ["edit-expression", "#/recipes/it-alerts", "[data-editor] .cm-line"],
  ["json", "#/recipes/it-alerts/json", "[data-editor] .cm-line"],
  ["try-page", "#/recipes/close-quiet/try", ".run"],
  ["timeline-page", "#/recipes/close-quiet/timeline?case=c-1050", ".tl-event"],
  ["recipe-history", "#/recipes/close-quiet/history", ".revisions > li"],
  ["new", "#/new", ".recipe-form"],
  ["cases", "#/cases", ".card-link"],
  ["case", "#/cases/c-1065", ".decision"],
  ["waiting-page", "#/waiting", "tbody tr"],
  ["dead", "#/dead", "tbody tr"],
  ["archive", "#/archive", ".pick-row"],
];

/** The serious and critical faults that axe-core finds. */
async function faults(page) {
  // axe-core is evaluated, not put into the page as a script, which the policy refuses.
  await page.evaluate(axe);
  const found = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  return found.violations
    .filter((v) => ["serious", "critical"].includes(v.impact))
    .map((v) => `${v.id}: ${v.help}: ${v.nodes.map((n) => `${n.target.join(" ")} ${n.failureSummary}`).slice(0, 4).join("; ")}`);
}

for (const colorScheme of ["light", "dark"]) {
  test(`axe-core finds no serious fault in ${colorScheme}`, async (t) => {
    const { page, visit, checked, context } = await open(d.browser, d.address, { colorScheme, reducedMotion: "reduce" });
    for (const [name, route, ready] of pages) {
      await t.test(name, async () => {
        await visit(route);
        await page.locator(ready).first().waitFor();
        await picture(page, `${name}-${colorScheme}`);
        assert.deepEqual(await faults(page), []);
      });
    }
    await checked();
    await context.close();
  });
}

test("it is dark where the browser is", async () => {
  const brightness = async (colorScheme) => {
    const { page, visit, context } = await open(d.browser, d.address, { colorScheme });
    await visit("#/recipes");
    const colour = await page.evaluate(() => getComputedStyle(document.body).backgroundColor.match(/\d+/g).slice(0, 3).map(Number));
    await context.close();
    return colour.reduce((a, b) => a + b) / 3;
  };
  assert.ok((await brightness("light")) > 220, "light is not light");
  assert.ok((await brightness("dark")) < 40, "dark is not dark");
});

test("a phone's width is enough for every page", async (t) => {
  const { page, visit, checked, context } = await open(d.browser, d.address, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  for (const [name, route, ready] of pages) {
    await t.test(name, async () => {
      await visit(route);
      await page.locator(ready).first().waitFor();
      await picture(page, `${name}-phone`);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(width <= 390, `the page is ${width} wide`);
    });
  }
  await t.test("axe-core", async () => {
    await visit("#/recipes");
    await page.locator(".recipe").first().waitFor();
    assert.deepEqual(await faults(page), []);
  });
  await checked();
  await context.close();
});

test("a dialog keeps the focus and gives it back", async () => {
  const { page, visit, checked, context } = await open(d.browser, d.address);
  await visit("#/waiting");
  const button = page.getByRole("button", { name: /^Cancel/ }).first();
  await button.focus();
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor();
  assert.deepEqual(await faults(page), []);
  for (let n = 0; n < 6; n++) {
    await page.keyboard.press("Tab");
    assert.ok(await page.evaluate(() => document.activeElement === document.body || document.activeElement.closest("dialog") !== null), "the focus left the dialog");
  }
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  assert.equal(await button.evaluate((e) => e === document.activeElement), true);
  assert.ok((await ask(d, "api/waiting")).waiting.length > 0);
  await checked();
  await context.close();
});

/** The same picture as WebP, which the browser encodes. */
async function smaller(context, png) {
  const page = await context.newPage();
  const url = await page.evaluate(async (data) => {
    const image = new Image();
    image.src = `data:image/png;base64,${data}`;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [image.width, image.height];
    canvas.getContext("2d").drawImage(image, 0, 0);
    return canvas.toDataURL("image/webp", 0.86);
  }, png.toString("base64"));
  await page.close();
  return Buffer.from(url.split(",")[1], "base64");
}

test("pictures for the README", async () => {
  const folder = process.env.PICTURES ?? mkdtempSync(join(tmpdir(), "pictures-"));
  mkdirSync(folder, { recursive: true });
  const { page, visit, checked, context } = await open(d.browser, d.address, { viewport: { width: 1040, height: 600 } });
  for (const [name, route, ready] of [
    ["recipes", "#/recipes", ".recipe"],
    ["edit", "#/recipes/close-quiet", ".describe"],
    ["try", "#/recipes/angry-tweets/try", ".run"],
  ]) {
    await visit(route);
    await page.locator(ready).first().waitFor();
    await page.evaluate(() => document.fonts.ready);
    const picture = await smaller(context, await page.screenshot());
    writeFileSync(join(folder, `${name}.webp`), picture);
    assert.ok(picture.length < 60_000, `${name}.webp has ${picture.length} bytes`);
  }
  await checked();
  await context.close();
  if (!process.env.PICTURES) rmSync(folder, { recursive: true });
});
