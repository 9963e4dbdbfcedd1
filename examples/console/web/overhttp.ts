// The desk over HTTP, below the path where the page is mounted.
import type { Transport } from "./transport";

export const transport: Transport = async (method, path, body, type) => {
  const headers: Record<string, string> = {};
  if (method === "POST") headers["Content-Type"] = type ?? "application/json";
  const answer = await fetch(path, { method, headers, body, cache: "no-store", credentials: "same-origin", redirect: "manual" });
  // A host that sends people to its login page does so with what the page asks, too.
  if (answer.type === "opaqueredirect") return { status: 401, type: "", body: new Uint8Array() };
  return {
    status: answer.status,
    type: answer.headers.get("Content-Type") ?? "",
    body: new Uint8Array(await answer.arrayBuffer()),
  };
};
