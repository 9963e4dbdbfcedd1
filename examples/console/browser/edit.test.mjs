// A recipe is written, mended, tried, saved and disabled, as an administrator would.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ask, desk, open, picture } from "./desk.mjs";
import { press, tabTo, type } from "./keyboard.mjs";

const d = desk();

/** Clicks Save, says yes where it asks, and waits until it is saved. */
async function save(page) {
  await page.getByRole("button", { name: /^Save/ }).click();
  const asked = page.getByRole("dialog", { name: "Save this change?" });
  const said = page.getByText(/^Saved\./);
  await asked.or(said).first().waitFor();
  if (await asked.isVisible()) await asked.getByRole("button", { name: "Save" }).click();
  await said.waitFor();
}

test("README's recipe is written by keyboard alone, and saved", async () => {
  const { page, visit, checked, context } = await open(d.browser, d.address);
  await visit("#/recipes");
  await page.getByRole("link", { name: "IT alerts to Slack" }).waitFor();
  await tabTo(page, "New recipe");
  await press(page, "Enter");
  await page.getByRole("heading", { name: "New recipe" }).waitFor();
  await tabTo(page, "Name");
  await type(page, "Close quiet cases");
  await tabTo(page, "State");
  await type(page, "On");
  await tabTo(page, "new item");
  await press(page, "Space");
  await tabTo(page, "case status changed");
  await press(page, "Space");
  await tabTo(page, "pending");
  await press(page, "Space");
  await tabTo(page, "Topics");
  await type(page, "support");
  await press(page, "Enter");
  await tabTo(page, "All topics");
  await press(page, "Space");
  await tabTo(page, "Every event");
  await press(page, "ArrowRight", "ArrowRight");
  await page.locator('[data-editor="Filter expression"]').waitFor();
  await tabTo(page, "Filter expression");
  await type(page, "'vip' not in case.tags");
  await press(page, "Escape");
  await tabTo(page, "Hours");
  await press(page, "ArrowDown"); // during the hours of the first calendar, which is “bru”
  await tabTo(page, "Kind of the new action");
  await type(page, "private");
  await tabTo(page, "Add action");
  await press(page, "Enter");
  await tabTo(page, "Message");
  await type(page, "Is it solved, {{ case.contact.name }}?");
  await tabTo(page, "Kind of the new action");
  await type(page, "set s");
  await tabTo(page, "Add action");
  await press(page, "Enter");
  await tabTo(page, "Status");
  await type(page, "resolved");
  await tabTo(page, "After");
  await type(page, "30m");
  await tabTo(page, "customer reply");
  await press(page, "Space");
  await page.getByText("No faults.").waitFor();
  await picture(page, "written-by-keyboard");
  await tabTo(page, "Save", "Shift+Tab");
  await press(page, "Enter");
  const asked = page.getByRole("dialog", { name: "Save this change?" });
  const said = page.getByText(/^Saved\./);
  await asked.or(said).first().waitFor();
  if (await asked.isVisible()) {
    await tabTo(page, "Save");
    await press(page, "Enter");
  }
  await said.waitFor();
  assert.equal(new URL(page.url()).hash, "#/recipes/close-quiet-cases");

  const { recipe } = await ask(d, "api/recipes/close-quiet-cases");
  delete recipe.enabled_at;
  assert.deepEqual(recipe, {
    id: "close-quiet-cases",
    name: "Close quiet cases",
    enabled: true,
    trigger: { on: "case_status_changed", status: "pending", topics: ["support"] },
    filter: "'vip' not in case.tags",
    hours: { calendar: "bru", when: "during" },
    actions: [
      { do: "private_reply", with: { message: "Is it solved, {{ case.contact.name }}?" } },
      { do: "set_status", with: { status: "resolved" }, after: "30m", unless: ["customer_reply"] },
    ],
  });
  await checked();
  await context.close();
});

