// Names and contents of strangers are text: none is executed, none leaves its place.
import assert from "node:assert/strict";
import { test } from "node:test";
import { desk, open, picture } from "./desk.mjs";

const evil = [
  `<img src=x onerror=alert(1)>`,
  `"><script>alert(2)</script>`,
  `'-alert(3)-'`,
  `</style><svg onload=alert(4)>`,
  `{{constructor.constructor('alert(5)')()}}`,
  `javascript:alert(6)`,
];
const all = evil.join(" ");
const recipes = [
  {
    id: `<b>${"evil"}</b>`,
    name: all,
    enabled: true,
    trigger: { on: "new_item", all_topics: true },
    filter: { field: "mention.content", op: "contains_none", values: evil },
    actions: [{ do: "add_tags", with: { tags: evil.slice(0, 4) } }],
  },
  {
    id: "../../api/dead?x=1#y",
    name: "../../api/dead?x=1#y",
    enabled: true,
    trigger: { on: "new_item", topics: [evil[0]] },
    actions: [{ do: "private_reply", with: { message: evil[0] + evil[1] } }],
  },
];
const d = desk({ set: { format: 1, recipes } });

/** Fails when the page holds an element that only the hostile texts could have made. */
async function unharmed(page) {
  const made = await page.evaluate(() => document.querySelectorAll("img, script:not([src]), svg[onload], [onerror], [onload], a[href^='javascript:'], iframe, object, embed").length);
  assert.equal(made, 0, "a text became an element");
}

test("hostile names are text on every page", async () => {
  const { page, visit, checked, context } = await open(d.browser, d.address);
  await visit("#/recipes");
  await page.getByRole("link", { name: all, exact: true }).waitFor();
  await unharmed(page);
  await picture(page, "hostile");
  await page.getByRole("link", { name: all, exact: true }).click();
  await page.getByLabel("Name", { exact: true }).waitFor();
  assert.equal(await page.getByLabel("Name", { exact: true }).inputValue(), all);
  await page.getByText("No faults.").waitFor();
  assert.equal(await page.locator(".rule .token").count(), evil.length);
  assert.equal(await page.locator(".rule .token").first().locator("span").textContent(), evil[0]);
  await unharmed(page);
  await page.getByRole("link", { name: "JSON" }).click();
  await page.locator('[data-editor="Recipe as JSON"] .cm-line').first().waitFor();
  await unharmed(page);
  for (const place of ["#/cases", "#/waiting", "#/dead", "#/archive"]) {
    await visit(place);
    await page.waitForTimeout(100);
    await unharmed(page);
  }
  await checked();
  await context.close();
});

test("an id that looks like a path leads to its recipe and nowhere else", async () => {
  const { page, visit, checked, context } = await open(d.browser, d.address);
  await visit("#/recipes");
  const asked = [];
  page.on("request", (r) => asked.push(new URL(r.url()).pathname));
  await page.getByRole("link", { name: "../../api/dead?x=1#y" }).click();
  await page.getByLabel("Name", { exact: true }).waitFor();
  assert.equal(await page.getByLabel("Name", { exact: true }).inputValue(), "../../api/dead?x=1#y");
  assert.ok(!asked.includes("/api/dead"), "the id became a path");
  await checked();
  await context.close();
});

test("what the answers hold is text, wherever they hold it", async () => {
  const { page, visit, checked, context } = await open(d.browser, d.address);
  const now = new Date().toISOString();
  const json = (body) => (r) => r.fulfill({ contentType: "application/json", body: JSON.stringify(body) });
  await page.route("**/api/waiting", json({ waiting: [{ key: all, recipe: all, name: all, action: all, do: all, due: now, since: now, case: all, text: all }] }));
  await page.route("**/api/dead?*", json({ dead: [{ key: all, recipe: all, name: all, action: all, do: all, error: all, at: now, tries: 1, item: { kind: "case", id: all } }], next: "" }));
  await page.route("**/api/cases?*", json({ cases: [{ id: all, subject: all, last: now, events: 1 }] }));
  const decision = { recipe: all, name: all, outcome: "fired", why: all, tests: [{ text: all, saw: { [all]: all }, holds: false }], flips: [[{ test: all, value: all }]], actions: [{ do: all, outcome: all, reason: all, error: all }] };
  await page.route("**/api/cases/*", json({ case: all, events: [{ id: all, at: now, kind: all, by: all, text: all, decisions: [decision] }] }));
  await page.route("**/api/timeline", json({ case: all, events: [{ id: all, at: now, kind: all, by: all, text: all }], waits: [{ recipe: all, name: all, action: all, do: all, from: now, until: now, outcome: all, reason: all, message: all }], closed: [] }));
  await page.route("**/api/try", json({ events: 1, runs: 1, now: [{ event: all, at: now, case: all, from: all, text: all, actions: [{ do: all, message: all, with: { [all]: all } }] }], newly: [], no_longer: [] }));
  const id = encodeURIComponent(recipes[0].id);
  for (const route of ["#/waiting", "#/dead", "#/cases", "#/cases/x", `#/recipes/${id}/try`, `#/recipes/${id}/timeline?case=x`]) {
    await visit(route);
    await page.locator("main").locator(":not(title)").filter({ hasText: evil[0], visible: true }).first().waitFor();
    for (const more of await page.locator("details.more > summary").all()) await more.click();
    await unharmed(page);
  }
  await checked();
  await context.close();
});

test("cross-origin requests are refused", async () => {
  for (const headers of [{ Origin: "https://evil.example" }, { "Sec-Fetch-Site": "cross-site" }]) {
    const answer = await fetch(`${d.address}api/state`, { method: "POST", headers: { "Content-Type": "application/json", ...headers }, body: '{"version":1,"id":"x","state":"off"}' });
    assert.equal(answer.status, 403, JSON.stringify(headers));
  }
  const html = await fetch(d.address);
  assert.match(html.headers.get("Content-Security-Policy"), /script-src 'self'/);
  assert.doesNotMatch(html.headers.get("Content-Security-Policy"), /unsafe/);
});
