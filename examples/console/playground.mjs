// Builds the playground, the page without a server, into dist-playground: any server of files serves it.
import { execFileSync } from "node:child_process";
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const root = fileURLToPath(new URL(".", import.meta.url));
const out = join(root, "dist-playground");
const go = (args, env = {}) => execFileSync("go", args, { cwd: root, env: { ...process.env, ...env }, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });

await build({ root: join(root, "web"), configFile: join(root, "vite.config.ts"), mode: "playground", logLevel: "warn" });
// Without inlining the program is a quarter smaller.
go(["build", "-trimpath", "-gcflags=all=-l", "-ldflags=-s -w", "-o", join(out, "desk.wasm"), "./playground"], { GOOS: "js", GOARCH: "wasm" });
copyFileSync(join(go(["env", "GOROOT"]).trim(), "lib/wasm/wasm_exec.js"), join(out, "wasm_exec.js"));