test("a misspelt field is a fault at its place, while it is typed", async () => {
  const { page, visit, checked, context } = await open(d.browser, d.address);
  await visit("#/recipes/it-alerts");
  const editor = page.locator('[data-editor="Filter expression"] .cm-content');
  await editor.click();
  await press(page, "ControlOrMeta+a");
  await type(page, 'mention.language == "es" and mention.contnt == "x"');
  await press(page, "Escape");
  const mark = page.locator('[data-editor="Filter expression"] .cm-lintRange-error');
  await mark.waitFor();
  assert.equal(await mark.textContent(), "mention.contnt", "what is marked");
  await page.locator('[data-path="filter"] .faults').getByText("did you mean mention.content").waitFor();
  await page.getByRole("button", { name: "Save (1 fault)" }).waitFor();
  await picture(page, "fault");
  // Save is refused, and nothing changed.
  const before = await ask(d, "api/set");
  await page.getByRole("button", { name: /^Save/ }).click();
  await page.locator(".toast-bad").waitFor();
  assert.deepEqual(await ask(d, "api/set"), before);
  // The list of faults leads to it.
  await page.getByRole("complementary").getByRole("button", { name: /mention\.content/ }).click();
  assert.equal(await page.evaluate(() => document.activeElement.dataset.editor), "Filter expression");
  await press(page, "ControlOrMeta+a");
  await type(page, 'mention.language == "es"');
  await press(page, "Escape");
  await page.getByText("No faults.").waitFor();
  assert.equal(await mark.count(), 0);
  await checked();
  await context.close();
});

test("fields and functions are offered while an expression is typed", async () => {
  const { page, visit, checked, context } = await open(d.browser, d.address);
  await visit("#/recipes/it-alerts");
  const editor = page.locator('[data-editor="Filter expression"] .cm-content');
  await editor.click();
  await press(page, "ControlOrMeta+a");
  await type(page, "mention.langu");
  const offered = page.locator('[data-editor="Filter expression"] .cm-tooltip-autocomplete');
  await offered.getByRole("option", { name: /^language/ }).waitFor();
  await picture(page, "completion");
  await page.waitForTimeout(150); // CodeMirror takes nothing in the first moment, so that typing goes on
  await press(page, "Enter");
  await page.waitForFunction(() => document.querySelector("[data-editor]").shadowRoot.querySelector(".cm-content").textContent.startsWith("mention.language"));
  await checked();
  await context.close();
});

test("faults of a form are at their controls", async () => {
  const { page, visit, checked, context } = await open(d.browser, d.address);
  await visit("#/recipes/close-quiet");
  await page.getByLabel("Message").fill("Is it solved, {{ case.contact.nam }}?");
  await page.locator('[data-path="actions[0].with.message"] .faults').waitFor();
  assert.equal(await page.getByLabel("Message").getAttribute("aria-invalid"), "true");
  await page.getByRole("textbox", { name: /^After/ }).nth(1).fill("half an hour");
  await page.locator('[data-path="actions[1].after"] .faults').waitFor();
  await page.getByRole("button", { name: "Discard changes" }).click();
  await page.getByText("No faults.").waitFor();
  await checked();
  await context.close();
});

test("faults that only a save finds are at their places, too", async () => {
  const { page, visit, checked, context } = await open(d.browser, d.address);
  await visit("#/recipes/it-alerts");
  await page.getByLabel("Folders").fill("alerts//it");
  await press(page, "Enter");
  await page.getByText("No faults.").waitFor();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.locator('[data-path="tags"] .faults').getByText("a folder has a name").waitFor();
  assert.equal(await page.getByLabel("Folders").getAttribute("aria-invalid"), "true");

  // As JSON, a fault without a line is at the value that its path names; one of another recipe says which it is.
  const faults = [
    { recipe: "it-alerts", path: "actions[0].do", document: "recipe.actions[0].do", message: "the first is wrong" },
    { recipe: "urgent", path: "actions[0].do", message: "the second is wrong" },
  ];
  await page.route("**/api/save", (r) => r.fulfill({ status: 422, contentType: "application/json", body: JSON.stringify({ error: "mend 2 faults", faults }) }));
  await page.getByRole("link", { name: "JSON" }).click();
  await page.locator('[data-editor="Recipe as JSON"] .cm-content').waitFor();
  await page.getByRole("button", { name: /^Save/ }).click();
  await page.locator(".faults").getByText("recipe urgent: actions[0].do: the second is wrong").waitFor();
  const mark = page.locator('[data-editor="Recipe as JSON"] .cm-lintRange-error', { hasText: "webhook" });
  await mark.first().waitFor();
  await page.getByRole("link", { name: "Edit", exact: true }).click();
  await page.locator('[data-path="actions[0].do"] .faults').getByText("the first is wrong").waitFor();
  assert.equal(await page.locator('[data-path="actions[0].do"] .faults').getByText("the second").count(), 0);
  await page.getByRole("button", { name: "Discard changes" }).click();
  await checked();
  await context.close();
});

