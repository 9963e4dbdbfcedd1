// Runs the WebAssembly: node call.cjs wasm_exec.js desk.wasm. It reads a list of requests as JSON, and writes the list of answers.
"use strict";
const fs = require("fs");
const [, , support, file] = process.argv;
require(support);

async function main() {
  const go = new globalThis.Go();
  const { instance } = await WebAssembly.instantiate(fs.readFileSync(file), go.importObject);
  go.run(instance); // it ends with this process
  const answers = JSON.parse(fs.readFileSync(0, "utf8")).map((r) => globalThis.commisDesk(r));
  fs.writeSync(1, JSON.stringify(answers));
  process.exit(0);
}

main().catch((err) => {
  console.error(err);
  process.exit(1);
});
