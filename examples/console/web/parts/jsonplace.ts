// Where a value is in a JSON text that an editor shows.
import { ensureSyntaxTree } from "@codemirror/language";
import type { EditorState } from "@codemirror/state";

/** Finds the value at a path, as faults write it: actions[0].with.message. A missing one has the place of the value that lacks it. */
export function valueAt(state: EditorState, path: string): { from: number; to: number } | undefined {
  const root = ensureSyntaxTree(state, state.doc.length, 200)?.topNode.firstChild;
  let at = root;
  for (const part of path.matchAll(/\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]|([^.[\]]+)/g)) {
    if (!at) break;
    let next = at.firstChild;
    if (part[1] !== undefined) {
      const values = [];
      for (; next; next = next.nextSibling) if (!["[", "]", ",", "⚠"].includes(next.name)) values.push(next);
      next = at.name === "Array" ? (values[Number(part[1])] ?? null) : null;
    } else {
      const name = part[2] ? (JSON.parse(part[2]) as string) : part[3];
      while (next && !(next.name === "Property" && nameOf(state, next.firstChild) === name)) next = next.nextSibling;
      next = next?.lastChild ?? null;
    }
    if (!next) break;
    at = next;
  }
  return at && at !== root ? { from: at.from, to: at.to } : undefined;
}

function nameOf(state: EditorState, node: { from: number; to: number } | null): string | undefined {
  try {
    return node ? (JSON.parse(state.sliceDoc(node.from, node.to)) as string) : undefined;
  } catch {
    return undefined; // it is half typed
  }
}