test("an edit is tried on the day: what runs newly, what no longer, and a case's waits", async () => {
  const { page, visit, checked, context } = await open(d.browser, d.address);
  await visit("#/recipes/close-quiet");
  await page.getByRole("checkbox", { name: "pending" }).uncheck();
  await page.getByRole("link", { name: "Try it on the last events" }).click();
  const figures = page.getByRole("status", { name: "What it would do" });
  await figures.waitFor();
  const { recipe } = await ask(d, "api/recipes/close-quiet");
  delete recipe.trigger.status;
  const tried = await ask(d, "api/try", { recipe, events: 360 });
  assert.ok(tried.runs > 0 && tried.newly.length > 0, "a change of any status starts it more often");
  for (const n of [tried.events, tried.runs, tried.newly.length, tried.no_longer.length]) {
    await figures.getByText(String(n), { exact: true }).first().waitFor();
  }
  const runs = page.getByRole("list", { name: "Runs", exact: true }).locator(":scope > li");
  assert.equal(await runs.count(), tried.runs);
  const message = tried.now.flatMap((r) => r.actions).find((a) => a.message).message;
  assert.match(message, /^Is it solved, [^{}]+\?$/, "the message is as the customer reads it");
  await page.locator(".bubble").getByText(message, { exact: true }).first().waitFor();
  await picture(page, "try");
  await page.getByRole("button", { name: "Newly", exact: true }).click();
  assert.equal(await runs.count(), tried.newly.length);

  await page.getByRole("button", { name: "All runs" }).click();
  const link = runs.getByRole("link", { name: /^Timeline of / }).first();
  const name = (await link.textContent()).replace("Timeline of ", "");
  await link.click();
  await page.getByRole("img", { name: new RegExp(`Timeline of case ${name}`) }).waitFor();
  assert.ok((await page.locator(".tl-wait").count()) > 0, "no wait is drawn");
  assert.ok((await page.locator(".tl-event").count()) > 0, "no event is drawn");
  await picture(page, "timeline");
  await checked();
  await context.close();
});

test("conditions become an expression and come back", async () => {
  const { page, visit, checked, context } = await open(d.browser, d.address);
  await visit("#/recipes/big-voices");
  const before = (await ask(d, "api/recipes/big-voices")).recipe;
  await page.getByText("Expression", { exact: true }).click();
  const editor = page.locator('[data-editor="Filter expression"] .cm-content');
  await editor.waitFor();
  assert.match(await editor.textContent(), /mention\.author\.followers >= 5000/);
  // Edited as text, and back: the change is in the conditions.
  await editor.click();
  await press(page, "ControlOrMeta+End");
  await type(page, ' and mention.language == "nl"');
  await press(page, "Escape");
  await page.getByText("No faults.").waitFor();
  await page.getByText("Conditions", { exact: true }).click();
  await page.locator(".rule").nth(2).waitFor();
  assert.equal(await page.locator(".rule").count(), 3);
  await page.locator(".rule").nth(2).locator(".rule-remove").click();
  await page.getByRole("link", { name: "JSON" }).click();
  await page.locator('[data-editor="Recipe as JSON"] .cm-content').waitFor();
  await page.getByRole("link", { name: "Edit", exact: true }).click();
  const checks = (await ask(d, "api/check", { recipe: before })).text;
  const now = await page.evaluate(() => JSON.parse(Object.entries(localStorage).find(([k]) => k.endsWith("draft:big-voices"))[1]).recipe);
  assert.equal((await ask(d, "api/check", { recipe: now })).text, checks, "the conditions mean the same as at first");
  await checked();
  await context.close();
});

