// The page by keyboard alone: no pointer, no focus() and no fill().
import assert from "node:assert/strict";

/** What has the focus: its accessible name as far as the page gives one by itself, and its tag. */
function focused() {
  const e = document.activeElement;
  if (!e || e === document.body) return { name: "", tag: "" };
  const of = e.labels?.[0] ?? e.closest("label");
  const name = e.getAttribute("aria-label") ?? e.dataset.editor ?? of?.querySelector(":scope > span:not(.muted)")?.firstChild?.textContent ?? of?.textContent ?? e.textContent;
  return { name: name.replace(" (optional)", "").trim(), tag: e.tagName.toLowerCase() };
}

/** Presses Tab until what has the focus is called name. */
export async function tabTo(page, name, key = "Tab") {
  const met = [];
  for (let n = 0; n < 150; n++) {
    const f = await page.evaluate(focused);
    if (f.name === name) return;
    met.push(f.name);
    await page.keyboard.press(key);
  }
  assert.fail(`${key} does not reach “${name}”, it reaches ${JSON.stringify(met)}`);
}

export async function type(page, text) {
  await page.keyboard.type(text);
}

export async function press(page, ...keys) {
  for (const key of keys) await page.keyboard.press(key);
}
