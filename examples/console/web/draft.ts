// Drafts are kept in this browser until they are saved or thrown away, so that neither a store that is down nor a session
// that ended loses what somebody wrote.
import { parse } from "./json";
import { isObject, type Recipe } from "./recipe";

export interface Draft {
  /** The version of the set that it was made of. */
  version: number;
  at: string;
  recipe: Recipe;
  tags: string[];
  /** The recipe as text where it is no JSON yet. */
  text?: string;
}

function keyOf(user: string, id: string): string {
  return `commis:${location.pathname}:${user}:draft:${id}`;
}

export function readDraft(user: string, id: string): Draft | undefined {
  try {
    const kept = parse(localStorage.getItem(keyOf(user, id)) ?? "null");
    if (isObject(kept) && isObject(kept.recipe) && typeof kept.version === "number" && Array.isArray(kept.tags)) {
      return kept as unknown as Draft;
    }
  } catch {
    // A draft that cannot be read is none.
  }
  return undefined;
}

/** Keeps a draft. It returns false when this browser keeps nothing. */
export function keepDraft(user: string, id: string, draft: Draft): boolean {
  try {
    localStorage.setItem(keyOf(user, id), JSON.stringify(draft));
    return true;
  } catch {
    return false;
  }
}

export function dropDraft(user: string, id: string): void {
  try {
    localStorage.removeItem(keyOf(user, id));
  } catch {
    // Nothing was kept.
  }
}