test("it is saved, reloaded and disabled", async () => {
  const { page, visit, checked, context } = await open(d.browser, d.address);
  await visit("#/recipes/close-quiet");
  await page.getByLabel("Message").fill("Is all well, {{ case.contact.name }}?");
  await page.getByLabel("Folders").fill("closing/quiet");
  await press(page, "Enter");
  await page.getByText("No faults.").waitFor();
  await save(page);
  await page.reload();
  await page.getByLabel("Message").waitFor();
  assert.equal(await page.getByLabel("Message").inputValue(), "Is all well, {{ case.contact.name }}?");
  await page.getByLabel("State").selectOption("off");
  await save(page);
  await visit("#/recipes");
  await page.getByRole("button", { name: /^quiet/ }).click();
  const row = page.locator(".recipe").first();
  assert.equal(await row.getByRole("combobox").inputValue(), "off");
  assert.equal((await ask(d, "api/recipes/close-quiet")).recipe.enabled, false);
  // The history of the recipe has both, and the first is restored.
  await visit("#/recipes/close-quiet/history");
  const changes = page.getByRole("list", { name: "Changes, the latest first" }).locator(":scope > li");
  await changes.nth(2).waitFor();
  await picture(page, "history");
  await changes.last().getByRole("button", { name: /^Restore version/ }).click();
  const asked = page.getByRole("dialog", { name: "Save this change?" });
  const said = page.getByText(/The recipe is again as it was/);
  await asked.or(said).first().waitFor();
  if (await asked.isVisible()) await asked.getByRole("button", { name: "Save" }).click();
  await said.waitFor();
  const restored = (await ask(d, "api/recipes/close-quiet")).recipe;
  assert.equal(restored.actions[0].with.message, "Is it solved, {{ case.contact.name }}?");
  await checked();
  await context.close();
});

test("of two who save, the second is shown the first's change", async () => {
  const one = await open(d.browser, d.address);
  const two = await open(d.browser, d.address);
  await one.visit("#/recipes/urgent");
  await two.visit("#/recipes/urgent");
  await one.page.getByLabel("Name").fill("Urgent, says the first");
  await two.page.getByLabel("Name").fill("Urgent, says the second");
  await one.page.getByText("No faults.").waitFor();
  await two.page.getByText("No faults.").waitFor();
  await save(one.page);
  await two.page.getByRole("button", { name: /^Save/ }).click();
  const told = two.page.getByRole("dialog", { name: "Somebody else saved first" });
  await told.getByText("says the first").first().waitFor();
  await picture(two.page, "conflict");
  await told.getByRole("button", { name: "Go on editing" }).click();
  assert.equal(await two.page.getByLabel("Name").inputValue(), "Urgent, says the second", "the second's text is lost");
  assert.equal((await ask(d, "api/recipes/urgent")).recipe.name, "Urgent, says the first");
  await two.page.getByRole("button", { name: /^Save/ }).click();
  await told.getByRole("button", { name: "Save mine instead" }).click();
  const asked = two.page.getByRole("dialog", { name: "Save this change?" });
  const said = two.page.getByText(/^Saved\./);
  await asked.or(said).first().waitFor();
  if (await asked.isVisible()) await asked.getByRole("button", { name: "Save" }).click();
  await said.waitFor();
  assert.equal((await ask(d, "api/recipes/urgent")).recipe.name, "Urgent, says the second");
  for (const p of [one, two]) {
    await p.checked();
    await p.context.close();
  }
});

