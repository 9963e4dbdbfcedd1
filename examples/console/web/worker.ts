// The worker of the playground: it runs the desk as WebAssembly and answers the page's requests in their order.
import type { Answer, Ask, Told } from "./transport";

interface GoRuntime {
  importObject: WebAssembly.Imports;
  run(instance: WebAssembly.Instance): Promise<void>;
}
declare const self: DedicatedWorkerGlobalScope & {
  Go: new () => GoRuntime;
  commisReady?: () => void;
  commisDesk?: (method: string, path: string, query: string, body: Uint8Array) => Promise<Answer>;
};

const base = new URL(__PLAYGROUND_BASE__, self.location.href);

async function start(): Promise<void> {
  self.importScripts(new URL("wasm_exec.js", base).href);
  const go = new self.Go();
  const bytes = await fetch(new URL("console.wasm", base));
  if (!bytes.ok) throw new Error(`console.wasm: ${bytes.status}`);
  const { instance } = await WebAssembly.instantiate(await bytes.arrayBuffer(), go.importObject);
  await new Promise<void>((resolve, reject) => {
    self.commisReady = resolve;
    go.run(instance).then(() => reject(new Error("the engine ended")), reject);
  });
}
const ready = start();

self.onmessage = async (event: MessageEvent<Ask>) => {
  const { n, method, path, body } = event.data;
  let told: Told;
  try {
    await ready;
    const [file, query] = path.split("?", 2);
    told = { n, answer: await self.commisDesk!(method, file!, query ?? "", body) };
  } catch (e) {
    told = { n, error: e instanceof Error ? e.message : String(e) };
  }
  self.postMessage(told);
};
