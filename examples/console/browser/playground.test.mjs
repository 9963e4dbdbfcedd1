// The page without a server: files of a folder, the engine as WebAssembly, and what it plays in the address.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createReadStream, existsSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { after, before, test } from "node:test";
import { gzipSync, deflateRawSync } from "node:zlib";
import { launch, open, picture, program, root } from "./desk.mjs";

const folder = join(root, "dist-playground");
const types = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".wasm": "application/wasm", ".json": "application/json" };
let server;
let browser;
let address;

before(async () => {
  assert.ok(existsSync(join(folder, "desk.wasm")), "build the playground first: npm run playground");
  server = createServer((request, response) => {
    const path = normalize(new URL(request.url, "http://x").pathname).replace(/^\/mounted/, "");
    const file = join(folder, path === "/" ? "index.html" : path);
    if (!file.startsWith(folder) || !existsSync(file)) return response.writeHead(404).end();
    response.writeHead(200, { "Content-Type": types[extname(file)] ?? "text/plain" });
    createReadStream(file).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${server.address().port}/mounted/`;
  browser = await launch();
});
after(async () => {
  await browser?.close();
  server?.close();
});

/** The answers of the native program to the same requests. */
function native(requests) {
  const lines = execFileSync(program("native"), { input: requests.map((r) => JSON.stringify(r) + "\n").join(""), encoding: "utf8", maxBuffer: 1 << 28 });
  return lines.trimEnd().split("\n");
}

test("the engine is at most 4 MB with gzip -9", (t) => {
  const packed = gzipSync(readFileSync(join(folder, "desk.wasm")), { level: 9 }).length;
  t.diagnostic(`desk.wasm: ${statSync(join(folder, "desk.wasm")).size} bytes, ${packed} with gzip -9`);
  assert.ok(packed <= 4_000_000, `${packed} bytes`);
});

test("what the browser answers is what the native engine answers, byte for byte", async () => {
  const { page, checked, context } = await open(browser, address);
  // The worker's requests and answers, as they go by.
  await page.addInitScript(() => {
    globalThis.went = [];
    const Real = globalThis.Worker;
    globalThis.Worker = class extends Real {
      constructor(...args) {
        super(...args);
        this.addEventListener("message", (e) => {
          const asked = globalThis.went.find((w) => w.n === e.data.n);
          asked.answer = e.data.answer && { status: e.data.answer.status, body: new TextDecoder().decode(e.data.answer.body) };
          asked.error = e.data.error;
        });
      }
      postMessage(message) {
        globalThis.went.push({ ...message, body: new TextDecoder().decode(message.body) });
        super.postMessage(message);
      }
    };
  });
  await page.goto(`${address}#/play`);
  await page.getByText(/runs in the last 24 hours/).waitFor({ timeout: 60_000 });
  await picture(page, "playground");
  const visit = async (route, ready) => {
    await page.evaluate((hash) => (location.hash = hash), route);
    await page.locator(ready).first().waitFor();
  };
  await visit("#/recipes/close-quiet/try", ".run");
  await visit("#/recipes/close-quiet/timeline?case=c-1050", ".tl-event");
  await visit("#/recipes/close-quiet", ".describe");
  await page.getByText("No faults.").waitFor();
  await visit("#/cases/c-1065", ".decision");
  await visit("#/waiting", ".page-head");
  await visit("#/dead", ".page-head");
  await page.waitForFunction(() => globalThis.went.every((w) => w.answer || w.error));
  const went = await page.evaluate(() => globalThis.went);
  assert.ok(went.length > 12, "few requests went by");
  const requests = went.map((w) => {
    const [path, query] = w.path.split("?");
    if (path === "api/start") return { start: JSON.parse(w.body) };
    const values = {};
    for (const [name, value] of new URLSearchParams(query)) (values[name] ??= []).push(value);
    return { method: w.method, path: path.replace(/^api\//, ""), query: values, body: w.body };
  });
  const answers = native(requests).map((line) => JSON.parse(line));
  for (const [i, w] of went.entries()) {
    assert.equal(w.error, undefined, w.path);
    assert.equal(w.answer.status, answers[i].status, w.path);
    assert.equal(w.answer.body, answers[i].body ?? "", w.path);
  }
  await checked();
  await context.close();
});

test("the sample is played as the replay plays it, byte for byte", async () => {
  const printed = execFileSync("go", ["run", "./examples/replay", "-json"], { cwd: join(root, "../.."), encoding: "utf8", maxBuffer: 1 << 28, stdio: ["ignore", "pipe", "ignore"] });
  assert.ok(printed.split("\n").length > 500, "the replay prints little");
  const { page, checked, context } = await open(browser, address);
  await page.goto(`${address}#/play`);
  const output = page.getByLabel(/What the command/);
  await output.waitFor({ timeout: 60_000 });
  assert.ok((await output.inputValue()) === printed, "the lines of the page are not those that the replay prints");
  await checked();
  await context.close();
});

const set = {
  format: 1,
  recipes: [
    {
      id: "hello",
      name: "Say hello",
      enabled: true,
      trigger: { on: "new_item", topics: ["support"] },
      actions: [{ do: "private_reply", with: { message: "Hello, {{ mention.author.name }}" } }],
    },
  ],
};
const event = {
  id: "e1",
  kind: "mention_created",
  at: "2026-03-02T10:00:00Z",
  mention: { id: "m1", topic: "support", service: "email", type: "inbox", content: "Où est ma carte ? 🙂", author: { id: "h", name: "Hélène" }, private: true },
  actor: "customer",
};

test("recipes and events come from the address, and go into it", async () => {
  const packed = deflateRawSync(JSON.stringify({ set: JSON.stringify(set), events: JSON.stringify(event) })).toString("base64url");
  const { page, checked, context } = await open(browser, address);
  await page.goto(`${address}#/play?d=${packed}`);
  await page.getByText("1 runs in the last 24 hours").waitFor({ timeout: 60_000 });
  assert.deepEqual(JSON.parse(await page.getByLabel("Events, one JSON object a line").inputValue()), event);
  await page.getByRole("link", { name: "Say hello" }).click();
  await page.getByRole("link", { name: "Try", exact: true }).click();
  await page.locator(".bubble").getByText("Hello, Hélène", { exact: true }).waitFor();
  // Changed and copied, the link plays the change in another window.
  await page.goBack();
  await page.goBack();
  await page.getByLabel("Events, one JSON object a line").fill(JSON.stringify({ ...event, mention: { ...event.mention, author: { id: "z", name: "Zoë" } } }));
  await page.getByRole("button", { name: "Copy link" }).click();
  await page.getByText(/^The link is/).waitFor();
  const link = page.url();
  const other = await open(browser, address);
  await other.page.goto(link);
  await other.page.getByText("1 runs in the last 24 hours").waitFor({ timeout: 60_000 });
  assert.match(await other.page.getByLabel("Events, one JSON object a line").inputValue(), /Zoë/);
  await checked();
  await other.checked();
  await context.close();
  await other.context.close();
});

test("an address that cannot be read, and recipes with faults, are told", async () => {
  const { page, checked, context } = await open(browser, address);
  await page.goto(`${address}#/play?d=nonsense`);
  await page.getByText(/The address cannot be read/).waitFor();
  const faulty = deflateRawSync(JSON.stringify({ set: '{"format":1,"recipes":[{"id":"x","name":"X","trigger":{"on":"new_itm"}}]}', events: "" })).toString("base64url");
  await page.goto("about:blank");
  await page.goto(`${address}#/play?d=${faulty}`);
  await page.locator(".faults").getByText(/new_item/).waitFor({ timeout: 60_000 });
  await checked();
  await context.close();
});