test("it asks when the backtest shows more than a limit", async () => {
  const { page, visit, checked, context } = await open(d.browser, d.address);
  await visit("#/recipes/big-voices");
  await page.getByText("Every event", { exact: true }).click();
  await page.getByText("No faults.").waitFor();
  const before = await ask(d, "api/set");
  await page.getByRole("button", { name: /^Save/ }).click();
  const asked = page.getByRole("dialog", { name: "Save this change?" });
  await asked.waitFor();
  await asked.getByRole("heading", { name: "What changes" }).waitFor();
  await asked.getByText("newly").waitFor();
  await picture(page, "asks");
  await asked.getByRole("button", { name: "Go on editing" }).click();
  assert.deepEqual(await ask(d, "api/set"), before, "it was saved without a yes");
  await checked();
  await context.close();
});

test("while the store is down, or the session ended, the draft is kept", async () => {
  const { page, visit, checked, context } = await open(d.browser, d.address);
  await visit("#/recipes/vip-first");
  await page.getByLabel("Name").fill("Written while the store is down");
  await page.getByText("No faults.").waitFor();
  for (const [status, words] of [[503, /the store is down/i], [401, /session has ended/i]]) {
    await page.route("**/api/save", (r) => r.fulfill({ status, contentType: "application/json", body: JSON.stringify({ error: status === 503 ? "The store is down." : "Your session has ended." }) }));
    await page.getByRole("button", { name: /^Save/ }).click();
    const alert = page.getByRole("alert");
    await alert.getByText(words).waitFor();
    await alert.getByText("Your draft is kept in this browser.").waitFor();
    await page.unroute("**/api/save");
  }
  await picture(page, "store-down");
  // Reloaded while everything is down, the draft can still be read; and edited again when it is up.
  await page.route("**/api/recipes/**", (r) => r.fulfill({ status: 503, contentType: "application/json", body: '{"error":"The store is down."}' }));
  await page.reload();
  await page.getByRole("alert").getByText("The store is down.").waitFor();
  assert.equal(await page.getByLabel("Name").inputValue(), "Written while the store is down");
  await page.unroute("**/api/recipes/**");
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByText("This is your draft of").waitFor();
  assert.equal(await page.getByLabel("Name").inputValue(), "Written while the store is down");
  await save(page);
  assert.equal((await ask(d, "api/recipes/vip-first")).recipe.name, "Written while the store is down");
  await page.reload();
  await page.getByLabel("Name").waitFor();
  assert.equal(await page.getByText("This is your draft of").count(), 0, "a saved draft is still there");
  await checked();
  await context.close();
});

test("what the form cannot show is shown as text, and nothing is lost", async () => {
  const { page, visit, checked, context } = await open(d.browser, d.address);
  const { recipe } = await ask(d, "api/recipes/outage-watch");
  await visit("#/recipes/outage-watch/json");
  const editor = page.locator('[data-editor="Recipe as JSON"] .cm-content');
  await editor.waitFor();
  const strange = { ...recipe, someday: { number: "N" }, name: "Edited by hand" };
  const text = JSON.stringify(strange, null, 2).replace('"N"', "12345678901234567890.5");
  await editor.click();
  await press(page, "ControlOrMeta+a");
  await page.keyboard.insertText(text);
  await page.locator(".faults").getByText(/someday/).first().waitFor();
  await page.getByRole("link", { name: "Edit", exact: true }).click();
  await page.getByText("The form cannot show this recipe").waitFor();
  await page.getByText("The form has no place for “someday”.").waitFor();
  await page.reload();
  await editor.waitFor();
  await editor.click();
  await press(page, "ControlOrMeta+End");
  await editor.getByText("12345678901234567890.5").waitFor();
  const draft = await page.evaluate(() => Object.entries(localStorage).find(([k]) => k.endsWith("draft:outage-watch"))[1]);
  assert.ok(draft.includes(JSON.stringify(JSON.parse(text)).replace("12345678901234567000", "12345678901234567890.5")), "the draft is not what was written");
  await checked();
  await context.close();
});
