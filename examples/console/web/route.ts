// The page's routes are after # so that it can be mounted under any path: #/recipes/close-quiet/try.
import { useSyncExternalStore } from "react";

export interface Route {
  /** The decoded parts of the path: ["recipes", "close-quiet", "try"]. */
  parts: string[];
  query: URLSearchParams;
}

function read(hash: string): Route {
  const text = hash.replace(/^#\/?/, "");
  const cut = text.indexOf("?");
  const path = cut < 0 ? text : text.slice(0, cut);
  return {
    parts: path.split("/").filter(Boolean).map(decoded),
    query: new URLSearchParams(cut < 0 ? "" : text.slice(cut + 1)),
  };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Makes the address of a route. */
export function to(...parts: string[]): string {
  return "#/" + parts.map(encodeURIComponent).join("/");
}

let last = { hash: "", route: read("") };

function current(): Route {
  if (location.hash !== last.hash) last = { hash: location.hash, route: read(location.hash) };
  return last.route;
}

function subscribe(changed: () => void): () => void {
  addEventListener("hashchange", changed);
  return () => removeEventListener("hashchange", changed);
}

export function useRoute(): Route {
  return useSyncExternalStore(subscribe, current);
}

export function go(address: string): void {
  location.hash = address;
}
