// What waits is cancelled, what failed is retried, and an archive is imported.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { ask, desk, open, picture } from "./desk.mjs";

const d = desk();

test("a wait is cancelled", async () => {
  const before = (await ask(d, "api/waiting")).waiting;
  assert.ok(before.length > 0, "nothing waits in the sample day");
  const { page, visit, checked, context } = await open(d.browser, d.address);
  await visit("#/waiting");
  await page.getByText(/actions? (is|are) due later/).waitFor();
  await picture(page, "waiting");
  const [wait] = before;
  await page.getByRole("row", { name: new RegExp(wait.name) }).first().getByRole("button", { name: /^Cancel/ }).click();
  const dialog = page.getByRole("dialog", { name: "Cancel this wait?" });
  await dialog.waitFor();
  await dialog.getByRole("button", { name: "Let it wait" }).click();
  assert.deepEqual((await ask(d, "api/waiting")).waiting.map((w) => w.key).includes(wait.key), true, "it was cancelled without a yes");
  await page.getByRole("row", { name: new RegExp(wait.name) }).first().getByRole("button", { name: /^Cancel/ }).click();
  await dialog.getByRole("button", { name: "Cancel the wait" }).click();
  await page.getByText(/does not wait any more/).waitFor();
  const after = (await ask(d, "api/waiting")).waiting;
  assert.equal(after.some((w) => w.key === wait.key), false, "it still waits");
  // The history of its case says so.
  await visit(`#/cases/${encodeURIComponent(wait.case)}`);
  await page.getByText(/cancelled/).first().waitFor();
  await checked();
  await context.close();
});

test("a dead letter is retried, and another discarded", async () => {
  const before = (await ask(d, "api/dead?after=")).dead;
  assert.ok(before.length > 1, "nothing failed for good in the sample day");
  const { page, visit, checked, context } = await open(d.browser, d.address);
  await visit("#/dead");
  const rows = page.locator("tbody tr");
  await rows.first().waitFor();
  await picture(page, "dead-letters");
  assert.equal(await rows.count(), before.length);
  assert.equal(await rows.first().getByText(before[0].error, { exact: true }).count(), 1, "the error is not shown");
  await rows.first().getByRole("button", { name: /^Retry/ }).click();
  await page.getByText("It is tried again.").waitFor();
  await page.waitForFunction((n) => document.querySelectorAll("tbody tr").length < n, before.length);
  const retried = (await ask(d, "api/dead?after=")).dead;
  assert.equal(retried.some((x) => x.key === before[0].key && x.at === before[0].at), false, "it was not retried");
  await rows.first().getByRole("button", { name: /^Discard/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Discard" }).click();
  await page.getByText("It is discarded.").waitFor();
  const kept = (await ask(d, "api/dead?after=")).dead;
  assert.equal(kept.some((x) => x.key === before[1].key), false, "it was not discarded");
  await checked();
  await context.close();
});

test("recipes go into an archive, and come back after the plan was seen", async () => {
  const { page, visit, checked, context } = await open(d.browser, d.address, { acceptDownloads: true });
  await visit("#/archive");
  await page.getByRole("searchbox", { name: "Search recipes to export" }).fill("close-quiet");
  await page.getByRole("checkbox", { name: /Resolve after silence/ }).check();
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Export 1" }).click()]);
  const zip = readFileSync(await download.path());
  assert.equal(zip.subarray(0, 2).toString(), "PK", "it is no zip file");

  const before = await ask(d, "api/recipes");
  await page.locator('input[type="file"]').setInputFiles({ name: "strangers.zip", mimeType: "application/zip", buffer: zip });
  const plan = page.getByRole("region", { name: "Plan of the import" });
  await plan.waitFor();
  await plan.getByText("renamed, because").waitFor();
  await picture(page, "import");
  assert.deepEqual(await ask(d, "api/recipes"), { ...before }, "the plan changed something");
  await plan.getByRole("button", { name: "Import 1 recipe" }).click();
  await page.getByText("1 recipe is imported.").waitFor();
  const after = await ask(d, "api/recipes");
  assert.equal(after.recipes.length, before.recipes.length + 1);
  const added = after.recipes.find((r) => !before.recipes.some((b) => b.id === r.id));
  await page.getByRole("status").getByRole("link", { name: added.name }).waitFor();
  await checked();
  await context.close();
});

test("an archive that is none is refused, and says why", async () => {
  const { page, visit, checked, context } = await open(d.browser, d.address);
  await visit("#/archive");
  const before = await ask(d, "api/set");
  await page.locator('input[type="file"]').setInputFiles({ name: "stranger.zip", mimeType: "application/zip", buffer: Buffer.from("no archive at all") });
  await page.getByRole("alert").getByText("is not imported").waitFor();
  assert.deepEqual(await ask(d, "api/set"), before);
  await checked();
  await context.close();
});

test("states and the order change from the list", async () => {
  const { page, visit, checked, context } = await open(d.browser, d.address);
  await visit("#/recipes");
  const ids = (await ask(d, "api/recipes")).recipes.map((r) => r.id);
  const row = (i) => page.locator(`[data-row="${i}"]`);
  const second = await row(1).locator("a").textContent();
  await row(1).getByRole("button", { name: /^Move .* up$/ }).click();
  await page.getByText(`“${second}” is number 1 now.`).waitFor();
  assert.deepEqual((await ask(d, "api/recipes")).recipes.map((r) => r.id), [ids[1], ids[0], ...ids.slice(2)]);
  await page.waitForFunction((name) => document.activeElement?.textContent === name, second);
  // By dragging: the first goes to the third place.
  await row(0).locator(".drag").dragTo(row(2));
  await page.getByText(`“${second}” is number 3 now.`).waitFor();
  assert.deepEqual((await ask(d, "api/recipes")).recipes.map((r) => r.id), [ids[0], ids[2], ids[1], ...ids.slice(3)]);

  const state = row(0).getByRole("combobox", { name: /^State of/ });
  await state.selectOption("shadow");
  const asked = page.getByRole("dialog", { name: "Save this change?" });
  const said = page.getByText(/is in shadow\.$/);
  await asked.or(said).first().waitFor();
  if (await asked.isVisible()) await asked.getByRole("button", { name: "Save" }).click();
  await said.waitFor();
  const changed = (await ask(d, "api/recipes")).recipes[0];
  assert.deepEqual({ enabled: changed.enabled, shadow: changed.shadow }, { enabled: true, shadow: true });
  await checked();
  await context.close();
});
