// The desk in a worker, as WebAssembly: for the page without a server.
import type { Ask, Told, Answer, Transport } from "./transport";

/** Starts the worker of the playground. */
function overWorker(): Transport {
  const worker = new Worker(new URL("./worker.ts", import.meta.url));
  const pending = new Map<number, { resolve(a: Answer): void; reject(e: Error): void }>();
  let n = 0;
  worker.onmessage = (event: MessageEvent<Told>) => {
    const told = event.data;
    const asked = pending.get(told.n);
    pending.delete(told.n);
    if ("answer" in told) asked?.resolve(told.answer);
    else asked?.reject(new Error(told.error));
  };
  worker.onerror = () => {
    for (const asked of pending.values()) asked.reject(new Error("the engine stopped"));
    pending.clear();
  };
  return (method, path, body, type) =>
    new Promise((resolve, reject) => {
      n++;
      pending.set(n, { resolve, reject });
      worker.postMessage({ n, method, path, body: body ?? new Uint8Array(), type } satisfies Ask);
    });
}

export const transport: Transport = overWorker();
