// The worker of the playground: it runs the desk as WebAssembly and answers the page's requests in their order.
import type { Ask, Told } from "./transport";

interface GoRuntime {
  importObject: WebAssembly.Imports;
  run(instance: WebAssembly.Instance): Promise<void>;
}
interface DeskAnswer {
  status: number;
  type: string;
  body?: string;
  bytes?: string;
}
declare const self: DedicatedWorkerGlobalScope & {
  Go: new () => GoRuntime;
  /** A request and its answer, both as JSON; bytes are in base64. */
  commisDesk?: (request: string) => string;
};

const base = new URL(__PLAYGROUND_BASE__, self.location.href);

async function start(): Promise<void> {
  self.importScripts(new URL("wasm_exec.js", base).href);
  const go = new self.Go();
  const program = await fetch(new URL("desk.wasm", base));
  if (!program.ok) throw new Error(`desk.wasm: ${program.status}`);
  const { instance } = await WebAssembly.instantiate(await program.arrayBuffer(), go.importObject);
  void go.run(instance); // until the worker ends
  for (let n = 0; !self.commisDesk; n++) {
    if (n > 1000) throw new Error("the engine did not start");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
const ready = start();

function request(ask: Ask): object {
  const [path, query] = ask.path.split("?", 2);
  if (path === "api/start") return { start: JSON.parse(new TextDecoder().decode(ask.body)) };
  const values: Record<string, string[]> = {};
  for (const [name, value] of new URLSearchParams(query)) (values[name] ??= []).push(value);
  const r = { method: ask.method, path: path!.replace(/^api\//, ""), query: values };
  if (ask.type === "application/zip") return { ...r, bytes: base64(ask.body) };
  return { ...r, body: new TextDecoder().decode(ask.body) };
}

function base64(bytes: Uint8Array): string {
  let binary = "";
  for (let i = 0; i < bytes.length; i += 0x8000) binary += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  return btoa(binary);
}

self.onmessage = async (event: MessageEvent<Ask>) => {
  const ask = event.data;
  let told: Told;
  try {
    await ready;
    const answer = JSON.parse(self.commisDesk!(JSON.stringify(request(ask)))) as DeskAnswer;
    const body = answer.bytes === undefined ? new TextEncoder().encode(answer.body ?? "") : Uint8Array.from(atob(answer.bytes), (c) => c.charCodeAt(0));
    told = { n: ask.n, answer: { status: answer.status, type: answer.type, body } };
  } catch (e) {
    told = { n: ask.n, error: e instanceof Error ? e.message : String(e) };
  }
  self.postMessage(told);
};
