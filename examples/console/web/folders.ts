// Tags as folders: "billing/refunds" is a folder in a folder. A recipe is in the folder of each of its tags.
import type { Row } from "./api";

export interface Folder {
  path: string;
  name: string;
  depth: number;
  count: number;
}

export function foldersOf(rows: Row[]): Folder[] {
  const counts = new Map<string, Set<string>>();
  for (const row of rows) {
    for (const tag of row.tags ?? []) {
      const parts = tag.split("/");
      for (let n = 1; n <= parts.length; n++) {
        const path = parts.slice(0, n).join("/");
        let ids = counts.get(path);
        if (!ids) counts.set(path, (ids = new Set()));
        ids.add(row.id);
      }
    }
  }
  return [...counts]
    .sort(([a], [b]) => compare(a.split("/"), b.split("/")))
    .map(([path, ids]) => {
      const parts = path.split("/");
      return { path, name: parts.at(-1)!, depth: parts.length - 1, count: ids.size };
    });
}

function compare(a: string[], b: string[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const order = a[i]!.localeCompare(b[i]!);
    if (order) return order;
  }
  return a.length - b.length;
}

export function inFolder(row: Row, path: string): boolean {
  return (row.tags ?? []).some((tag) => tag === path || tag.startsWith(path + "/"));
}
