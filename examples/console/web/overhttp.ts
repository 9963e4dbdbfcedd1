// The desk over HTTP, below the path where the page is mounted.
import type { Transport } from "./transport";

export const transport: Transport = async (method, path, body, type) => {
  const headers: Record<string, string> = {};
  if (method === "POST") headers["Content-Type"] = type ?? "application/json";
  const answer = await fetch(path, { method, headers, body, cache: "no-store", credentials: "same-origin", redirect: "error" });
  return {
    status: answer.status,
    type: answer.headers.get("Content-Type") ?? "",
    body: new Uint8Array(await answer.arrayBuffer()),
  };
};
